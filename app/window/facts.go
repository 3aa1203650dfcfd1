package window

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"sentinel/app/view"
	"sentinel/monitor"
)

// fact is one line of the panel beside the table.
type fact struct {
	name, value string
	ink         fyne.ThemeColorName
}

func subtitleOf(s *monitor.Subject) string {
	what := "robot"
	if s.Kind == monitor.KindAccount {
		what = "account of " + oneLine(s.Robot)
	}
	if s.Test {
		what += " · test status"
	}
	return what
}

func whyOf(s *monitor.Subject, at, now time.Time) string {
	switch {
	case s.Why != "":
		return asSentence(oneLine(s.Why))
	case s.NeedsAttention():
		return view.Sentence(*s, at, now) + "."
	}
	return ""
}

func factsOf(s *monitor.Subject, at, now time.Time) []fact {
	plain := func(name, value string) fact { return fact{name, value, colorText} }
	level := colorText
	if s.NeedsAttention() {
		level = levelColor(s.Level.String())
	}
	facts := []fact{
		{view.LevelWord(s.Level), oneLine(view.State(*s, at, now)), level},
		{"Since", timeOfDay(s.Since, now), level},
	}
	if s.OpensAt != nil && s.OpensAt.After(now) {
		facts = append(facts, plain("Market opens", view.Clock(*s.OpensAt, now)))
	}
	if s.Unexpected != "" {
		facts = append(facts, fact{"Unexpected", oneLine(view.Jump(*s)), colorWarning})
	}
	if s.LastBeat != nil {
		facts = append(facts, plain("Last beat", timeOfDay(*s.LastBeat, now)))
	} else {
		facts = append(facts, plain("Last beat", "never"))
	}
	if s.Skew != nil {
		ink := colorText
		if s.Cause == monitor.CauseClock {
			ink = colorWarning
		}
		facts = append(facts, fact{"Its clock", view.Skew(*s.Skew), ink})
	}
	facts = append(facts,
		plain("Expected", "every "+span60(s.Interval)+", "+span60(s.Grace)+" grace"),
		plain("Alert after", counted(s.MaxMisses+1, "miss", "misses")))
	if s.OpenOrders != nil {
		value := strconv.Itoa(*s.OpenOrders)
		if age, seen := view.Age(*s, at, now); seen && age >= time.Minute {
			value += ", " + view.Coarse(age) + " ago"
		}
		facts = append(facts, plain("Open orders", value))
	}
	if s.SessionValid != nil {
		ink := colorText
		if badSession(s) {
			ink = colorWarning
		}
		facts = append(facts, fact{"Session", sessionCell(s), ink})
	}
	if crew, certain := view.Crew(*s); crew != "" {
		ink := colorText
		if !certain {
			ink = colorWarning
		}
		facts = append(facts, fact{"Accounts", crewWords(crew), ink})
	}
	if s.ActiveTasks != nil {
		facts = append(facts, plain("Active tasks", strconv.Itoa(*s.ActiveTasks)))
	}
	if s.RunningSince != nil {
		facts = append(facts, plain("Running for", view.Duration(now.Sub(*s.RunningSince))))
	}
	if s.RunSeconds != nil {
		facts = append(facts, plain("Last run took", view.Duration(seconds(*s.RunSeconds))))
	}
	if s.Source != "" {
		facts = append(facts, plain("Source", oneLine(s.Source)))
	}
	if s.Test && s.TestExpires != nil {
		facts = append(facts, fact{"Test ends", timeOfDay(*s.TestExpires, now), colorTest})
	}
	if s.SnoozedUntil != nil && s.SnoozedUntil.After(now) {
		facts = append(facts, plain("Snoozed until", view.Clock(*s.SnoozedUntil, now)))
	}
	return facts
}

// badSession: a robot may well rest, an account without a valid session cannot
// trade.
func badSession(s *monitor.Subject) bool {
	return s.Kind == monitor.KindAccount && s.SessionValid != nil && !*s.SessionValid
}

// crewWords is what view.Crew says, behind the word "Accounts".
func crewWords(crew string) string {
	return strings.NewReplacer(" accounts", "", " account", "").Replace(crew)
}

// timeOfDay writes a moment to the second, with the day where it is another.
func timeOfDay(t, now time.Time) string {
	t = t.In(now.Location())
	switch {
	case t.IsZero():
		return nothing
	case t.YearDay() == now.YearDay() && t.Year() == now.Year():
		return t.Format("15:04:05")
	}
	return t.Format("2 Jan 15:04:05")
}

// span60 writes a rhythm in seconds as its owner did, up to ten minutes.
func span60(s float64) string {
	if s <= 600 {
		return strconv.FormatFloat(s, 'f', -1, 64) + " s"
	}
	return view.Duration(seconds(s))
}
