package alert

import (
	"time"

	"sentinel/monitor"
)

// Rules say how people are told.
type Rules struct {
	GroupWait     time.Duration // how long news waits for more, so that a storm becomes one message
	GroupInterval time.Duration // the least time between two messages to a channel, but for worse news
	RepeatEvery   time.Duration // 0: never
	Channels      []Channel
	// Maintained tells whether somebody works on a subject, so that nobody is told
	// of it, and until when (zero: for good); nil: on none.
	Maintained func(monitor.Key, time.Time) (until time.Time, maintained bool)
}

// Channel is one way to tell people.
type Channel struct {
	Name           string
	Levels         []monitor.Level        // of which it is told
	Takes          func(monitor.Key) bool // of whom it is told; nil: of all
	Quiet          Hours                  // in which it is not told; it is when they end
	ExceptCritical bool                   // what is critical is told in quiet hours too
	EscalateAfter  time.Duration          // it is told only of what nobody acknowledged for so long; 0: at once
	Screen         bool                   // people sit before it: news does not wait long for more
	Ends           bool                   // what it was told stands there until it is told of the end, whatever that was
}

// How long news waits on its way to a screen, at most, and how far apart its
// messages are: a later one takes the place of the one before.
const (
	screenWait     = 2 * time.Second
	screenInterval = 5 * time.Second
)

// wait is how long news waits for more before a channel is told.
func (r Rules) wait(c Channel) time.Duration {
	if c.Screen {
		return min(r.GroupWait, screenWait)
	}
	return r.GroupWait
}

// interval is the least time between two messages to a channel.
func (r Rules) interval(c Channel) time.Duration {
	if c.Screen {
		return min(r.GroupInterval, screenInterval)
	}
	return r.GroupInterval
}

// Case is what a channel knows of an incident. It is kept over a restart.
type Case struct {
	Channel  string           `json:"channel"`
	Incident monitor.Incident `json:"incident"`         // as it was last noticed
	Due      Kind             `json:"due,omitempty"`    // what waits to be told; empty: nothing
	Noticed  time.Time        `json:"noticed"`          // when that was noticed
	Told     monitor.Level    `json:"told"`             // the worst that was told; off: nothing
	ToldAt   time.Time        `json:"told_at"`          // and when last
	Settled  monitor.Level    `json:"settled"`          // the worst that was told, or decided not to be
	Spoken   bool             `json:"spoken,omitempty"` // its robot speaks for it
	After    time.Time        `json:"after"`            // it is not to be told before
	Reason   string           `json:"reason,omitempty"` // of what was decided last
	Snoozed  time.Time        `json:"snoozed,omitzero"` // until when it is snoozed, of one that was told; zero: it is not

	gone time.Time // since when its incident is not open, and did not end; zero: it is
}

// Outgoing is a message and the channel that is to send it.
type Outgoing struct {
	Channel string
	Message Message
}

// Work is what has come of a step, to be kept as a whole before any of it is
// sent.
type Work struct {
	Messages  []Outgoing
	Changed   []Case // as they are now
	Over      []Case // nothing more is to be told of them
	Decisions []monitor.Decision
	Next      time.Time // when to step again, at the latest; zero: when something happens
}

// Desk makes messages of what happens to incidents.
type Desk struct {
	rules Rules
	lines map[string]*line // by channel
	awake time.Time        // when all is looked at again
	work  Work
}

// line is what a channel knows.
type line struct {
	Channel
	cases map[string]*Case // by incident
	last  time.Time        // of its latest message, tests apart
	level monitor.Level    // the worst that was told in it
	fresh bool             // it was never told anything: it is told of what is open
	fails bool             // it takes no messages
	well  time.Time        // since when it does again; zero: it always did
}

// NewDesk goes on with the cases of an earlier run.
func NewDesk(rules Rules, saved []Case) *Desk {
	d := &Desk{lines: map[string]*line{}}
	d.SetRules(rules)
	for _, l := range d.lines {
		l.fresh = false // what is open was told by an earlier run
	}
	for _, c := range saved {
		l := d.lines[c.Channel]
		if l == nil {
			d.over(&c) // its channel is gone
			continue
		}
		l.cases[c.Incident.ID] = &c
		if c.ToldAt.After(l.last) && !c.Incident.Test {
			l.last, l.level = c.ToldAt, c.Told
		}
	}
	return d
}

// Forgot says that nobody knows what an earlier run told: all channels are told of
// what is open, for twice is better than never.
func (d *Desk) Forgot() {
	for _, l := range d.lines {
		l.fresh = true
	}
}

// SetRules takes other rules into use. What a channel knows stays; that of one
// that is gone is over.
func (d *Desk) SetRules(rules Rules) {
	before := d.lines
	d.rules, d.lines = rules, make(map[string]*line, len(rules.Channels))
	for _, channel := range rules.Channels {
		l := before[channel.Name]
		if l == nil {
			l = &line{cases: map[string]*Case{}, fresh: true}
		}
		l.Channel = channel
		d.lines[channel.Name] = l
		delete(before, channel.Name)
	}
	for _, gone := range before {
		for _, c := range gone.cases {
			d.over(c)
		}
	}
}

// Fails notes whether a channel takes messages.
func (d *Desk) Fails(channel string, fails bool, now time.Time) {
	l := d.lines[channel]
	if l == nil || l.fails == fails {
		return
	}
	if l.fails = fails; fails {
		return
	}
	l.well = now
	for _, c := range l.cases { // what waited for it is told only now
		if c.Told > monitor.LevelOff && c.Due == "" {
			c.ToldAt = now
			d.changed(c)
		}
	}
}

// wokeWait is how long news waits for more after a time in which nobody watched:
// sources are looked at one after the other.
const wokeWait = 20 * time.Second

// Woke notes that nobody watched until now, so that what happened meanwhile
// becomes one message.
func (d *Desk) Woke(now time.Time) { d.awake = now.Add(wokeWait) }

// Take notes what happened to an incident. One that was taken before changes
// nothing.
func (d *Desk) Take(t monitor.Transition) {
	for _, channel := range d.rules.Channels {
		l := d.lines[channel.Name]
		switch t.Kind {
		case monitor.Opened, monitor.Worsened:
			d.opened(l, t)
		case monitor.Recovered:
			d.recovered(l, t)
		case monitor.Closed:
			d.closed(l, t)
		}
	}
}

func (d *Desk) opened(l *line, t monitor.Transition) {
	i := t.Incident
	c := l.cases[i.ID]
	if c == nil {
		c = &Case{Channel: l.Name, Incident: i}
	}
	if reason := l.refuses(i); reason != "" {
		d.decide(c, t.At, stageRoute, reason)
		return
	}
	if t.Snoozed {
		d.decide(c, t.At, stageMute, "snoozed")
		return
	}
	if known := l.cases[i.ID] != nil; known && (i.Level <= c.Settled || c.Due != "" && i.Level <= c.Incident.Level) {
		return
	}
	if c.Due == "" {
		c.Noticed = t.At
	}
	c.Incident = i
	c.Due = Opened
	if c.Told > monitor.LevelOff {
		c.Due = Worsened
	}
	l.cases[i.ID] = c
	d.changed(c)
}

// recovered is told of what was told. What began and ended before anybody could
// be told is told as one.
func (d *Desk) recovered(l *line, t monitor.Transition) {
	c := l.cases[t.Incident.ID]
	if c == nil || c.Incident.Closed != nil {
		return
	}
	before := c.Incident
	c.Incident = t.Incident
	c.Incident.SnoozedUntil = before.SnoozedUntil                 // what it was when it ended
	c.Incident.Opened = earlier(t.Incident.Opened, before.Opened) // who ends it may know it only since a restart
	switch {
	case c.Told > monitor.LevelOff:
		c.Due, c.Noticed = Recovered, t.At
		d.changed(c)
	case c.Due == "":
		d.drop(l, c, t.At, stageDedup, "it ended, and was not told")
	default:
		d.changed(c)
	}
}

// closed otherwise than by a recovery: by a person, who knows. What stands
// somewhere has to go from there all the same.
func (d *Desk) closed(l *line, t monitor.Transition) {
	c := l.cases[t.Incident.ID]
	if c == nil {
		return
	}
	c.Incident = t.Incident
	d.end(l, c, t.At, "it ended: "+string(t.Incident.End))
}

// end ends the case of an incident whose end is not told, but where what was told
// stands until then.
func (d *Desk) end(l *line, c *Case, at time.Time, reason string) {
	if l.Ends && c.Told > monitor.LevelOff {
		c.Due, c.Noticed = Recovered, at
		d.changed(c)
		return
	}
	d.drop(l, c, at, stageDedup, reason)
}

// drop ends a case of which nothing more is to be told.
func (d *Desk) drop(l *line, c *Case, at time.Time, stage, reason string) {
	d.decide(c, at, stage, reason)
	delete(l.cases, c.Incident.ID)
	d.over(c)
}

func (d *Desk) changed(c *Case) { d.work.Changed = append(d.work.Changed, *c) }
func (d *Desk) over(c *Case)    { d.work.Over = append(d.work.Over, *c) }

// decide notes why, once.
func (d *Desk) decide(c *Case, at time.Time, stage, reason string) {
	if c.Reason == reason {
		return
	}
	c.Reason = reason
	d.work.Decisions = append(d.work.Decisions, monitor.Decision{At: at, Incident: c.Incident.ID, Channel: c.Channel, Stage: stage, Reason: reason})
	if d.lines[c.Channel] != nil && d.lines[c.Channel].cases[c.Incident.ID] == c {
		d.changed(c)
	}
}
