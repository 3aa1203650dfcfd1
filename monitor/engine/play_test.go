package engine

import (
	"errors"
	"slices"
	"testing"
	"time"

	"sentinel/monitor"
)

var aDrill = monitor.Heartbeat{Status: monitor.StatusError, Message: "a drill"}

// play begins a play of a minute, and checks what it opens.
func (b *bench) play() monitor.Incident {
	b.t.Helper()
	i, err := b.e.Play(b.t.Context(), monitor.DrillKey, aDrill, time.Minute)
	if err != nil {
		b.t.Fatal(err)
	}
	if !i.Test || i.Level != monitor.LevelCritical || i.Cause != monitor.CauseError || i.Message != "a drill" || i.Key != monitor.DrillKey {
		b.t.Errorf("a play opens %+v", i)
	}
	return i
}

// kept checks what is to be written: what happened to incidents, whether states
// were saved or dropped; never turns of who only plays.
func (b *bench) kept(subjects, removed int, want ...string) {
	b.t.Helper()
	batch, _ := b.e.Drain(b.t.Context(), false)
	var got []string
	for _, t := range batch.Transitions {
		got = append(got, string(t.Kind)+" "+string(t.Incident.Key)+" "+string(t.Incident.End))
		if t.Incident.Key == monitor.DrillKey && !t.Incident.Test {
			b.t.Errorf("it is no test: %+v", t)
		}
	}
	if !slices.Equal(got, want) {
		b.t.Errorf("happened %q, want %q", got, want)
	}
	of := func(turn monitor.Turn) bool { return turn.Key == monitor.DrillKey }
	if slices.ContainsFunc(batch.Turns, of) || len(batch.Subjects) != subjects || len(batch.Removed) != removed {
		b.t.Errorf("turns %v, %d saved, removed %v", batch.Turns, len(batch.Subjects), batch.Removed)
	}
	b.saved = batch.Subjects
}

func (b *bench) plays(want bool) {
	b.t.Helper()
	s, err := b.e.Subject(b.t.Context(), monitor.DrillKey)
	if plays := err == nil && s.Test && s.Level == monitor.LevelCritical; plays != want || !want && !errors.Is(err, ErrNoSubject) {
		b.t.Errorf("it plays: %t (%v %+v), want %t", plays, err, s, want)
	}
	incidents, err := b.e.Incidents(b.t.Context())
	if open := slices.ContainsFunc(incidents, func(i monitor.Incident) bool { return i.Key == monitor.DrillKey }); err != nil || open != want {
		b.t.Errorf("its incident is open: %t, want %t (%v)", open, want, err)
	}
}

func TestPlayOpensAnIncidentAndIsTakenBack(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusWaiting)
		b.kept(1, 0)
		b.play()
		b.plays(true)
		b.kept(1, 0, "opened sentinel-drill ")
		b.wait(30 * time.Second)
		b.plays(true)
		if err := b.e.EndPlay(b.t.Context(), monitor.DrillKey); err != nil {
			t.Fatal(err)
		}
		b.plays(false)
		b.kept(0, 1, "closed sentinel-drill test ended")
		if err := b.e.EndPlay(b.t.Context(), monitor.DrillKey); err != nil {
			t.Error(err)
		}
		b.kept(0, 0)
		b.is("alive ok - 0")
	})
}

// Who began it may be gone: it ends by itself.
func TestPlayEndsWithItsTime(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusWaiting)
		b.play()
		b.kept(2, 0, "opened sentinel-drill ")
		b.wait(time.Minute - time.Millisecond)
		b.plays(true)
		b.wait(time.Millisecond)
		b.plays(false)
		b.kept(0, 1, "closed sentinel-drill test ended")
	})
}

// The next start ends what an earlier run left, without waiting for its time.
func TestPlayDoesNotOutliveTheMonitor(t *testing.T) {
	story(t, func(b *bench) {
		b.play()
		b.kept(2, 0, "opened sentinel-drill ")
		b.stop()
		b.run(b.saved, watched())
		b.plays(false)
		b.kept(1, 1, "closed sentinel-drill test ended")
	})
}

// A second one takes its place, even so soon that nothing is written between.
func TestPlayMakesWayForTheNext(t *testing.T) {
	story(t, func(b *bench) {
		first := b.play()
		b.wait(time.Second)
		if second := b.play(); first.ID == second.ID {
			t.Errorf("both are %s", first.ID)
		}
		b.plays(true)
		b.kept(2, 0, "opened sentinel-drill ", "closed sentinel-drill test ended", "opened sentinel-drill ")
	})
}

func TestPlayIsRefusedWhereSomebodyIs(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusWaiting)
		if _, err := b.e.Play(b.t.Context(), vps, aDrill, time.Minute); !errors.Is(err, ErrKnown) {
			t.Errorf("a play in the place of a robot: %v", err)
		}
		if err := b.e.EndPlay(b.t.Context(), vps); err != nil {
			t.Error(err)
		}
		b.is("alive ok - 0")
	})
}

// Settings that are edited leave it alone, unless they name somebody so; and a
// robot that posts by that name is watched, from its first beat on.
func TestPlayEndsWhenSomebodyOfThatNameIsThere(t *testing.T) {
	story(t, func(b *bench) {
		watch := func(list []Watched) {
			t.Helper()
			if err := b.e.Watch(b.t.Context(), list, nil, 1); err != nil {
				t.Fatal(err)
			}
		}
		b.play()
		watch(watched())
		b.plays(true)
		watch(append(watched(), Watched{Key: monitor.DrillKey, Source: "real", Expectation: Expectation{Rhythm: filesRhythm}}))
		if s, err := b.e.Subject(b.t.Context(), monitor.DrillKey); err != nil || s.Test || s.Liveness != monitor.New {
			t.Errorf("a source of that name is %v %+v", err, s)
		}
		watch(watched())
		b.play()
		if err := b.e.Receive([]Arrived{{Posting: monitor.Posting{
			Key: monitor.DrillKey, Source: monitor.SourceReceiver, At: time.Now(), Beat: monitor.Heartbeat{Status: monitor.StatusHealthy},
		}}}, func([]monitor.Receipt) {}); err != nil {
			t.Fatal(err)
		}
		s, err := b.e.Subject(b.t.Context(), monitor.DrillKey)
		if err != nil || s.Test || s.Liveness != monitor.Alive || s.Interval != builtInRhythm.Interval.Seconds() {
			t.Errorf("a robot that posts so is %v %+v", err, s)
		}
		if _, err := b.e.Play(b.t.Context(), monitor.DrillKey, aDrill, time.Minute); !errors.Is(err, ErrKnown) {
			t.Errorf("a play in its place: %v", err)
		}
	})
}

// What people do to it ends with it.
func TestPlayIsForgottenPausedAndSnoozedAsOthersAre(t *testing.T) {
	story(t, func(b *bench) {
		ctx := b.t.Context()
		b.play()
		if err := errors.Join(b.e.Acknowledge(ctx, monitor.DrillKey, "owner"), b.e.Snooze(ctx, monitor.DrillKey, time.Hour), b.e.Pause(ctx, monitor.DrillKey)); err != nil {
			t.Fatal(err)
		}
		b.kept(2, 0, "opened sentinel-drill ")
		b.wait(time.Minute)
		b.plays(false)
		b.kept(0, 1, "closed sentinel-drill test ended")
		b.play()
		if err := b.e.Forget(ctx, monitor.DrillKey); err != nil {
			t.Fatal(err)
		}
		b.plays(false)
	})
}

// A robot that is really silent is before a play in every list.
func TestPlayStandsBehindWhoIsReallyMissing(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusWaiting)
		b.wait(10 * time.Minute)
		b.play()
		page, err := b.e.Page(b.t.Context(), monitor.Query{})
		if err != nil || len(page.Subjects) != 2 || page.Subjects[0].Key != vps || page.Subjects[1].Key != monitor.DrillKey {
			t.Errorf("the list is %+v, %v", page.Subjects, err)
		}
		for _, by := range monitor.Sorts {
			if _, err := b.e.Page(b.t.Context(), monitor.Query{Sort: by, Text: "drill"}); err != nil {
				t.Error(err)
			}
		}
	})
}

// Nothing is expected of who only plays, however long.
func TestPlayIsNeverMissing(t *testing.T) {
	story(t, func(b *bench) {
		if _, err := b.e.Play(b.t.Context(), monitor.DrillKey, aDrill, time.Hour); err != nil {
			t.Fatal(err)
		}
		b.kept(2, 0, "opened sentinel-drill ")
		for range 59 {
			b.beat(monitor.StatusWaiting)
			b.wait(time.Minute)
		}
		b.plays(true)
		b.kept(1, 0)
	})
}

// Who judges it at the very end of its time leaves the end to who removes it.
func TestPlayIsJudgedAtItsEnd(t *testing.T) {
	roster := newRoster()
	r := newRecord(monitor.DrillKey, roster.shareTerms(terms{rhythm: builtInRhythm, builtIn: true}), 0)
	r.rare.edit().test = &testStatus{beat: aDrill, expires: time.Minute}
	r.settle(moment{})
	if changes := r.settle(moment{now: time.Minute}); len(changes) != 0 || !r.playEnds(time.Minute) {
		t.Errorf("it ends by itself: %v", changes)
	}
	if next := r.nextChange(time.Minute, alwaysOpen); next != time.Minute {
		t.Errorf("it is looked at again at %s", next)
	}
}
