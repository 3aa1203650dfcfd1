package engine

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The deadlines agree with a list that is looked through.
func TestDeadlinesAgreeWithAList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Duration(rapid.Int64Range(-3000, 3000).Draw(t, "start")) * time.Second
		d := newDeadlines(now)
		want := map[int32]time.Duration{}
		ahead := rapid.OneOf(rapid.Int64Range(0, 3000), rapid.Int64Range(0, 100_000), rapid.Int64Range(0, 5_000_000))
		for range rapid.IntRange(1, 200).Draw(t, "steps") {
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0, 1:
				slot := rapid.Int32Range(0, 30).Draw(t, "slot")
				at := now + time.Duration(ahead.Draw(t, "at"))*time.Millisecond
				d.set(slot, at)
				want[slot] = at
			case 2:
				slot := rapid.Int32Range(0, 30).Draw(t, "slot")
				d.set(slot, never)
				delete(want, slot)
			default:
				now += time.Duration(ahead.Draw(t, "by")) * time.Millisecond
				for {
					slot, due := d.due(now)
					if !due {
						break
					}
					if at, known := want[slot]; !known || at > now {
						t.Fatalf("at %s slot %d is due, want %s", now, slot, at)
					}
					delete(want, slot)
				}
				for slot, at := range want {
					if at <= now {
						t.Fatalf("at %s slot %d was due at %s, and did not come", now, slot, at)
					}
				}
			}
			earliest := never
			for _, at := range want {
				if earliest == never || at < earliest {
					earliest = at
				}
			}
			if next := d.next(); earliest != never && (next == never || next > earliest) {
				t.Fatalf("the next is said to come at %s, and comes at %s", next, earliest)
			}
		}
	})
}

// Nobody wakes for deadlines that beats have moved, as long as they are few.
func TestNobodyWakesForMovedDeadlines(t *testing.T) {
	d := newDeadlines(0)
	for second := range time.Duration(600) {
		now := second * time.Second
		if second%60 == 0 {
			for slot := range int32(8) {
				d.set(slot, now+75*time.Second)
			}
		}
		d.due(now)
		if next := d.next(); next < now+15*time.Second {
			t.Fatalf("at %s somebody wakes at %s", now, next)
		}
	}
}

// What was far when it was set may come before what was put into the buckets
// since: it must be woken for in time.
func TestFarDeadlineIsNotMissedForANearOne(t *testing.T) {
	d := newDeadlines(0)
	far, near := 1100*time.Second, 1200*time.Second
	d.set(0, far)
	d.set(1, 500*time.Second)
	now := 500 * time.Second
	d.due(now)
	d.set(1, near)
	for d.next() > now && now < far {
		now = d.next()
		for _, due := d.due(now); due; _, due = d.due(now) {
		}
	}
	if now != far {
		t.Errorf("the deadline of %s comes at %s", far, now)
	}
}
