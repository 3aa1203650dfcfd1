package window

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"sentinel/app/view"
	"sentinel/monitor"
)

// The texts of a row's cells.

const nothing = "–"

func accountCell(s *monitor.Subject) string { return oneLine(s.Name()) }

func robotCell(s *monitor.Subject) string {
	if s.Kind == monitor.KindAccount {
		return oneLine(s.Robot)
	}
	return nothing
}

// statusCell is what the subject reports; silenceCell stands behind it.
func statusCell(s *monitor.Subject) string {
	text := oneLine(view.Reported(*s))
	if text == "" && s.Liveness == monitor.New {
		return view.LivenessWord(*s)
	}
	return cmp.Or(text, nothing)
}

// silenceCell is what the subject's silence comes to, and how it is coloured.
func silenceCell(s *monitor.Subject) (text string, ink fyne.ThemeColorName) {
	word := view.LivenessWord(*s)
	if word == "" || s.Liveness == monitor.New {
		return "", colorDim
	}
	if s.Liveness == monitor.Late || s.Liveness == monitor.Missing {
		return "· " + word, levelColor(s.Level.String())
	}
	return "· " + word, colorDim
}

func sessionCell(s *monitor.Subject) string {
	if s.SessionValid == nil {
		return nothing
	}
	good, bad := "active", "inactive"
	if s.Kind == monitor.KindAccount {
		good, bad = "valid", "invalid"
	}
	if *s.SessionValid {
		return good
	}
	return bad
}

// noteCell is the remark behind the account's name; striking when it tells of
// something odd.
func noteCell(s *monitor.Subject, now time.Time) (note string, striking bool) {
	var notes []string
	if s.Unexpected != "" {
		notes, striking = append(notes, "unexpected: "+oneLine(view.Jump(*s))), true
	}
	crew, certain := view.CrewNote(*s)
	if crew != "" {
		notes = append(notes, crew)
	}
	switch {
	case s.Liveness != monitor.Quiet:
	case s.OpensAt != nil && s.OpensAt.After(now):
		notes = append(notes, "opens "+view.Clock(*s.OpensAt, now))
	default:
		notes = append(notes, view.Closed(*s, now))
	}
	switch {
	case s.SnoozedUntil != nil && s.SnoozedUntil.After(now):
		notes = append(notes, "snoozed until "+view.Clock(*s.SnoozedUntil, now))
	case s.Acknowledged && s.NeedsAttention():
		notes = append(notes, "acknowledged")
	}
	return strings.Join(notes, " · "), striking || !certain
}

func ageCell(s *monitor.Subject, at, now time.Time) string {
	age, seen := view.Age(*s, at, now)
	switch {
	case !seen:
		return nothing
	case age < time.Second:
		return "now"
	}
	return view.Duration(age)
}

func ordersCell(s *monitor.Subject) string {
	if s.OpenOrders == nil {
		return nothing
	}
	return strconv.Itoa(*s.OpenOrders)
}

func missesCell(s *monitor.Subject) string {
	switch s.Liveness {
	case monitor.Paused, monitor.Quiet, monitor.Stopped, monitor.Unobserved, monitor.New:
		return nothing
	}
	return strconv.Itoa(s.Misses)
}
