package engine

import (
	"fmt"
	"time"

	"sentinel/monitor"
)

// incident is an open trouble. told is the worst level that people were told
// of, so that a snooze can tell afterwards what it held back.
type incident struct {
	id      string
	level   monitor.Level
	cause   monitor.Cause
	message string
	orders  *int
	opened  time.Duration
	gone    time.Duration // the last beat before it: where the silence began
	told    monitor.Level
	acked   bool
	ackedBy string
	ackedAt time.Duration
	good    int // beats in a row that speak for recovery
	test    bool
	known   *monitor.Known // when it opened; nil: nothing. Never changed
}

// change is what happened to an incident, before it has wall times.
type change struct {
	kind     monitor.TransitionKind
	key      monitor.Key
	incident incident
	end      monitor.IncidentEnd
	at       time.Duration
	silence  time.Duration
	silent   bool // recorded, and not told
}

// follow opens, worsens or keeps the subject's incident after a new verdict.
func (r *record) follow(now time.Duration, wall monitor.Reading) []change {
	v := *r.verdict
	if !v.alarm {
		return nil
	}
	if r.incident == nil {
		r.incident = r.open(v, now, wall, false)
		return []change{r.tell(monitor.Opened, r.incident, now)}
	}
	i := r.incident
	i.good = 0
	worse := v.level > i.level
	i.cause, i.message = v.cause, r.messageFor(v)
	if !worse {
		return nil
	}
	i.level = v.level
	return []change{r.tell(monitor.Worsened, i, now)}
}

// acknowledge notes that a person knows of it as bad as it is. When it worsens
// that is told again, and it is still acknowledged. Who did so first stands.
func (i *incident) acknowledge(by string, now time.Duration) {
	if !i.acked {
		i.acked, i.ackedBy, i.ackedAt = true, by, now
	}
	i.told = max(i.told, i.level)
}

func (r *record) open(v verdict, now time.Duration, wall monitor.Reading, test bool) *incident {
	i := &incident{
		id:      incidentID(r.key, wall.WallAt(now), test),
		level:   v.level,
		cause:   v.cause,
		message: r.messageFor(v),
		opened:  now,
		gone:    now,
		test:    test,
		known:   r.known(wall),
	}
	if f := r.freshest(); f != nil && f.seen {
		i.orders = unpackCount(f.beat.orders)
	}
	if v.liveness == monitor.Missing {
		i.gone = r.base()
	}
	return i
}

// known is what is known of the subject now, for later.
func (r *record) known(wall monitor.Reading) *monitor.Known {
	f := r.freshest()
	if f == nil {
		return nil
	}
	known := &monitor.Known{Source: f.origin.name, Answer: f.looks().why}
	if f.seen {
		known.LastBeat = utc(wall.WallAt(f.last))
		known.Status, known.Message = f.beat.status, f.beat.message()
		known.SessionValid, known.OpenOrders = f.beat.sessionActive(), unpackCount(f.beat.orders)
	}
	return known
}

// messageFor is what an incident says besides its cause: the reason that the
// source gave, else the robot's own words.
func (r *record) messageFor(v verdict) string {
	if v.why != "" {
		return v.why
	}
	if f := r.freshest(); f != nil && v.liveness != monitor.Missing {
		return f.beat.message()
	}
	return ""
}

func incidentID(key monitor.Key, opened time.Time, test bool) string {
	id := fmt.Sprintf("%s-%s", opened.UTC().Format("20060102T150405.000Z"), key.PathSegment())
	if test {
		id += "-test"
	}
	return id
}

// tell makes the change that people are told of, unless the subject is snoozed.
func (r *record) tell(kind monitor.TransitionKind, i *incident, now time.Duration) change {
	c := change{kind: kind, key: r.key, incident: *i, at: now}
	if r.rare.snoozed != never && now < r.rare.snoozed {
		c.silent = true
	} else {
		i.told = i.level
		c.incident.told = i.level
	}
	return c
}

// credit counts a beat after which nothing is wrong; the recoverAfter'th in a
// row, of which all but the first were on time, closes the incident.
func (r *record) credit(now time.Duration, onTime bool, recoverAfter int) []change {
	i := r.incident
	if i == nil || r.verdict.alarm {
		return nil
	}
	if i.good == 0 || onTime {
		i.good++
	} else {
		i.good = 1
	}
	if i.good < max(1, recoverAfter) {
		return nil
	}
	return r.close(now, monitor.EndRecovered)
}

// close ends the subject's incident.
func (r *record) close(now time.Duration, end monitor.IncidentEnd) []change {
	if r.incident == nil {
		return nil
	}
	c := closing(r.key, r.incident, now, end)
	r.incident = nil
	return []change{c}
}

// closing is told only for a recovery of what people were told of.
func closing(key monitor.Key, i *incident, now time.Duration, end monitor.IncidentEnd) change {
	c := change{kind: monitor.Closed, key: key, incident: *i, end: end, at: now, silent: true}
	if end == monitor.EndRecovered {
		c.kind = monitor.Recovered
		c.silence = now - i.gone
		c.silent = i.told == monitor.LevelOff
	}
	return c
}

// unsnooze ends a snooze and tells what it held back, if that still holds.
func (r *record) unsnooze(now time.Duration) []change {
	r.rare.edit().snoozed = never
	i := r.incident
	if i == nil || i.level <= i.told {
		return nil
	}
	kind := monitor.Opened
	if i.told > monitor.LevelOff {
		kind = monitor.Worsened
	}
	return []change{r.tell(kind, i, now)}
}

// followTest opens, worsens and ends the incident that a test status plays.
func (r *record) followTest(now time.Duration, wall monitor.Reading) []change {
	if r.rare.test == nil {
		return r.endTrial(now, monitor.EndTest)
	}
	level, cause := monitor.StatusLevel(r.rare.test.beat.Status)
	v := verdict{level: level, cause: cause, why: r.rare.test.beat.Message}
	trial := r.rare.trial
	switch {
	case level < monitor.LevelWarning:
		return r.endTrial(now, monitor.EndRecovered)
	case trial == nil:
		trial = r.open(v, now, wall, true)
		r.rare.edit().trial = trial
		return []change{r.tell(monitor.Opened, trial, now)}
	case level > trial.level:
		trial = r.editTrial()
		trial.level, trial.cause, trial.message = level, cause, v.why
		return []change{r.tell(monitor.Worsened, trial, now)}
	}
	return nil
}

func (r *record) endTrial(now time.Duration, end monitor.IncidentEnd) []change {
	trial := r.rare.trial
	if trial == nil {
		return nil
	}
	r.rare.edit().trial = nil
	return []change{closing(r.key, trial, now, end)}
}

// editTrial returns the trial for changing.
func (r *record) editTrial() *incident {
	changed := *r.rare.trial
	r.rare.edit().trial = &changed
	return &changed
}
