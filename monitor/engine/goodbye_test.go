package engine

import (
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

// A goodbye is told once, however often it is said, and by whichever way.
func TestGoodbyeIsToldOnce(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusWaiting)
		b.beat(monitor.StatusStopped)
		b.told("opened")
		b.wait(time.Minute)
		b.beat(monitor.StatusStopped)
		b.is("stopped warning stopped 0")
		b.told()
		b.beat(monitor.StatusWaiting)
		b.told("recovered")
	})
}

// A robot that posts and writes a file says the same twice, the one a little
// older than the other.
func TestGoodbyeByTwoSources(t *testing.T) {
	for _, age := range []time.Duration{0, 2 * time.Second} {
		story(t, func(b *bench) {
			b.beat(monitor.StatusWaiting)
			b.wait(time.Minute)
			b.receive(monitor.StatusStopped)
			b.told("opened")
			b.wait(time.Second)
			b.beatAged(monitor.StatusStopped, age)
			b.is("stopped warning stopped 0")
			b.told()
		})
	}
}

// A file that is read late and says goodbye ends nothing of what came after it.
func TestOldGoodbyeEndsNothing(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusWaiting)
		b.wait(10 * time.Second)
		b.receive(monitor.StatusUnhealthy)
		b.told("opened")
		b.beatAged(monitor.StatusStopped, 5*time.Second)
		b.is("alive critical unhealthy 0")
		b.told()
	})
}

// Who said goodbye, and says it again in what a start takes up, is not told of
// again.
func TestGoodbyeIsTakenUpOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := poster{newBench(t, nil, nil)}
		b.post(monitor.StatusStopped, time.Now())
		b.told("opened")
		b.wait(time.Minute)
		kept := b.post(monitor.StatusStopped, time.Now())
		b.crash(time.Second)
		defer func() { b.stop() }()
		b.takeUp(kept)
		b.resume()
		b.stands("stopped warning stopped 0")
		b.told()
	})
}

// receive lets the robot of the bench post.
func (b *bench) receive(status string) {
	b.t.Helper()
	_, err := received(b.e, Arrived{Posting: monitor.Posting{
		Key: vps, Source: monitor.SourceReceiver, At: time.Now(), Beat: monitor.Heartbeat{Status: status, SentAt: time.Now()},
	}})
	if err != nil {
		b.t.Fatal(err)
	}
	synctest.Wait()
}
