package agent

import (
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/engine"
)

func TestTurnedAwayIsToldWhileItLasts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNotices(newBroadcast(), slog.New(slog.DiscardHandler))
		c := newCrowd(n)
		defer c.close()
		told := func() string { synctest.Wait(); return strings.Join(n.list(), "|") }
		for _, key := range []monitor.Key{"late/ACC_1", "late/ACC_2"} {
			c.turnedAway(key)
			if got := told(); !strings.HasPrefix(got, "late/ACC_1 is turned away: no more than 1,048,576 ") {
				t.Fatalf("people are told %q", got)
			}
			time.Sleep(crowdedFor - time.Second) // of the bubble's clock
		}
		if told() == "" {
			t.Error("it is taken back while robots go on to be turned away")
		}
		time.Sleep(2 * time.Second)
		if got := told(); got != "" {
			t.Errorf("when nobody is turned away any more, people are still told %q", got)
		}
		c.turnedAway("late/ACC_3")
		if got := told(); !strings.HasPrefix(got, "late/ACC_3 ") {
			t.Errorf("the next time people are told %q", got)
		}
	})
}

func TestPostingOfOneTooMany(t *testing.T) {
	n := newNotices(newBroadcast(), slog.New(slog.DiscardHandler))
	a := &Agent{
		store: newStore(t), notices: n, crowd: newCrowd(n),
		engine: engine.New(engine.Options{Clock: monitor.ProcessClock(), MaxSubjects: 1}),
	}
	t.Cleanup(a.crowd.close)
	go func() { _ = a.engine.Run(t.Context()) }()
	var postings []monitor.Posting
	for _, key := range []monitor.Key{"alpha", "beta"} {
		postings = append(postings, monitor.Posting{
			Key: key, At: time.Now(), Kind: monitor.PostBeat, Source: monitor.SourceReceiver, Beat: monitor.Heartbeat{Status: "healthy"},
		})
	}
	refused, err := a.Receive(postings)
	if err != nil || len(refused) != 1 || refused[0] != 1 {
		t.Fatalf("refused %v, %v", refused, err)
	}
	if got := n.list(); len(got) != 1 || !strings.HasPrefix(got[0], "beta is turned away") {
		t.Errorf("people are told %q", got)
	}
}
