package robots

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/decode"
)

var start = time.Date(2026, 1, 20, 9, 30, 0, 0, time.FixedZone("", 7*3600))

// told is what a world told: its posts and events with the instants of them.
type told struct {
	posts  []Post
	at     []time.Time // of each post
	events []Event
}

// tell steps a world whenever something happens, for so long.
func tell(o Options, length time.Duration) told {
	var all told
	w := New(o, start)
	for now := w.Next(); now.Before(start.Add(length)); now = w.Next() {
		posts, events := w.Step(now)
		all.events = append(all.events, events...)
		for _, p := range posts {
			all.posts, all.at = append(all.posts, p), append(all.at, now)
		}
	}
	return all
}

func (a told) String() string {
	var text []byte
	for i, p := range a.posts {
		b := p.Beat
		text = fmt.Appendln(text, a.at[i], p.Robot, b.Account, b.Status, number(b.OpenOrders), number(b.ActiveTasks), b.Timestamp)
	}
	return string(fmt.Appendln(text, a.events))
}

func number(n *int) int {
	if n == nil {
		return -1
	}
	return *n
}

var demo = Options{Robots: 3, Accounts: 40, Seed: 7, Interval: 10 * time.Second, Faults: Some}

func TestSameSeedSameStory(t *testing.T) {
	first, again := tell(demo, 20*time.Minute).String(), tell(demo, 20*time.Minute).String()
	if first != again {
		t.Error("one seed told two stories")
	}
	other := demo
	other.Seed++
	if tell(other, 20*time.Minute).String() == first {
		t.Error("two seeds told one story")
	}
}

// How finely a world is stepped changes nothing of what its robots send.
func TestStepsDoNotMatter(t *testing.T) {
	fine := tell(demo, 10*time.Minute)
	w, coarse := New(demo, start), []Post(nil)
	for now := start; now.Before(start.Add(10 * time.Minute)); now = now.Add(700 * time.Millisecond) {
		posts, _ := w.Step(now)
		coarse = append(coarse, posts...)
	}
	posts, _ := w.Step(start.Add(10*time.Minute - 1))
	coarse = append(coarse, posts...)
	if len(coarse) != len(fine.posts) {
		t.Fatalf("%d posts in coarse steps, %d in fine ones", len(coarse), len(fine.posts))
	}
	for i := range coarse {
		if coarse[i].Beat.Timestamp != fine.posts[i].Beat.Timestamp || coarse[i].Beat.Account != fine.posts[i].Beat.Account {
			t.Fatalf("post %d is %+v in coarse steps, %+v in fine ones", i, coarse[i], fine.posts[i])
		}
	}
}

func TestEveryFaultOccursAndEnds(t *testing.T) {
	for _, o := range []Options{demo, {Robots: 2, Accounts: 11, Interval: time.Minute, Faults: Everyone}} {
		begun, ended := map[Fault]int{}, map[Fault]int{}
		for _, e := range tell(o, 60*o.Interval).events {
			if e.Begins {
				begun[e.Fault]++
			} else {
				ended[e.Fault]++
			}
			if e.Words == "" || e.Key == "" || e.Fault == None {
				t.Errorf("event %+v", e)
			}
		}
		for _, fault := range accountFaults {
			if begun[fault] == 0 || ended[fault] == 0 {
				t.Errorf("%s: %q began %d times and ended %d times", o.Faults, faultWords[fault].begins, begun[fault], ended[fault])
			}
		}
	}
}

// Those who are well beat once an interval, move along the diagrams, never
// repeat themselves, and tell the time.
func TestTheWellBeatAsTheyShould(t *testing.T) {
	o := Options{Robots: 3, Accounts: 40, Seed: 1, Interval: time.Minute, Faults: Nobody}
	all := tell(o, 3*time.Hour)
	if len(all.events) > 0 {
		t.Errorf("faults: %+v", all.events)
	}
	last, at := map[monitor.Key]string{}, map[monitor.Key]time.Time{}
	seen := map[string]bool{}
	for i, p := range all.posts {
		key, err := monitor.NewKey(p.Robot, p.Beat.Account)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(decode.ReportedStatuses(key.Kind()), p.Beat.Status) {
			t.Fatalf("%s: status %q", key, p.Beat.Status)
		}
		if before, known := last[key]; known && !monitor.ExpectedChange(key.Kind(), before, p.Beat.Status) {
			t.Errorf("%s: %s → %s is not in the diagram", key, before, p.Beat.Status)
		}
		if before := at[key]; !before.IsZero() {
			if gap := all.at[i].Sub(before); gap < 57*time.Second || gap > 63*time.Second {
				t.Errorf("%s: beats %s apart", key, gap)
			}
		}
		if sent, err := time.Parse(time.RFC3339Nano, p.Beat.Timestamp); err != nil || !sent.Equal(all.at[i]) {
			t.Errorf("%s: says %s at %s", key, p.Beat.Timestamp, all.at[i])
		}
		if p.Beat.Status == monitor.StatusIdle && *p.Beat.OpenOrders != 0 {
			t.Errorf("%s: idle with %d orders", key, *p.Beat.OpenOrders)
		}
		last[key], at[key] = p.Beat.Status, all.at[i]
		seen[p.Beat.Status] = true
	}
	if len(last) != 43 || !seen[monitor.StatusActive] || !seen[monitor.StatusIdle] {
		t.Errorf("%d subjects, statuses %v", len(last), seen)
	}
}

// lone is an account that has one fault, for the first time and for ever.
func lone(fault Fault) *World {
	w := New(Options{Robots: 1, Accounts: 1, Interval: time.Minute, Faults: Nobody}, start)
	for _, s := range w.queue {
		if s.account == "" {
			s.next = start.Add(1000 * time.Hour)
			continue
		}
		s.next, s.troubled, s.fate, s.turns = start, true, slices.Index(accountFaults, fault), start
	}
	slices.SortFunc(w.queue, func(a, b *subject) int { return a.next.Compare(b.next) })
	return w
}

// What each fault looks like from outside, over the first intervals of it.
func TestHowFaultsLook(t *testing.T) {
	minute := func(i int) string { return start.Add(time.Duration(i) * time.Minute).Format(time.RFC3339Nano) }
	for fault, check := range map[Fault]func(t *testing.T, beats [][]Beat){
		Stops: func(t *testing.T, beats [][]Beat) {
			if len(slices.Concat(beats...)) > 0 {
				t.Error("it is not silent")
			}
		},
		Freezes: func(t *testing.T, beats [][]Beat) {
			for _, b := range slices.Concat(beats...) {
				if b.Timestamp != minute(0) || *b.OpenOrders != *beats[0][0].OpenOrders {
					t.Errorf("sent %+v", b)
				}
			}
		},
		RunsAhead: func(t *testing.T, beats [][]Beat) {
			if got := beats[0][0].Timestamp; got != minute(7*60) {
				t.Errorf("sent %s", got)
			}
		},
		IsSetBack: func(t *testing.T, beats [][]Beat) {
			if got := beats[0][0].Timestamp; got != minute(-60) || beats[1][0].Timestamp <= got {
				t.Errorf("sent %s", got)
			}
		},
		Floods: func(t *testing.T, beats [][]Beat) {
			if n := len(slices.Concat(beats...)); n < 100 {
				t.Errorf("%d beats", n)
			}
		},
		Jumps: func(t *testing.T, beats [][]Beat) {
			if beats[0][0].Status != monitor.StatusError { // it was idle
				t.Errorf("sent %s", beats[0][0].Status)
			}
		},
		Expires: func(t *testing.T, beats [][]Beat) {
			if b := beats[0][0]; b.Status != monitor.StatusExpired || *b.SessionValid {
				t.Errorf("sent %+v", b)
			}
		},
		Fails: func(t *testing.T, beats [][]Beat) {
			if beats[0][0].Status != monitor.StatusActive || beats[1][0].Status != monitor.StatusError || beats[1][0].Message == "" {
				t.Errorf("sent %s, %s", beats[0][0].Status, beats[1][0].Status)
			}
		},
		Delays: func(t *testing.T, beats [][]Beat) {
			if len(beats[0]) != 0 || len(beats[1]) != 0 || len(beats[2]) != 3 || beats[2][0].Timestamp > beats[2][2].Timestamp {
				t.Errorf("sent %+v", beats)
			}
		},
		Reorders: func(t *testing.T, beats [][]Beat) {
			if len(beats[0]) != 0 || len(beats[1]) != 2 || beats[1][0].Timestamp < beats[1][1].Timestamp {
				t.Errorf("sent %+v", beats)
			}
		},
		Duplicates: func(t *testing.T, beats [][]Beat) {
			if len(beats[0]) != 3 || beats[0][0].Timestamp != beats[0][2].Timestamp {
				t.Errorf("sent %+v", beats)
			}
		},
	} {
		t.Run(faultWords[fault].begins, func(t *testing.T) {
			w := lone(fault)
			var beats [][]Beat
			for range 5 { // the least that a fault lasts is longer
				now := w.Next()
				if fault == Floods {
					now = now.Add(time.Second)
				}
				posts, events := w.Step(now)
				if len(beats) == 0 && (len(events) != 1 || !events[0].Begins || events[0].Fault != fault) {
					t.Fatalf("events %+v", events)
				}
				var step []Beat
				for _, p := range posts {
					step = append(step, p.Beat)
				}
				beats = append(beats, step)
			}
			check(t, beats)
		})
	}
}

// A robot that stops takes its accounts along, and only them.
func TestRobotStopsWithItsAccounts(t *testing.T) {
	all := tell(demo, 20*time.Minute)
	i := slices.IndexFunc(all.events, func(e Event) bool { return e.Key.Kind() == monitor.KindRobot && e.Fault == Stops })
	if i < 0 {
		t.Fatal("no robot stops")
	}
	dead := all.events[i]
	end := slices.IndexFunc(all.events[i+1:], func(e Event) bool { return e.Key == dead.Key && !e.Begins })
	if end < 0 {
		t.Fatal("it never comes back")
	}
	back := all.events[i+1+end].At
	others := 0
	for j, p := range all.posts {
		if at := all.at[j]; at.Before(dead.At) || !at.Before(back) {
			continue
		}
		if p.Robot != dead.Key.Robot() {
			others++
		}
		if p.Robot == dead.Key.Robot() {
			t.Errorf("%s: %+v", all.at[j], p)
		}
	}
	if others == 0 {
		t.Error("all are silent")
	}
}

// After a sleep each beats once, and not for the time it slept.
func TestNobodyMakesUpForASleep(t *testing.T) {
	o := demo
	o.Faults = Nobody
	w := New(o, start)
	w.Step(start.Add(o.Interval))
	posts, _ := w.Step(start.Add(8 * time.Hour))
	if len(posts) != 43 {
		t.Errorf("%d posts after a sleep", len(posts))
	}
	if next := w.Next(); !next.After(start.Add(8 * time.Hour)) {
		t.Errorf("next at %s", next)
	}
}

// A robot in trouble becomes worse, and better, step by step.
func TestRobotsFailByDegrees(t *testing.T) {
	last, seen := monitor.StatusHealthy, map[string]bool{}
	for _, p := range tell(Options{Robots: 1, Interval: time.Minute, Faults: Everyone}, 3*time.Hour).posts {
		if !monitor.ExpectedChange(monitor.KindRobot, last, p.Beat.Status) {
			t.Errorf("%s → %s is not in the diagram", last, p.Beat.Status)
		}
		last = p.Beat.Status
		seen[last] = true
	}
	if len(seen) != 3 {
		t.Errorf("statuses %v", seen)
	}
}
