package engine

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

// received posts and waits for what became of it.
func received(e *Engine, postings ...Arrived) ([]monitor.Receipt, error) {
	kept := make(chan []monitor.Receipt, 1)
	if err := e.Receive(postings, func(receipts []monitor.Receipt) { kept <- receipts }); err != nil {
		return nil, err
	}
	return <-kept, nil
}

func anyBeat(key monitor.Key) Arrived {
	return Arrived{Posting: monitor.Posting{
		Key: key, Source: monitor.SourceReceiver, At: time.Now(), Beat: monitor.Heartbeat{Status: monitor.StatusActive, SentAt: time.Now()},
	}}
}

// Whoever asks after having posted learns of it, whether or not the engine was
// busy meanwhile, and calls keep their order.
func TestWhoAsksAfterPostingLearnsOfIt(t *testing.T) {
	story(t, func(b *bench) {
		release := make(chan struct{})
		b.e.calls <- func() { <-release } // a long round
		var order []string
		for i := range 3 {
			key := monitor.Key(fmt.Sprintf("alpha/ACC_%d", i))
			err := b.e.Receive([]Arrived{anyBeat(key)}, func([]monitor.Receipt) { order = append(order, string(key)) })
			if err != nil {
				t.Fatal(err)
			}
		}
		asked := make(chan error, 1)
		go func() {
			_, err := b.e.Subject(b.t.Context(), "alpha/ACC_2")
			asked <- err
		}()
		synctest.Wait()
		close(release)
		if err := <-asked; err != nil {
			t.Error(err)
		}
		if want := "[alpha/ACC_0 alpha/ACC_1 alpha/ACC_2]"; fmt.Sprint(order) != want {
			t.Errorf("kept %v, want %s", order, want)
		}
	})
}

// What was taken over before the end is kept; what comes later is not taken.
func TestPostingsAtTheEnd(t *testing.T) {
	story(t, func(b *bench) {
		release := make(chan struct{})
		b.e.calls <- func() { <-release }
		kept := 0
		if err := b.e.Receive([]Arrived{anyBeat("alpha/ACC_0")}, func(receipts []monitor.Receipt) {
			if kept++; len(receipts) != 1 {
				t.Errorf("kept %v", receipts)
			}
		}); err != nil {
			t.Fatal(err)
		}
		go close(release)
		b.stop()
		if kept != 1 {
			t.Errorf("keep was called %d times", kept)
		}
		err := b.e.Receive([]Arrived{anyBeat("alpha/ACC_1")}, func([]monitor.Receipt) { t.Error("it was kept after the end") })
		if !errors.Is(err, ErrStopped) {
			t.Errorf("after the end: %v", err)
		}
		b.stop = func() {}
	})
}

// One account too many is refused, and nobody else with it.
func TestOneTooManyIsRefusedAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil, nil)
		b.stop()
		b.e = New(Options{Clock: b.clock, MaxSubjects: 2})
		b.resume()
		defer func() { b.stop() }()
		want := func(text string, keys ...monitor.Key) {
			t.Helper()
			var postings []Arrived
			for _, key := range keys {
				postings = append(postings, anyBeat(key))
			}
			receipts, err := received(b.e, postings...)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range receipts {
				got = append(got, dispositions[r.Disposition])
			}
			if fmt.Sprint(got) != text {
				t.Errorf("they are taken as %v, want %s", got, text)
			}
			b.wait(time.Second)
		}
		want("[counted counted refused duplicate]", "a", "b", "c", "a")
		want("[counted refused]", "b", "c")
		if err := b.e.Forget(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
		want("[counted refused]", "c", "a")
	})
}
