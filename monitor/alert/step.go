package alert

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"sentinel/monitor"
)

// Step decides what is to be told now, given the incidents that are open, and
// returns what has come of it and of what was taken before.
func (d *Desk) Step(now time.Time, open []monitor.Incident) Work {
	known := make(map[string]monitor.Incident, len(open))
	for _, i := range open {
		known[i.ID] = i
	}
	d.awake = earlier(d.awake, now.Add(wokeWait))
	for _, channel := range d.rules.Channels {
		l := d.lines[channel.Name]
		l.notAfter(now)
		d.catchUp(l, now, open)
		s := l.at(now, d.rules)
		for _, c := range l.cases {
			i, isOpen := known[c.Incident.ID]
			switch {
			case c.Incident.Closed != nil:
			case isOpen:
				c.Incident, c.gone = i, time.Time{} // who knows of it, and what is at stake, changes
			case open != nil:
				d.miss(l, c, now)
			}
			d.renew(s, c, isOpen)
		}
		d.tell(s)
	}
	work := d.work
	work.Changed = latest(work.Changed, work.Over)
	d.work = Work{}
	return work
}

// missed is how long an incident may be gone before its end is taken for one that
// nobody will hear of any more: it was lost with a part of the history.
const missed = time.Hour

// miss ends the case of an incident that is not open any more and of whose end
// nothing is heard. It would stay for good, and a robot's speak for its accounts.
func (d *Desk) miss(l *line, c *Case, now time.Time) {
	if c.gone.IsZero() || now.Before(c.gone) {
		c.gone = now
	}
	if at := c.gone.Add(missed); now.Before(at) {
		d.wakeAt(at)
		return
	}
	ended := now.UTC()
	c.Incident.Closed = &ended
	d.end(l, c, now, "it is not open any more; how it ended is not known")
}

// catchUp lets a channel that was added hear of what is open already.
func (d *Desk) catchUp(l *line, now time.Time, open []monitor.Incident) {
	if !l.fresh || open == nil { // nobody knows yet
		return
	}
	l.fresh = false
	for _, i := range open {
		d.opened(l, monitor.Transition{Kind: monitor.Opened, At: now, Incident: i})
	}
}

// notAfter takes a clock into account that was set back: nothing waits until it
// shows again what it showed before.
func (l *line) notAfter(now time.Time) {
	l.last = earlier(l.last, now)
	for _, c := range l.cases {
		c.Noticed, c.ToldAt, c.After = earlier(c.Noticed, now), earlier(c.ToldAt, now), earlier(c.After, now.Add(ownVoice))
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// renew lets what was told be due again. That an incident goes on is told only
// while it is open: that it ended may be on its way here.
func (d *Desk) renew(s stance, c *Case, isOpen bool) {
	now := s.now
	if c.Due != "" || c.Incident.Closed != nil {
		return
	}
	if c.Spoken {
		if s.silent[c.Incident.Robot] == nil { // it is back, and this account is not
			c.Due, c.Noticed, c.After = Opened, now, now.Add(ownVoice)
			c.Told, c.Settled = monitor.LevelOff, monitor.LevelOff
			d.changed(c)
		}
		return
	}
	if !isOpen || c.Told == monitor.LevelOff || d.afterSnooze(c, now) {
		return
	}
	if d.rules.RepeatEvery <= 0 || c.Incident.Acknowledged || s.fails {
		return
	}
	// It waits for others as all news do, and is then told when it should be.
	if again := c.ToldAt.Add(max(0, d.rules.RepeatEvery-d.rules.wait(s.Channel))); now.Before(again) {
		d.wakeAt(again)
		return
	}
	c.Due, c.Noticed = Repeated, now
	d.decide(c, now, stageRepeat, fmt.Sprintf("still open %s after it was told", d.rules.RepeatEvery))
}

// afterSnooze lets what was told before it was snoozed be told again when the
// snooze is over, unless somebody ended that or has acknowledged it; true while it
// is snoozed, or when it is due now.
func (d *Desk) afterSnooze(c *Case, now time.Time) bool {
	until := c.Incident.SnoozedUntil
	switch {
	case until != nil && now.Before(*until):
		if !c.Snoozed.Equal(*until) {
			c.Snoozed = *until
			d.changed(c)
			d.decide(c, now, stageMute, "snoozed")
		}
		d.wakeAt(*until)
		return true
	case c.Snoozed.IsZero():
		return false
	}
	ended := !now.Before(c.Snoozed)
	c.Snoozed = time.Time{}
	d.changed(c)
	if !ended || c.Incident.Acknowledged {
		return false
	}
	c.Due, c.Noticed = Repeated, now
	d.decide(c, now, stageRepeat, "still open when its snooze ended")
	return true
}

// tell puts what may be told to a channel into one message, when its time has
// come. Tests have a message of their own: neither is to hide or to delay the
// other.
func (d *Desk) tell(s stance) {
	l, now := s.line, s.now
	var ready, tests []*Case
	for _, c := range inOrder(l.cases) {
		if c.Due == "" {
			continue
		}
		r := s.judge(c)
		switch {
		case r.ready && c.Incident.Test:
			tests = append(tests, c)
		case r.ready:
			ready = append(ready, c)
		case r.over:
			d.settle(l, c, now, r)
		default:
			d.decide(c, now, r.stage, r.reason)
			d.wakeAt(r.until)
		}
	}
	d.tellTogether(s, ready)
	d.tellTogether(s, tests)
}

// tellTogether tells what is ready, or lets it wait for more.
func (d *Desk) tellTogether(s stance, ready []*Case) {
	if len(ready) == 0 {
		return
	}
	l, now := s.line, s.now
	if at := d.groupedAt(l, ready); now.Before(at) {
		d.wakeAt(at)
		for _, c := range ready {
			d.decide(c, now, stageGroup, "waits for what belongs together")
		}
		return
	}
	d.send(l, withSpoken(s, ready), now)
}

// settle ends what is due without telling it.
func (d *Desk) settle(l *line, c *Case, now time.Time, r ruling) {
	if c.Incident.Closed != nil {
		d.drop(l, c, now, r.stage, r.reason)
		return
	}
	c.Due, c.Settled, c.Spoken = "", max(c.Settled, c.Incident.Level), r.spoken // when it worsens, that is told
	d.changed(c)
	d.decide(c, now, r.stage, r.reason)
}

// groupedAt is when the news of a channel are to be told: after a wait for more,
// and an interval after the latest message, unless they are worse than what that
// one told. Of a test somebody waits to hear: it keeps no interval.
func (d *Desk) groupedAt(l *line, ready []*Case) time.Time {
	first, worst := ready[0].Noticed, monitor.LevelOff
	channels := false // of whose troubles and ends the others hear soon
	for _, c := range ready {
		channels = channels || c.Incident.Kind == monitor.KindChannel
		if c.Noticed.Before(first) {
			first = c.Noticed
		}
		if c.Due != Recovered {
			worst = max(worst, c.Incident.Level)
		}
	}
	at := first.Add(d.rules.wait(l.Channel))
	if ready[0].Incident.Test {
		return at
	}
	if next := l.last.Add(d.rules.interval(l.Channel)); !l.last.IsZero() && !channels && worst <= l.level && next.After(at) {
		at = next
	}
	if d.awake.After(at) {
		return d.awake
	}
	return at
}

// withSpoken adds the accounts for which the robots among the news speak.
func withSpoken(s stance, ready []*Case) []*Case {
	news := map[*Case]bool{}
	for _, c := range ready {
		news[c], c.Spoken = true, false
	}
	told := ready
	for _, c := range inOrder(s.cases) {
		i := c.Incident
		if (c.Due != "" || c.Spoken) && i.Kind == monitor.KindAccount && missing(i) && i.Closed == nil && news[s.silent[i.Robot]] {
			if c.Spoken = true; c.Due == "" { // it was told before: again, as its robot is
				c.Due, c.Noticed = s.silent[i.Robot].Due, s.silent[i.Robot].Noticed
			}
			told = append(told, c)
		}
	}
	return told
}

// send makes the message, and remembers that it was told.
func (d *Desk) send(l *line, told []*Case, now time.Time) {
	slices.SortStableFunc(told, func(a, b *Case) int {
		return cmp.Or(openFirst(a, b), cmp.Compare(b.Incident.Level, a.Incident.Level), cmp.Compare(b.Incident.Kind, a.Incident.Kind), cmp.Compare(a.Incident.Key, b.Incident.Key))
	})
	test := told[0].Incident.Test // all are, or none
	m := Message{ID: fmt.Sprintf("%s-%s", now.UTC().Format("20060102T150405.000Z"), l.Name), At: told[0].Noticed.UTC()}
	if test {
		m.ID += "-test"
	}
	worst := monitor.LevelOff
	for _, c := range told {
		if c.Noticed.Before(m.At) {
			m.At = c.Noticed.UTC()
		}
		m.Kind = moreUrgent(m.Kind, kindOf(l, c))
		m.Incidents = append(m.Incidents, c.Incident)
		if c.Incident.Closed == nil || c.Told == monitor.LevelOff { // what comes and goes is worse news only once
			worst = max(worst, c.Incident.Level)
		}
		d.noteTold(l, c, now, m.ID)
	}
	if !test {
		l.last, l.level = now, worst
	}
	d.work.Messages = append(d.work.Messages, Outgoing{Channel: l.Name, Message: m})
	d.wakeAt(now) // others may be due
}

// openFirst puts what goes on before what has ended.
func openFirst(a, b *Case) int {
	aEnded, bEnded := a.Incident.Closed != nil, b.Incident.Closed != nil
	switch {
	case aEnded == bEnded:
		return 0
	case aEnded:
		return 1
	}
	return -1
}

func (d *Desk) noteTold(l *line, c *Case, now time.Time, id string) {
	reason := fmt.Sprintf("told as %s in %s", kindOf(l, c), id)
	if c.Incident.Closed != nil {
		d.drop(l, c, now, stageGroup, reason)
		return
	}
	c.Told, c.Settled = max(c.Told, c.Incident.Level), max(c.Settled, c.Incident.Level)
	c.Due, c.ToldAt = "", now
	d.changed(c)
	d.decide(c, now, stageGroup, reason)
}

func kindOf(l *line, c *Case) Kind {
	if l.EscalateAfter > 0 && (c.Due == Opened || c.Due == Worsened) {
		return Escalated
	}
	return c.Due
}

// urgency orders what is told in one message.
var urgency = []Kind{Recovered, Repeated, Escalated, Worsened, Opened}

func moreUrgent(a, b Kind) Kind {
	if slices.Index(urgency, b) > slices.Index(urgency, a) {
		return b
	}
	return a
}

func (d *Desk) wakeAt(at time.Time) {
	if !at.IsZero() && (d.work.Next.IsZero() || at.Before(d.work.Next)) {
		d.work.Next = at
	}
}

// inOrder returns cases by the time at which they were noticed.
func inOrder(cases map[string]*Case) []*Case {
	return slices.SortedFunc(maps.Values(cases), func(a, b *Case) int {
		return cmp.Or(a.Noticed.Compare(b.Noticed), cmp.Compare(a.Incident.ID, b.Incident.ID))
	})
}

// latest keeps of each case how it is in the end, but for those that are over.
func latest(changed, over []Case) []Case {
	type place struct{ channel, incident string }
	last := map[place]int{}
	for i, c := range changed {
		last[place{c.Channel, c.Incident.ID}] = i
	}
	for _, c := range over {
		delete(last, place{c.Channel, c.Incident.ID})
	}
	var kept []Case
	for _, at := range slices.Sorted(maps.Values(last)) {
		kept = append(kept, changed[at])
	}
	return kept
}
