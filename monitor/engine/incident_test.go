package engine

import (
	"testing"
	"time"

	"sentinel/monitor"
)

func TestIncidentWorsensOnceAndRecovers(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusWarning)
		b.told("opened")
		b.beat(monitor.StatusWarning)
		b.told()
		b.beat(monitor.StatusError)
		b.told("worsened")
		b.beat(monitor.StatusWarning)
		b.told()
		b.beat(monitor.StatusError)
		b.told()
		b.beat(monitor.StatusLogin)
		b.told("recovered")
	})
}

func TestPauseSnoozeAcknowledge(t *testing.T) {
	story(t, func(b *bench) {
		ctx := b.t.Context()
		b.beat(monitor.StatusError)
		b.told("opened")
		if err := b.e.Acknowledge(ctx, vps, "owner"); err != nil || !b.subject().Acknowledged {
			t.Errorf("acknowledge: %v", err)
		}
		if err := b.e.Pause(ctx, vps); err != nil {
			t.Error(err)
		}
		b.is("paused off - 0")
		b.told("(closed)")
		b.wait(24 * time.Hour)
		b.is("paused off - 0")
		if err := b.e.Resume(ctx, vps); err != nil {
			t.Error(err)
		}
		b.is("alive critical error 0")
		b.told("opened")
		b.beat(monitor.StatusLogin)
		b.told("recovered")

		if err := b.e.Snooze(ctx, vps, time.Hour); err != nil || b.subject().SnoozedUntil == nil {
			t.Errorf("snooze: %v", err)
		}
		b.beat(monitor.StatusError)
		b.told("(opened)")
		b.beat(monitor.StatusLogin)
		b.told("(recovered)")
		b.beat(monitor.StatusError)
		b.told("(opened)")
		b.wait(40 * time.Minute)
		b.told()
		b.beat(monitor.StatusError)
		b.wait(20 * time.Minute)
		b.told("opened") // what the snooze held back still holds
		if err := b.e.Pause(ctx, "nobody"); err == nil {
			t.Error("pausing nobody is no error")
		}
	})
}

func TestRecoverAfter(t *testing.T) {
	story(t, func(b *bench) {
		if err := b.e.Watch(b.t.Context(), watched(), nil, 3); err != nil {
			t.Fatal(err)
		}
		b.beat(monitor.StatusError)
		b.told("opened")
		b.beat(monitor.StatusLogin)
		b.is("alive ok - 0") // the level is ok at once
		b.wait(30 * time.Second)
		b.beat(monitor.StatusLogin)
		b.wait(80 * time.Second)
		b.beat(monitor.StatusLogin) // late: counts as the first again
		b.told()
		b.beat(monitor.StatusLogin)
		b.told()
		b.beat(monitor.StatusLogin)
		b.told("recovered")
	})
}

func TestWorseningIsToldAgainAndStaysAcknowledged(t *testing.T) {
	story(t, func(b *bench) {
		ctx := b.t.Context()
		b.beat(monitor.StatusWarning)
		b.told("opened")
		if err := b.e.Acknowledge(ctx, vps, "owner"); err != nil {
			t.Fatal(err)
		}
		if err := b.e.Snooze(ctx, vps, time.Minute); err != nil {
			t.Fatal(err)
		}
		b.beat(monitor.StatusError)
		b.told("(worsened)")
		b.wait(time.Minute)
		b.told("worsened") // what the snooze held back still holds
		if !b.subject().Acknowledged {
			t.Error("a worse incident lost its acknowledgement")
		}
		if err := b.e.Snooze(ctx, vps, time.Minute); err != nil {
			t.Fatal(err)
		}
		b.wait(time.Minute)
		b.told() // it was told, and nothing is worse
	})
}

// What was known when it opened stays, whatever comes after, over a restart too.
func TestIncidentRemembersWhatWasKnownAndWhoKnows(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusTrade)
		b.wait(10 * time.Second)
		b.trouble(monitor.CauseUnreadable)
		began := b.subject().LastBeat
		b.wait(time.Hour)
		b.told("opened")
		b.wait(time.Minute)
		if err := b.e.Acknowledge(b.t.Context(), vps, "Budi"); err != nil {
			t.Fatal(err)
		}
		acknowledged := b.clock().Wall
		b.wait(time.Minute)
		if err := b.e.Acknowledge(b.t.Context(), vps, "Siti"); err != nil {
			t.Fatal(err)
		}
		b.told()
		b.stop()
		b.run(b.saved, watched())
		open, err := b.e.Incidents(b.t.Context())
		if err != nil || len(open) != 1 {
			t.Fatalf("%v, %v", open, err)
		}
		i := open[0]
		if k := i.Known; k == nil || k.Status != monitor.StatusTrade || k.LastBeat == nil || !k.LastBeat.Equal(*began) || k.Source != "vps" || k.Answer == "" {
			t.Errorf("known then: %+v", k)
		}
		if i.AcknowledgedBy != "Budi" || i.AcknowledgedAt == nil || i.AcknowledgedAt.Sub(acknowledged).Abs() > time.Second {
			t.Errorf("acknowledged by %s at %v, want %v", i.AcknowledgedBy, i.AcknowledgedAt, acknowledged)
		}
	})
}
