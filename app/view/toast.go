package view

import (
	"slices"
	"strings"
	"time"

	"sentinel/monitor"
)

// Toast is one notification in words.
type Toast struct {
	// ID names what the toast is about, the same for all toasts of one incident:
	// a later one replaces an earlier. A toast of several has the first one's.
	ID    string
	Title string
	Body  string
	Level monitor.Level // of the trouble; LevelOK for a recovery
	Icon  string        // an icon's name, see Icon
	// Keys are the subjects that an acknowledgement of the toast is for: those
	// in trouble.
	Keys []monitor.Key
}

// Subjects looks a subject up as it is now.
type Subjects func(monitor.Key) (monitor.Subject, bool)

// MakeToast puts transitions that happened at about the same time into one
// notification; ok is false when there is nothing to tell: snoozed, or closed
// without a recovery.
func MakeToast(transitions []monitor.Transition, subjects Subjects, now time.Time) (toast Toast, ok bool) {
	var troubles, recoveries []monitor.Transition
	for _, t := range withoutStale(latest(transitions)) {
		switch {
		case t.Snoozed:
		case t.Kind == monitor.Recovered:
			recoveries = append(recoveries, t)
		case t.Kind == monitor.Opened || t.Kind == monitor.Worsened:
			troubles = append(troubles, t)
		}
	}
	slices.SortStableFunc(troubles, func(a, b monitor.Transition) int {
		return int(b.Incident.Level) - int(a.Incident.Level)
	})
	isNetwork := func(t monitor.Transition) bool { return t.Incident.Key == monitor.NetworkKey }
	also := len(troubles) > 1 && slices.ContainsFunc(troubles, isNetwork)
	if also { // it is no robot: told below the others
		troubles = slices.DeleteFunc(troubles, isNetwork)
	}
	switch {
	case len(troubles) == 0 && len(recoveries) == 0:
		return Toast{}, false
	case len(troubles) == 0:
		return recovered(recoveries), true
	case len(troubles) == 1:
		toast = trouble(parties(troubles)[0], subjects, now)
	default:
		toast = storm(troubles, subjects, now)
	}
	if also {
		toast.Body += "\n" + networkDown
		toast.Keys = append(toast.Keys, monitor.NetworkKey)
	}
	if len(recoveries) > 0 {
		toast.Body += "\n" + backWord(recoveries) + ": " + partyNames(parties(recoveries))
	}
	return toast, true
}

// withoutStale leaves out that those have recovered who are in trouble again, and
// names nobody twice.
func withoutStale(transitions []monitor.Transition) []monitor.Transition {
	lastly := map[monitor.Key]int{}
	for n, t := range transitions {
		before, known := lastly[t.Incident.Key]
		if !known || t.Incident.Closed == nil || transitions[before].Incident.Closed != nil && !t.Incident.Closed.Before(*transitions[before].Incident.Closed) {
			lastly[t.Incident.Key] = n
		}
	}
	var kept []monitor.Transition
	for n, t := range transitions {
		if lastly[t.Incident.Key] == n || t.Incident.Closed == nil {
			kept = append(kept, t)
		}
	}
	return kept
}

// latest keeps the last transition of each incident. One that opened and
// worsened at once reads as opened.
func latest(transitions []monitor.Transition) []monitor.Transition {
	var kept []monitor.Transition
	for _, t := range transitions {
		i := slices.IndexFunc(kept, func(k monitor.Transition) bool { return k.Incident.ID == t.Incident.ID })
		if i < 0 {
			kept = append(kept, t)
			continue
		}
		if t.Kind == monitor.Worsened && kept[i].Kind == monitor.Opened {
			t.Kind = monitor.Opened
		}
		kept[i] = t
	}
	return kept
}

// trouble tells of one incident. The subject's own words are better than the
// incident's, as long as they speak of the same.
func trouble(p party, subjects Subjects, now time.Time) Toast {
	i := p.Incident
	toast := Toast{ID: i.ID, Level: i.Level, Icon: toastIcon(i.Level, i.Test), Keys: []monitor.Key{i.Key}}
	if i.Key == monitor.NetworkKey {
		toast.Title = networkDown
		toast.Body = joined(i.Message, "Nobody behind it is called missing until it is back", checkNetwork)
		return toast
	}
	s, same := current(i, subjects)
	words := moment{now: now, span: Coarse}
	toast.Title = testMark(i.Test) + i.Key.Name() + " " + incidentPredicate(words, s, same)
	if p.accounts == 0 && s.OpenOrders != nil {
		p.orders = *s.OpenOrders
	}
	toast.Title += p.trailer()
	if p.Kind == monitor.Worsened {
		toast.Title += ", and it is getting worse"
	}
	message := ""
	// What does not move is in the title, in nearly the incident's words.
	if i.Cause != monitor.CauseFrozen && !strings.Contains(toast.Title, Cut(i.Message, messageUnits)) {
		message = i.Message
	}
	of := ""
	if i.Key.Kind() == monitor.KindAccount {
		of = "account of " + i.Key.Robot()
	}
	toast.Body = joined(of, message, lastBeat(s, now), nextStep(s), lookAfterOrders(p))
	return toast
}

// current is the subject as it is now, as long as it speaks of the incident;
// else what the incident alone tells of it, and false.
func current(i monitor.Incident, subjects Subjects) (monitor.Subject, bool) {
	if subjects != nil {
		s, known := subjects(i.Key)
		if known && s.Cause == i.Cause && s.Level == i.Level && s.Test == i.Test {
			return s, true
		}
	}
	return subjectOf(i), false
}

// subjectOf is what an incident alone tells of its subject.
func subjectOf(i monitor.Incident) monitor.Subject {
	s := monitor.Subject{
		Key: i.Key, Kind: i.Kind, Robot: i.Robot, Account: i.Account, Level: i.Level,
		Liveness: monitor.Alive, Cause: i.Cause, Why: i.Message, Message: i.Message, Test: i.Test,
		OpenOrders: i.OpenOrders, Since: i.Opened, LastBeat: &i.Opened,
	}
	if isFirst(i) {
		s.LastBeat = nil
	}
	return s
}

// incidentPredicate is predicate, but for what only a known subject has: ages.
func incidentPredicate(words moment, s monitor.Subject, known bool) string {
	if known {
		return words.predicate(s)
	}
	switch s.Cause {
	case monitor.CauseMissing:
		if s.LastBeat == nil {
			return "has never been seen"
		}
		return "went silent"
	case monitor.CauseFrozen:
		return "does not move: " + frozenWords(s)
	}
	return words.predicate(s)
}

func lastBeat(s monitor.Subject, now time.Time) string {
	if s.LastBeat == nil || s.AgeSeconds == nil {
		return ""
	}
	return "last heartbeat at " + Clock(*s.LastBeat, now)
}

// networkDown is the incident of our own network in words.
const networkDown = "The network here is down"

func backWords(p party) string {
	if p.Incident.Key == monitor.NetworkKey {
		return "The network here is back after " + Duration(p.Silence)
	}
	words := testMark(p.Incident.Test) + p.name + " is well again after " + Duration(p.Silence)
	switch {
	case isFirst(p.Incident):
		words = testMark(p.Incident.Test) + p.name + " is there: its first heartbeat has come"
	case silence(p.Incident.Cause):
		words = testMark(p.Incident.Test) + p.name + " is back after " + Duration(p.Silence)
	}
	if p.accounts > 0 {
		words += alongside(p.accounts)
	}
	return words
}

// isFirst tells whether the subject had never been seen before its incident: who
// comes for the first time does not come back.
func isFirst(i monitor.Incident) bool {
	return silence(i.Cause) && i.Known != nil && i.Known.LastBeat == nil
}

// backWord is what those are whose trouble is over.
func backWord(recoveries []monitor.Transition) string {
	if slices.ContainsFunc(recoveries, func(t monitor.Transition) bool { return isFirst(t.Incident) }) {
		return "There now"
	}
	return "Back"
}

// silence tells whether the cause took the beats away, rather than being told
// by them.
func silence(cause monitor.Cause) bool {
	switch cause {
	case monitor.CauseError, monitor.CauseUnhealthy, monitor.CauseDegraded, monitor.CauseExpired, monitor.CauseWarning:
		return false
	}
	return true
}

func wasWords(i monitor.Incident) string {
	switch {
	case isFirst(i):
		return ""
	case i.Message != "":
		return "It was: " + Cut(i.Message, messageUnits)
	case i.Cause == monitor.CauseMissing || i.Cause == monitor.CauseNone:
		return ""
	}
	return "It was " + string(i.Cause)
}

func toastIcon(level monitor.Level, test bool) string {
	if test && level != monitor.LevelUnknown && level != monitor.LevelOff {
		return level.String() + IconTest
	}
	return level.String()
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}
