package view

import (
	"cmp"
	"strings"
	"time"

	"sentinel/monitor"
)

// Reported is what a subject says of itself: its message, else its status;
// empty when it never said anything.
func Reported(s monitor.Subject) string { return cmp.Or(s.Message, s.Status) }

// LivenessWord names what a subject's silence comes to, for a place beside what
// it reports. It is empty for who is on time, and where the status says the
// same.
func LivenessWord(s monitor.Subject) string {
	switch {
	case s.Liveness == monitor.Alive, string(s.Liveness) == s.Status:
		return ""
	case s.Liveness == monitor.New:
		return "never seen"
	case s.Liveness == monitor.Unobserved:
		return "not observed"
	case s.Liveness == monitor.Missing && s.Cause == monitor.CauseFrozen:
		return "frozen" // it does send something
	}
	return string(s.Liveness)
}

// State puts what a subject reports and how its silence compares side by side,
// so that neither hides the other: "active · late 2 min", "idle", "idle ·
// quiet". at is when the subject was read, see Model.At.
func State(s monitor.Subject, at, now time.Time) string {
	reported, silence := cmp.Or(s.Status, s.Message), LivenessWord(s)
	if age, seen := Age(s, at, now); seen && (s.Liveness == monitor.Late || s.Liveness == monitor.Missing) {
		silence += " " + Coarse(age)
	}
	switch {
	case silence == "":
		return cmp.Or(reported, string(s.Liveness))
	case reported == "":
		return silence
	}
	return reported + " · " + silence
}

// Crew tells of a robot's accounts: how many it says are active, and how many
// report by themselves where that differs. certain is false when it does.
func Crew(s monitor.Subject) (words string, certain bool) {
	switch active, reporting := s.ActiveAccounts, s.Reporting; {
	case active == nil && reporting == nil:
		return "", true
	case active == nil:
		return count(*reporting, "account reports", "accounts report"), true
	case reporting == nil || *active == *reporting:
		return count(*active, "account", "accounts"), true
	default:
		verb := "report"
		if *reporting == 1 {
			verb = "reports"
		}
		return count(*active, "account", "accounts") + " active, " + Grouped(*reporting) + " " + verb, false
	}
}

// CrewNote is Crew in fewer words: "12 accounts", "10 of 12 report".
func CrewNote(s monitor.Subject) (words string, certain bool) {
	if words, certain = Crew(s); !certain {
		words = Grouped(*s.Reporting) + " of " + Grouped(*s.ActiveAccounts) + " report"
	}
	return words, certain
}

// Jump is the latest change of status that was not to be expected, in words:
// "idle to error". It is empty when there was none.
func Jump(s monitor.Subject) string { return strings.ReplaceAll(s.Unexpected, " → ", " to ") }

// Closed tells that the market is closed, and when it opens: "market closed,
// opens Mon 08:45". It is empty for who is not quiet.
func Closed(s monitor.Subject, now time.Time) string {
	if s.Liveness != monitor.Quiet {
		return ""
	}
	return "market closed" + opens(s, now)
}

func opens(s monitor.Subject, now time.Time) string {
	if s.OpensAt == nil || !s.OpensAt.After(now) {
		return ""
	}
	return ", opens " + Clock(*s.OpensAt, now)
}

// posted tells whether the subject's heartbeats reach us by themselves, rather
// than being read somewhere.
func posted(s monitor.Subject) bool {
	return s.Kind == monitor.KindAccount || s.Source == monitor.SourceReceiver || s.Source == monitor.SourcePing
}
