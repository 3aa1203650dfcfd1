package engine

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

// An order costs memory and time for each beat; nobody needs to look at a list
// again for it to go.
func TestOrdersThatNobodyAsksForGoWithTime(t *testing.T) {
	posts(t, func(b poster) {
		kept := func() (n int) {
			if err := b.e.do(b.t.Context(), func() error { n = len(b.e.index.orders); return nil }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		b.post(monitor.StatusActive, time.Now())
		if _, err := b.e.Page(b.t.Context(), monitor.Query{Sort: "age"}); err != nil || kept() != 2 {
			t.Fatalf("%d orders are kept while one is asked for (%v)", kept(), err)
		}
		b.wait(idleOrder + longestWait)
		if got := kept(); got != 1 {
			t.Errorf("%d orders are kept when nobody asks for one", got)
		}
	})
}

// Who leafs through what a search found sees nobody whom it did not find.
func TestSearchShowsNobodyInTheSlotOfAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil, nil)
		defer func() { b.stop() }()
		beat := func(keys ...monitor.Key) {
			for _, key := range keys {
				p := monitor.Posting{Key: key, Source: monitor.SourceReceiver, At: time.Now(), Beat: monitor.Heartbeat{Status: monitor.StatusActive}}
				if _, err := received(b.e, Arrived{Posting: p}); err != nil {
					t.Fatal(err)
				}
			}
		}
		page := func(offset int) monitor.Page {
			p, err := b.e.Page(context.Background(), monitor.Query{Robot: "alpha", Sort: "key", Offset: offset, Limit: 1})
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		beat("alpha/A", "alpha/B", "alpha/C")
		if p := page(0); p.Total != 3 || p.Subjects[0].Key != "alpha/A" {
			t.Fatalf("the search finds %+v", p)
		}
		if err := b.e.Forget(b.t.Context(), "alpha/B"); err != nil {
			t.Fatal(err)
		}
		beat("beta/X")
		if p := page(1); p.Total != 2 || p.Subjects[0].Key != "alpha/C" {
			t.Errorf("the second page shows %s of %d", p.Subjects[0].Key, p.Total)
		}
	})
}
