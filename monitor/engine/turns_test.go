package engine

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sentinel/monitor"
)

// turnsOf are the turns since the last call, "seconds level liveness cause".
func turnsOf(b *bench) []string {
	b.t.Helper()
	batch, _ := b.e.Drain(b.t.Context(), false)
	var got []string
	for _, turn := range batch.Turns {
		got = append(got, fmt.Sprint(int(turn.At.Sub(b.start).Seconds()), " ", turn.Level, " ", turn.Liveness, " ", turn.Cause))
	}
	return got
}

func TestTurnsTellHowASubjectFares(t *testing.T) {
	story(t, func(b *bench) {
		same := func(want ...string) {
			t.Helper()
			if diff := cmp.Diff(want, turnsOf(b)); diff != "" {
				t.Error(diff)
			}
		}
		b.beat(monitor.StatusHealthy)
		same("0 unknown new ", "0 ok alive ")
		b.wait(10 * time.Second)
		b.beat(monitor.StatusHealthy)
		same() // nothing is new
		b.beat(monitor.StatusError)
		same("10 critical alive error")
		b.report(monitor.Report{Outcome: monitor.Beat, Beat: monitor.Heartbeat{
			Status: monitor.StatusHealthy, Test: true, Expires: time.Now().Add(time.Minute),
		}})
		same() // a test is played, and not how it fares
		if err := b.e.Forget(b.t.Context(), vps); err != nil {
			t.Fatal(err)
		}
		same("10 off stopped ")
	})
}

func TestBeatsThatAreReadAreForTheHistoryToo(t *testing.T) {
	story(t, func(b *bench) {
		b.wait(time.Minute)
		b.beatAged(monitor.StatusHealthy, 20*time.Second)
		b.report(monitor.Report{Outcome: monitor.Unmoved, Beat: monitor.Heartbeat{Status: monitor.StatusHealthy}})
		b.report(monitor.Report{Outcome: monitor.Beat, Beat: monitor.Heartbeat{
			Status: monitor.StatusHealthy, Test: true, Expires: time.Now().Add(time.Minute),
		}})
		batch, _ := b.e.Drain(b.t.Context(), false)
		if len(batch.Seen) != 1 || batch.Seen[0].Posting.Key != vps || batch.Seen[0].Posting.At.Sub(b.start) != 40*time.Second {
			t.Errorf("seen %+v", batch.Seen)
		}
	})
}

// From the times that a clock skips when it is set forward nobody has seen
// anything; one that is set back skips none.
func TestClockThatIsSetForwardLeavesAnAbsence(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusHealthy)
		for _, test := range []struct {
			step time.Duration
			want int
		}{{time.Hour, 1}, {-5 * time.Second, 0}, {-time.Hour, 0}} {
			_, _ = b.e.Drain(b.t.Context(), false)
			b.step.Add(int64(test.step))
			b.wait(longestWait)
			batch, _ := b.e.Drain(b.t.Context(), false)
			if len(batch.Away) != test.want {
				b.t.Errorf("set by %s: %v", test.step, batch.Away)
			}
			for _, away := range batch.Away {
				if length := away.Ended.Sub(away.Began); length < test.step || length > test.step+longestWait {
					b.t.Errorf("set by %s: absent for %s", test.step, length)
				}
			}
		}
	})
}
