package cli

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// listener notes what it is told, and when.
type listener struct {
	patience time.Duration
	begun    time.Time
	heard    []heard
}

type heard struct {
	at   time.Duration
	what string
}

func (l *listener) note(what string) error {
	l.heard = append(l.heard, heard{time.Since(l.begun), what})
	return nil
}

func (l *listener) Patience() time.Duration { return l.patience }
func (l *listener) Ready() error            { return l.note("ready") }
func (l *listener) Alive() error            { return l.note("alive") }
func (l *listener) Stopping() error         { return l.note("stopping") }

func TestAttend(t *testing.T) {
	standsStill := errors.New("the monitor does not answer")
	for name, c := range map[string]struct {
		patience time.Duration
		answers  func(since time.Duration) error
		want     []heard
	}{
		"alive": {
			30 * time.Second, func(time.Duration) error { return nil },
			[]heard{{0, "ready"}, {10 * time.Second, "alive"}, {20 * time.Second, "alive"}, {25 * time.Second, "stopping"}},
		},
		"not watched": {
			0, func(time.Duration) error { return nil },
			[]heard{{0, "ready"}, {25 * time.Second, "stopping"}},
		},
		"a long start": {
			30 * time.Second, func(since time.Duration) error {
				if since < 12*time.Second {
					return standsStill
				}
				return nil
			},
			[]heard{{12 * time.Second, "ready"}, {22 * time.Second, "alive"}, {25 * time.Second, "stopping"}},
		},
		"stands still": {
			30 * time.Second, func(since time.Duration) error {
				if since > 5*time.Second {
					return standsStill
				}
				return nil
			},
			[]heard{{0, "ready"}, {25 * time.Second, "stopping"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 25*time.Second)
				defer cancel()
				manager := &listener{patience: c.patience, begun: time.Now()}
				attend(ctx, manager, slog.New(slog.DiscardHandler), func(context.Context) error {
					return c.answers(time.Since(manager.begun))
				})
				if !slices.Equal(manager.heard, c.want) {
					t.Errorf("heard %v, want %v", manager.heard, c.want)
				}
			})
		})
	}
}
