package alert

import (
	"fmt"
	"slices"
	"time"

	"sentinel/monitor"
)

// The stages by name.
const (
	stageRoute    = "route"
	stageEscalate = "escalate"
	stageMute     = "mute"
	stageInhibit  = "inhibit"
	stageDedup    = "dedup"
	stageRepeat   = "repeat"
	stageGroup    = "group"
)

// ownVoice is how long the accounts of a robot that is back have to be back
// too, before they speak for themselves: they beat at their own pace.
const ownVoice = 3 * time.Minute

// othersWell is how long the other channels have to be well too, after one is:
// they are tried again at their own pace.
const othersWell = 7 * time.Minute

// ruling is what the stages say of a case at an instant.
type ruling struct {
	ready  bool      // it may be told
	over   bool      // it is not to be told, now or later
	spoken bool      // for its robot speaks for it
	until  time.Time // of one that waits: when to look again; zero: when something happens
	stage  string
	reason string
}

// stance is what the stages look at besides a case.
type stance struct {
	*line
	now    time.Time
	silent map[string]*Case // robots that are silent, as the channel knows it

	maintained func(monitor.Key, time.Time) (time.Time, bool) // see Rules
}

func (l *line) at(now time.Time, r Rules) stance {
	silent := map[string]*Case{}
	for _, c := range l.cases {
		if i := c.Incident; i.Kind == monitor.KindRobot && missing(i) && i.Closed == nil {
			silent[i.Robot] = c
		}
	}
	return stance{l, now, silent, r.Maintained}
}

func missing(i monitor.Incident) bool { return i.Cause == monitor.CauseMissing && !i.Test }

// refuses says why an incident is not for a channel; empty when it is.
func (l *line) refuses(i monitor.Incident) string {
	switch {
	case i.Key == monitor.ChannelKey(l.Name):
		return "it is about this channel itself"
	case !slices.Contains(l.Levels, i.Level):
		return fmt.Sprintf("level %s is not for this channel", i.Level)
	case l.Takes != nil && i.Kind != monitor.KindChannel && !l.Takes(i.Key):
		return fmt.Sprintf("%s is not for this channel", i.Key)
	}
	return ""
}

// judge lets the stages decide on a case of which something is due.
func (s stance) judge(c *Case) ruling {
	for _, stage := range []func(*Case) ruling{s.escalate, s.mute, s.maintain, s.hush, s.inhibit} {
		if r := stage(c); !r.ready {
			return r
		}
	}
	return ruling{ready: true}
}

// escalate waits for somebody to acknowledge.
func (s stance) escalate(c *Case) ruling {
	if s.EscalateAfter == 0 || c.Due == Recovered || c.Due == Repeated {
		return ruling{ready: true}
	}
	at := c.Noticed.Add(s.EscalateAfter)
	switch {
	case c.Incident.Closed != nil:
		return ruling{over: true, stage: stageEscalate, reason: "it ended before it was to be escalated"}
	case c.Incident.Acknowledged:
		return ruling{over: true, stage: stageEscalate, reason: "acknowledged before it was to be escalated"}
	case s.now.Before(at):
		return ruling{until: at, stage: stageEscalate, reason: fmt.Sprintf("told when nobody has acknowledged it for %s", s.EscalateAfter)}
	}
	return ruling{ready: true}
}

// mute keeps quiet about what a person knows, or wants to hear nothing of. That it
// became worse than what is known is told.
func (s stance) mute(c *Case) ruling {
	if until := c.Incident.SnoozedUntil; until != nil && s.now.Before(*until) {
		over := c.Incident.Closed != nil && c.Told == monitor.LevelOff
		return ruling{over: over, until: *until, stage: stageMute, reason: "snoozed"}
	}
	if c.Incident.Acknowledged && (c.Due == Opened || c.Due == Repeated) {
		return ruling{over: true, stage: stageMute, reason: "acknowledged"}
	}
	return ruling{ready: true}
}

// maintain keeps quiet about what somebody works on. That something ended of which
// people know is told.
func (s stance) maintain(c *Case) ruling {
	known := c.Incident.Closed != nil && c.Told > monitor.LevelOff
	if s.maintained == nil || known || c.Incident.Kind == monitor.KindChannel {
		return ruling{ready: true}
	}
	until, maintained := s.maintained(c.Incident.Key, s.now)
	switch {
	case !maintained:
		return ruling{ready: true}
	case c.Incident.Closed != nil:
		return ruling{over: true, stage: stageMute, reason: "it began and ended during maintenance"}
	}
	return ruling{until: until, stage: stageMute, reason: "maintenance"}
}

// hush keeps the quiet hours.
func (s stance) hush(c *Case) ruling {
	ends, quiet := s.Quiet.At(s.now)
	switch {
	case !quiet || s.ExceptCritical && c.Incident.Level == monitor.LevelCritical:
		return ruling{ready: true}
	case c.Incident.Closed != nil && c.Told == monitor.LevelOff:
		return ruling{over: true, stage: stageMute, reason: "it began and ended in quiet hours"}
	}
	return ruling{until: ends, stage: stageMute, reason: "quiet hours"}
}

// inhibitChannel keeps what a channel is told of others from piling up while it
// takes no messages itself: what is in the way of one is often in the way of all.
func (s stance) inhibitChannel(c *Case) ruling {
	switch {
	case c.Incident.Closed != nil && c.Told == monitor.LevelOff:
		return ruling{over: true, stage: stageInhibit, reason: "it takes messages again before anybody was told that it did not"}
	case c.Incident.Closed != nil:
		return ruling{ready: true}
	case s.fails:
		return ruling{stage: stageInhibit, reason: "this channel takes no messages itself"}
	case s.now.Before(s.well.Add(othersWell)):
		return ruling{until: s.well.Add(othersWell), stage: stageInhibit, reason: "this channel is well again: the others have a while to be so too"}
	}
	return ruling{ready: true}
}

// inhibit lets a robot that is silent speak for its accounts that are, also
// when they come back with it.
func (s stance) inhibit(c *Case) ruling {
	i := c.Incident
	if i.Kind == monitor.KindChannel {
		return s.inhibitChannel(c)
	}
	if i.Kind != monitor.KindAccount || !missing(i) {
		return ruling{ready: true}
	}
	robot := s.silent[i.Robot]
	speaks := i.Robot + " is silent itself and speaks for it"
	switch {
	case i.Closed != nil && c.Spoken && robot == nil:
		return ruling{over: true, stage: stageInhibit, reason: i.Robot + " is back and speaks for it"}
	case i.Closed != nil:
		return ruling{ready: true}
	case robot != nil && robot.Settled > monitor.LevelOff:
		return ruling{over: true, spoken: true, stage: stageInhibit, reason: speaks}
	case robot != nil:
		return ruling{stage: stageInhibit, reason: speaks}
	case s.now.Before(c.After):
		return ruling{until: c.After, stage: stageInhibit, reason: i.Robot + " is back: its accounts have a while to be back too"}
	}
	return ruling{ready: true}
}
