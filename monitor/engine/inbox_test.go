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
	type answer struct {
		receipts []monitor.Receipt
		err      error
	}
	kept := make(chan answer, 1)
	if err := e.Receive(postings, func(receipts []monitor.Receipt, err error) { kept <- answer{receipts, err} }); err != nil {
		return nil, err
	}
	a := <-kept
	return a.receipts, a.err
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
			err := b.e.Receive([]Arrived{anyBeat(key)}, func([]monitor.Receipt, error) { order = append(order, string(key)) })
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

// What was taken over before the end is kept; what comes later is refused.
func TestPostingsAtTheEnd(t *testing.T) {
	story(t, func(b *bench) {
		release := make(chan struct{})
		b.e.calls <- func() { <-release }
		kept := 0
		if err := b.e.Receive([]Arrived{anyBeat("alpha/ACC_0")}, func(receipts []monitor.Receipt, err error) {
			if kept++; len(receipts) != 1 || err != nil {
				t.Errorf("kept %v %v", receipts, err)
			}
		}); err != nil {
			t.Fatal(err)
		}
		go close(release)
		b.stop()
		if kept != 1 {
			t.Errorf("keep was called %d times", kept)
		}
		err := b.e.Receive([]Arrived{anyBeat("alpha/ACC_1")}, func([]monitor.Receipt, error) { t.Error("it was kept after the end") })
		if !errors.Is(err, ErrStopped) {
			t.Errorf("after the end: %v", err)
		}
		b.stop = func() {}
	})
}
