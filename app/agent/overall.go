package agent

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/history"
)

// Remembered implements api.Monitor.
func (a *Agent) Remembered(ctx context.Context) ([]monitor.Key, error) { return a.store.Names(ctx) }

// Overall implements api.Monitor. It reads no beats, so that it is quick with
// thousands of subjects.
func (a *Agent) Overall(ctx context.Context, q api.OverallQuery) (api.Overall, error) {
	if now := time.Now(); q.To.After(now) {
		q.To = now
	}
	if !q.From.Before(q.To) {
		return api.Overall{}, fmt.Errorf("%w: from is yet to come", api.ErrInvalid)
	}
	sum, each, err := a.store.Overall(ctx, q.Robot, q.From, q.To, q.Step, time.Local)
	if err != nil {
		return api.Overall{}, err
	}
	if q.Robot != "" && len(each) == 0 {
		if err := a.hasHistory(ctx, monitor.Key(q.Robot)); err != nil {
			return api.Overall{}, err
		}
	}
	answer := api.Overall{
		From: q.From.UTC(), To: q.To.UTC(), StepSeconds: q.Step.Seconds(), Robot: q.Robot, Subjects: seenOf(each),
		Total: api.NewFared(sum.Total()), Spans: []api.Fared{}, Worst: worstOf(each), Week: api.NewWeek(sum.Week),
	}
	for _, step := range sum.Steps(q.From, q.To) {
		answer.Spans = append(answer.Spans, api.NewFared(step))
	}
	answer.Slower, answer.Compared = a.paces.known(ctx, q.Robot)
	return answer, nil
}

// seenOf counts those who were ever seen.
func seenOf(each []history.Fared) (n int) {
	for _, one := range each {
		if one.Sum.Length > one.Sum.LeftOut.Unseen {
			n++
		}
	}
	return n
}

// worstOf lists those with counted time, the least available first.
func worstOf(each []history.Fared) []api.SubjectFared {
	each = slices.DeleteFunc(each, func(one history.Fared) bool { return one.Sum.Counted() <= 0 })
	slices.SortFunc(each, func(a, b history.Fared) int {
		one, _ := a.Sum.Availability()
		other, _ := b.Sum.Availability()
		return cmp.Or(
			cmp.Compare(one, other), cmp.Compare(b.Sum.Down, a.Sum.Down),
			cmp.Compare(b.Sum.Outages, a.Sum.Outages), strings.Compare(string(a.Key), string(b.Key)),
		)
	})
	worst := make([]api.SubjectFared, 0, api.MaxWorst)
	for _, one := range each[:min(len(each), api.MaxWorst)] {
		worst = append(worst, api.SubjectFared{Key: one.Key, Fared: api.NewFared(one.Sum)})
	}
	return worst
}
