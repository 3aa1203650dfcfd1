package tray

import (
	"context"
	"time"

	"sentinel/app/view"
)

// Monitor is what the tray needs of a running monitor. Its methods are called
// from several goroutines; errors are sentences for a person.
type Monitor interface {
	// Model returns the present state. It fails when the monitor does not
	// answer within ctx.
	Model(ctx context.Context) (view.Model, error)
	// Subscribe returns a channel that holds a signal whenever something has
	// changed since the last receipt. stop ends it.
	Subscribe() (changed <-chan struct{}, stop func())
	// SetTest sets a test status, by its type, on the first file source.
	SetTest(ctx context.Context, status string) error
	// Snooze holds back messages on all subjects for so long; 0 ends that.
	Snooze(ctx context.Context, length time.Duration) error
}
