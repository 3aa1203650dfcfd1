package api

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"sentinel/monitor"
)

type listing []monitor.Subject

func (l listing) Subjects(_ context.Context, q monitor.Query) (monitor.Page, error) {
	return monitor.Select(slices.Clone(l), q), nil
}

func TestEveryoneIsMoreThanOnePage(t *testing.T) {
	var known listing
	for i := range 2*monitor.MaxLimit + 7 {
		key := monitor.Key(fmt.Sprintf("alpha/ACC_%05d", i))
		known = append(known, monitor.Subject{Key: key, Kind: monitor.KindAccount, Robot: "alpha", Account: key.Account()})
	}
	known = append(known, monitor.Subject{Key: "beta", Kind: monitor.KindRobot, Robot: "beta"})
	got, err := Everyone(t.Context(), known, monitor.Query{Robot: "alpha"})
	if err != nil || len(got) != len(known)-1 {
		t.Fatalf("%d subjects, %v; want %d", len(got), err, len(known)-1)
	}
	if !slices.IsSortedFunc(got, func(a, b monitor.Subject) int { return len(a.Key) - len(b.Key) }) || got[2*monitor.MaxLimit].Key != "alpha/ACC_02000" {
		t.Errorf("the %d. is %s", 2*monitor.MaxLimit, got[2*monitor.MaxLimit].Key)
	}
}
