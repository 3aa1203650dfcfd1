package agent

import (
	"log/slog"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/history"
)

// What began and ended while nobody could be told: only the end is news.
func TestUntoldBeginningsOfWhatHasEndedAreNoNews(t *testing.T) {
	store, err := history.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	now := time.Now().UTC()
	open := monitor.Incident{ID: "open", Key: "a", Opened: now}
	ended := monitor.Incident{ID: "ended", Key: "b", Opened: now}
	over := ended
	over.Closed, over.End = &now, monitor.EndRecovered
	test := monitor.Incident{ID: "test", Key: "c", Opened: now, Test: true}
	testOver := test
	testOver.Closed, testOver.End = &now, monitor.EndTest
	if _, err := store.Write(t.Context(), history.Changes{Transitions: []monitor.Transition{
		{Kind: monitor.Opened, At: now, Incident: open},
		{Kind: monitor.Opened, At: now, Incident: ended},
		{Kind: monitor.Recovered, At: now, Incident: over},
		{Kind: monitor.Opened, At: now, Incident: test},
		{Kind: monitor.Closed, At: now, Incident: testOver, Snoozed: true},
	}}); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	teller := newTeller(nil, store, log, newNotices(newBroadcast(), log))
	teller.takeUntold(t.Context())
	var got []string
	for _, one := range teller.waiting {
		got = append(got, string(one.Incident.Key)+" "+string(one.Kind))
	}
	if len(got) != 2 || got[0] != "a opened" || got[1] != "b recovered" {
		t.Errorf("news is %q", got)
	}
	if left, err := store.Untold(t.Context()); err != nil || len(left) != 2 {
		t.Errorf("%d are still untold: %v", len(left), err)
	}
}
