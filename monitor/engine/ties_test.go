package engine

import (
	"testing"
	"time"

	"sentinel/monitor"
)

// What happens comes before what only time does: a beat that ends a trouble at
// the instant at which a snooze ends leaves nothing to tell.
func TestBeatComesBeforeTheEndOfASnooze(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusError)
		b.told("opened")
		b.beat(monitor.StatusLogin)
		b.told("recovered")
		if err := b.e.Snooze(b.t.Context(), vps, time.Hour); err != nil {
			t.Fatal(err)
		}
		b.beat(monitor.StatusError)
		b.told("(opened)")
		b.slept.Add(int64(2 * time.Hour)) // and the snooze ends unseen
		b.beat(monitor.StatusLogin)
		b.told("(recovered)")
		if s := b.subject(); s.SnoozedUntil != nil {
			t.Errorf("it is snoozed until %v", s.SnoozedUntil)
		}
	})
}
