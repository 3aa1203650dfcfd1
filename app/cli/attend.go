package cli

import (
	"context"
	"log/slog"
	"time"
)

// attendant is a service manager, as package platform/service knows one.
type attendant interface {
	Patience() time.Duration
	Ready() error
	Alive() error
	Stopping() error
}

// Times of attending.
const (
	attendAgain = time.Second // after which a monitor that does not answer yet is asked again
	attendShare = 3           // so many times within its patience a watching service manager hears of it
)

// attend tells the service manager that the monitor is ready once it answers,
// then goes on telling it, for as long as it does: one that stands still is
// started again. It returns when ctx ends, and has then said that too.
func attend(ctx context.Context, manager attendant, log *slog.Logger, answers func(context.Context) error) {
	tell := func(tell func() error) {
		if err := tell(); err != nil {
			log.Warn("the service manager does not hear", "error", err)
		}
	}
	defer tell(manager.Stopping)
	every := manager.Patience() / attendShare
	for ready := false; ctx.Err() == nil; {
		pause := every
		switch err := answers(ctx); {
		case err != nil:
			pause = attendAgain
		case !ready:
			ready = true
			tell(manager.Ready)
			if every == 0 {
				<-ctx.Done()
			}
		default:
			tell(manager.Alive)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}
