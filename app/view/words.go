package view

import (
	"fmt"
	"time"

	"sentinel/monitor"
)

// Glyph is the sign that stands for a level in text, so that colour is never
// alone: ● ok, ▲ warning, ⬣ critical, ? unknown, ○ off.
func Glyph(level monitor.Level) string {
	switch level {
	case monitor.LevelOK:
		return "●"
	case monitor.LevelWarning:
		return "▲"
	case monitor.LevelCritical:
		return "⬣"
	case monitor.LevelUnknown:
		return "?"
	}
	return "○"
}

// LevelWord names a level for a person: "OK", "Warning", "Critical", "Unknown",
// "Off".
func LevelWord(level monitor.Level) string {
	switch level {
	case monitor.LevelOK:
		return "OK"
	case monitor.LevelWarning:
		return "Warning"
	case monitor.LevelCritical:
		return "Critical"
	case monitor.LevelUnknown:
		return "Unknown"
	}
	return "Off"
}

// messageUnits is how much of a robot's message stands in one of our sentences.
const messageUnits = 120

// moment is what the words about a subject need besides it.
type moment struct {
	at, now time.Time
	span    func(time.Duration) string // Duration or Coarse
}

// Sentence says what is the matter with one subject, ages to the second:
// "ACC_003 has been silent for 4 min 12 s, with 2 open orders". at is when the
// subject was read, see Model.At.
func Sentence(s monitor.Subject, at, now time.Time) string {
	return moment{at, now, Duration}.long(s, s.Name())
}

// Short says the same in few words, ages coarse: "ACC_003 silent for 4 min".
func Short(s monitor.Subject, at, now time.Time) string {
	return moment{at, now, Coarse}.short(s, s.Name())
}

// whole says all about a concern, short of what to do.
func (m moment) whole(c concern) string {
	predicate := m.predicate(c.Subject)
	if age, seen := Age(c.Subject, m.at, m.now); seen && len(c.accounts) > 0 && c.Cause == monitor.CauseFrozen {
		predicate = "has not moved for " + m.span(age) // how it freezes is less than what is at stake
	}
	return testMark(c.Test) + c.name + " " + predicate + c.trailer()
}

func (m moment) long(s monitor.Subject, name string) string {
	return testMark(s.Test) + name + " " + m.predicate(s) + withOrders(s.OpenOrders)
}

func (m moment) short(s monitor.Subject, name string) string {
	return testMark(s.Test) + name + " " + m.clause(s)
}

func testMark(test bool) string {
	if test {
		return "TEST: "
	}
	return ""
}

func withOrders(orders *int) string {
	if orders == nil || *orders <= 0 {
		return ""
	}
	return ", with " + count(*orders, "open order", "open orders")
}

// predicate completes the sentence that begins with the subject's name.
func (m moment) predicate(s monitor.Subject) string {
	age, seen := Age(s, m.at, m.now)
	since := Clock(s.Since, m.now)
	switch livenessOf(s) {
	case monitor.New:
		return "has never been seen; waiting since " + since
	case monitor.Unobserved:
		return "has not been observed since " + since
	case monitor.Paused:
		return "has been paused since " + since
	case monitor.Stopped:
		if s.Level > monitor.LevelOK {
			return "said goodbye and stopped, " + since + ", though it should be running"
		}
		return "said goodbye and stopped, " + since
	case monitor.Quiet:
		if s.Level <= monitor.LevelOK {
			return "is quiet: its market is closed" + opens(s, m.now)
		}
	case monitor.Missing:
		return m.gone(s, age, seen)
	}
	switch s.Cause {
	case monitor.CauseMissing:
		return m.lagging(s, age, seen)
	case monitor.CauseError:
		return "reports an error" + quoted(s.Message) + m.lateToo(s, age, seen)
	case monitor.CauseUnhealthy:
		return "reports that it is unhealthy" + quoted(s.Message) + m.lateToo(s, age, seen)
	case monitor.CauseDegraded:
		return "reports that it is degraded" + quoted(s.Message) + m.lateToo(s, age, seen)
	case monitor.CauseExpired:
		return "has an expired session" + quoted(s.Message) + m.lateToo(s, age, seen)
	case monitor.CauseWarning:
		return "warns" + quoted(s.Message) + m.lateToo(s, age, seen)
	case monitor.CauseUnreachable:
		return "cannot be reached" + because(s.Why) + ageWords(m, age, seen)
	case monitor.CauseUnreadable:
		return "cannot be read" + because(s.Why) + ageWords(m, age, seen)
	case monitor.CauseFabricated:
		return "gets invented answers: its endpoint claims to be fresh without a robot behind it"
	case monitor.CauseFrozen:
		return "has not moved for " + m.span(age) + ": " + frozenWords(s)
	case monitor.CauseStopped:
		return "said goodbye and stopped, " + since
	}
	return m.standing(s, age, seen)
}

// lagging is the predicate of a late subject that nothing else is wrong with.
func (m moment) lagging(s monitor.Subject, age time.Duration, seen bool) string {
	switch {
	case overdue(s):
		return "is late: a run that began at " + Clock(*s.RunningSince, m.now) + " has not ended"
	case !seen:
		return "is late: it has never been seen"
	}
	return "is late: no heartbeat for " + m.span(age)
}

// overdue tells that a subject is late though it beats: a run of it goes on.
func overdue(s monitor.Subject) bool { return s.Misses == 0 && s.RunningSince != nil }

// lateToo follows what a subject reports, so that this does not hide that it
// is late.
func (m moment) lateToo(s monitor.Subject, age time.Duration, seen bool) string {
	if livenessOf(s) != monitor.Late || !seen {
		return ""
	}
	return "; late, no heartbeat for " + m.span(age)
}

// frozenWords says what does not move.
func frozenWords(s monitor.Subject) string {
	if posted(s) {
		return "it sends the same heartbeat again and again"
	}
	return "its endpoint repeats the same answer"
}

// livenessOf is the liveness that words may tell of: what a test plays, no
// silence has a part in.
func livenessOf(s monitor.Subject) monitor.Liveness {
	if s.Test {
		return monitor.Alive
	}
	return s.Liveness
}

// gone is the predicate of a missing subject.
func (m moment) gone(s monitor.Subject, age time.Duration, seen bool) string {
	why := ""
	switch s.Cause {
	case monitor.CauseUnreachable:
		why = "it cannot be reached" + because(s.Why)
	case monitor.CauseUnreadable:
		why = "it cannot be read" + because(s.Why)
	case monitor.CauseFabricated:
		why = "its endpoint invents answers without a robot behind it"
	case monitor.CauseFrozen:
		why = frozenWords(s)
	}
	words := "has been silent for " + m.span(age)
	if !seen {
		words = "has never been seen; missing since " + Clock(s.Since, m.now)
	}
	if why == "" {
		return words
	}
	if seen {
		return words + ": " + why
	}
	return words + ", " + why
}

// standing is the predicate of a subject that nothing is wrong with.
func (m moment) standing(s monitor.Subject, age time.Duration, seen bool) string {
	switch {
	case !seen:
		return "is " + s.Level.String()
	case s.Level == monitor.LevelOK:
		return "is alive, last heartbeat " + m.span(age) + " ago"
	}
	return "is " + s.Level.String() + ", last heartbeat " + m.span(age) + " ago"
}

// clause is the predicate without its verb, for the tooltip and the menu.
func (m moment) clause(s monitor.Subject) string {
	age, seen := Age(s, m.at, m.now)
	switch livenessOf(s) {
	case monitor.New:
		return "never seen, waiting since " + Clock(s.Since, m.now)
	case monitor.Unobserved:
		return "not observed"
	case monitor.Paused:
		return "paused"
	case monitor.Stopped:
		return "stopped"
	case monitor.Quiet:
		if s.Level <= monitor.LevelOK {
			return "quiet, " + Closed(s, m.now)
		}
	case monitor.Missing:
		if !seen {
			return "never seen, missing since " + Clock(s.Since, m.now)
		}
		return "silent for " + m.span(age) + causeWords(s.Cause)
	}
	switch s.Cause {
	case monitor.CauseMissing:
		if overdue(s) {
			return "late, running since " + Clock(*s.RunningSince, m.now)
		}
		if !seen {
			return "late, never seen"
		}
		return "late, silent for " + m.span(age)
	case monitor.CauseError:
		return "error" + colon(s.Message)
	case monitor.CauseUnhealthy:
		return "unhealthy" + colon(s.Message)
	case monitor.CauseDegraded:
		return "degraded" + colon(s.Message)
	case monitor.CauseExpired:
		return "session expired"
	case monitor.CauseWarning:
		return "warning" + colon(s.Message)
	case monitor.CauseUnreachable:
		return "unreachable" + colon(s.Why)
	case monitor.CauseUnreadable:
		return "unreadable" + colon(s.Why)
	case monitor.CauseFabricated:
		return "answers invented"
	case monitor.CauseFrozen:
		return "frozen for " + m.span(age)
	case monitor.CauseStopped:
		return "stopped"
	}
	if s.Level == monitor.LevelOK {
		return "alive"
	}
	return s.Level.String()
}

// causeWords follows the age of a missing subject in a clause.
func causeWords(cause monitor.Cause) string {
	switch cause {
	case monitor.CauseUnreachable, monitor.CauseUnreadable, monitor.CauseFrozen:
		return ", " + string(cause)
	case monitor.CauseFabricated:
		return ", answers invented"
	}
	return ""
}

func ageWords(m moment, age time.Duration, seen bool) string {
	if !seen {
		return ""
	}
	return "; last heartbeat " + m.span(age) + " ago"
}

func quoted(message string) string {
	if message == "" {
		return ""
	}
	return fmt.Sprintf(": “%s”", Cut(message, messageUnits))
}

func because(why string) string { return colon(why) }

func colon(text string) string {
	if text == "" {
		return ""
	}
	return ": " + Cut(text, messageUnits)
}

const checkNetwork = "check this machine's network"

// nextStep says what a person may do about a subject.
func nextStep(s monitor.Subject) string {
	if s.Test {
		return "Somebody set this to try things out; it ends by itself"
	}
	if s.Liveness == monitor.Unobserved {
		return "Sentinel could not look: " + checkNetwork
	}
	switch s.Cause {
	case monitor.CauseUnreachable:
		return "Check that the server runs and that the address in the settings is right"
	case monitor.CauseUnreadable:
		return "Look at what the robot or its server writes; the source's settings say where it is read"
	case monitor.CauseFabricated:
		return "The server answers by itself: check that the robot runs and writes its status file there"
	case monitor.CauseFrozen:
		if posted(s) {
			return "What sends is there, what trades may not be: look into the robot's log"
		}
		return "The server answers, the robot does not: check the robot, then caches on the way"
	case monitor.CauseError, monitor.CauseUnhealthy, monitor.CauseDegraded, monitor.CauseWarning:
		return "Look into the robot's log"
	case monitor.CauseExpired:
		return "Log the account in again"
	case monitor.CauseStopped:
		return "Start the robot again, or pause it here if that is meant"
	}
	switch s.Liveness {
	case monitor.New:
		return "Start the robot, or check where its heartbeats go"
	case monitor.Late:
		return "Nothing to do yet"
	}
	if s.LastBeat == nil && s.AgeSeconds == nil {
		return "Check that the robot runs and that the source in the settings is right"
	}
	return "Check that the robot runs and that its machine is up"
}
