package engine

import (
	"fmt"
	"strings"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/engine/model"
)

// seen is what the engine says of a subject.
type seen struct {
	liveness monitor.Liveness
	level    monitor.Level
	shown    monitor.Level // with a test on top
	cause    monitor.Cause
	misses   int
	last     time.Duration // never: it has not beaten
}

// subject is what the engine says of a subject at an instant.
func (l *life) subject(at time.Duration, key monitor.Key) (s seen, known bool) {
	slot, known := l.e.slots[key]
	if !known {
		return seen{}, false
	}
	r := l.e.records[slot]
	s = seen{
		liveness: r.verdict.liveness, level: r.verdict.level, shown: r.level, cause: r.verdict.cause, misses: r.shownMisses(at), last: never,
	}
	if f := r.freshest(); f != nil && f.seen {
		s.last = f.last
	}
	return s, true
}

func (l *life) compareAll(at time.Duration) {
	for _, r := range l.robots {
		l.compare(at, r)
	}
	l.compareTold(at)
}

// compare holds what the engine says of a robot to what the model says.
func (l *life) compare(at time.Duration, r *robotLife) {
	if r.model == nil {
		r.next = notDue
		return
	}
	if r.forgotten {
		if _, known := l.subject(at, r.terms.Key); known {
			l.fail(at, r, "the engine knows who was forgotten")
		}
		return
	}
	m := l.moment(at)
	r.next = notDue
	if next, waits := r.model.Next(m); waits {
		r.next = next
	}
	got, known := l.subject(at, r.terms.Key)
	v := r.model.Verdict
	want := seen{liveness: v.Liveness, level: v.Level, shown: r.model.Shown(), cause: v.Cause, misses: v.Misses, last: never}
	if r.model.Seen() {
		want.last = r.model.Last()
	}
	if r.model.Held() {
		got.misses, want.misses = 0, 0 // after a restart they are those when it was last saved
	}
	if !known || got != want {
		l.fail(at, r, fmt.Sprintf("the engine says %v, the model %v", got, want))
	}
}

// compareTold holds what the engine tells to what the model tells.
func (l *life) compareTold(at time.Duration) {
	told := l.driver.told(l)
	for _, r := range l.robots {
		var want, got []string
		if r.model != nil {
			for _, one := range r.model.Told {
				want = append(want, fmt.Sprint(one.Kind, " ", one.Level, " ", one.Cause, " ", one.End, " kept=", one.Kept))
			}
			r.model.Told = nil
		}
		for _, one := range told {
			if one.Incident.Key == r.terms.Key {
				got = append(got, fmt.Sprint(one.Kind, " ", one.Incident.Level, " ", one.Incident.Cause, " ", one.Incident.End, " kept=", one.Snoozed))
			}
		}
		if len(got)+len(want) > 0 {
			r.note(happening{told: fmt.Sprintf("    %-14s told: %s", at, strings.Join(got, "; "))})
			if strings.Join(got, "; ") != strings.Join(want, "; ") {
				l.fail(at, r, fmt.Sprintf("the engine tells [%s], the model [%s]", strings.Join(got, "; "), strings.Join(want, "; ")))
			}
		}
	}
}

// happening is an action, or what was told.
type happening struct {
	action model.Action
	told   string
}

// note remembers what happened lately.
func (r *robotLife) note(h happening) {
	if r.happens = append(r.happens, h); len(r.happens) > 60 {
		r.happens = append(r.happens[:0], r.happens[30:]...)
	}
}

// fail notes the first disagreement.
func (l *life) fail(at time.Duration, r *robotLife, what string) {
	if l.fault != nil {
		return
	}
	story := fmt.Sprintf("seed %d, %s after %s:\n%s\n", l.seed, at, l.script.Start.Format(time.RFC3339), what)
	if r != nil {
		var lately []string
		for _, h := range r.happens[max(0, len(r.happens)-25):] {
			if h.told == "" {
				h.told = h.action.String()
			}
			lately = append(lately, h.told)
		}
		story += fmt.Sprintf("%s, posts=%v looked=%v, %+v, recover after %d; lately:\n%s\n", r.terms.Key, r.terms.Posts, r.terms.Looked, r.terms.Rhythm, r.terms.RecoverAfter, strings.Join(lately, "\n"))
		if r.model != nil {
			story += fmt.Sprintf("the model says %+v\n", r.model.Verdict)
		}
	}
	l.fault = fmt.Errorf("%sagain: make simulate YEARS=0 SEED=%d", story, l.seed)
}
