package api

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// longDrill takes longer than any other request may, unless it is broken off; it
// then says why.
func longDrill(brokenOff chan<- error) func(context.Context) (Drill, error) {
	return func(ctx context.Context) (Drill, error) {
		select {
		case <-time.After(5 * time.Minute): // of the bubble's time
			return Drill{Incident: "i1"}, nil
		case <-ctx.Done():
			brokenOff <- ctx.Err()
			return Drill{}, ctx.Err()
		}
	}
}

func TestDrillIsAnsweredWhenItIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := newFake()
		fake.drills = longDrill(make(chan error, 1))
		_, client, end := bubble(t, fake)
		defer end()
		drill, err := client.Drill(t.Context())
		if err != nil || drill.Incident != "i1" {
			t.Errorf("%+v, %v", drill, err)
		}
		fake.drills = func(context.Context) (Drill, error) { return Drill{}, ErrRefused }
		if _, err := client.Drill(t.Context()); !errors.Is(err, ErrRefused) {
			t.Errorf("a refused one: %v", err)
		}
	})
}

// Who began it has gone, or the monitor is about to end: it is not kept up.
func TestDrillEndsWithWhoAskedAndWithTheServer(t *testing.T) {
	for name, breaks := range map[string]func(leave, end func()){
		"client": func(leave, _ func()) { leave() },
		"server": func(_, end func()) { end() },
	} {
		synctest.Test(t, func(t *testing.T) {
			fake, brokenOff := newFake(), make(chan error, 1)
			fake.drills = longDrill(brokenOff)
			_, client, end := bubble(t, fake)
			ctx, leave := context.WithCancel(t.Context())
			answered := make(chan error, 1)
			go func() {
				_, err := client.Drill(ctx)
				answered <- err
			}()
			time.Sleep(time.Minute) // of the bubble's time
			began := time.Now()
			ended := false
			breaks(leave, func() { end(); ended = true })
			if err := <-brokenOff; !errors.Is(err, context.Canceled) || time.Since(began) > time.Second {
				t.Errorf("%s: broken off after %s: %v", name, time.Since(began), err)
			}
			if err := <-answered; err == nil {
				t.Errorf("%s: answered as if all was well", name)
			}
			leave()
			if !ended {
				end()
			}
		})
	}
}
