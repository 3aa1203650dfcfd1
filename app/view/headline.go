package view

import (
	"cmp"
	"strings"
	"time"

	"sentinel/monitor"
)

// Headline answers "am I all right?".
type Headline struct {
	Icon   string // an icon's name, see Icon
	Level  monitor.Level
	Title  string      // one sentence without a full stop
	Detail string      // since when, what else, and what to do next; full sentences
	Key    monitor.Key // whom the sentence is about; empty when it is about all
}

// Head makes the headline of the window and the command line: durations to the
// second, so it is to be made anew while it is looked at.
func Head(m Model, now time.Time) Headline { return head(m, now, Duration) }

func head(m Model, now time.Time, span func(time.Duration) string) Headline {
	h := Headline{Icon: Icon(m), Level: m.Page.Overall}
	listed, total := m.attention()
	switch {
	case m.Stalled > 0:
		h.Level = monitor.LevelUnknown
		h.Title = "I don't know: the monitor stands still"
		h.Detail = joined("It has not answered for "+span(m.Stalled), "Quit and start Sentinel again; its log says more")
		return h
	case len(listed) > 0:
		worst := listed[0]
		words := moment{m.At, now, span}
		h.Key = worst.Key
		h.Title = words.whole(worst)
		neighbour, step := m.neighbour(worst.Subject)
		h.Detail = joined(neighbour, sinceWords(worst.Subject, now), more(total-worst.size()), cmp.Or(step, nextStep(worst.Subject)))
	case m.nothingSeen():
		h.Title, h.Detail = m.waiting()
	case m.Page.Overall == monitor.LevelOff:
		h.Title, h.Detail = m.allOff(now)
	default:
		h.Title, h.Detail = m.allWell(), joined(m.tests(now), m.clocks())
	}
	if notices := joined(m.Notices...); notices != "" {
		h.Detail = strings.TrimSpace(notices + " " + h.Detail)
	}
	return h
}

func more(n int) string {
	switch {
	case n <= 0:
		return ""
	case n == 1:
		return "1 more needs a look"
	}
	return Grouped(n) + " more need a look"
}

// sinceWords dates what the title says, unless it does so itself.
func sinceWords(s monitor.Subject, now time.Time) string {
	var parts []string
	if s.LastBeat != nil && s.Liveness != monitor.Stopped && s.Liveness != monitor.Paused {
		parts = append(parts, "last heartbeat at "+Clock(*s.LastBeat, now))
	}
	switch {
	case s.Acknowledged:
		parts = append(parts, "acknowledged")
	case s.SnoozedUntil != nil && s.SnoozedUntil.After(now):
		parts = append(parts, "snoozed until "+Clock(*s.SnoozedUntil, now))
	}
	return strings.Join(parts, "; ")
}

// neighbour compares a silent account with its robot: it tells the account from
// the network. step is what to do then, if that is another thing than otherwise.
func (m Model) neighbour(s monitor.Subject) (words, step string) {
	if s.Kind != monitor.KindAccount || s.Liveness != monitor.Missing && s.Liveness != monitor.Late {
		return "", ""
	}
	robot, known := m.robots()[s.Robot]
	switch {
	case !known:
	case robot.Liveness == monitor.Alive:
		if s.Liveness == monitor.Missing && s.Cause == monitor.CauseMissing && !s.Test {
			step = "Look into its robot's log"
		}
		return "Robot " + s.Robot + " is alive, so this is the account, not the network", step
	case robot.Liveness == monitor.Missing:
		return "Robot " + s.Robot + " is silent too", ""
	}
	return "", ""
}

// nothingSeen tells whether there is nothing but bystanders.
func (m Model) nothingSeen() bool {
	for _, s := range m.Page.Subjects {
		if !s.Bystander {
			return false
		}
	}
	return m.whole()
}

func (m Model) waiting() (title, detail string) {
	if m.Waiting == "" {
		return "Nothing is watched yet", "Add a [[source]] to the settings file, or let a robot send its heartbeats."
	}
	return "Waiting for the first heartbeat in " + m.Waiting,
		"Start the robot, or name its status file in the settings. Set test status shows how it looks."
}

func (m Model) allOff(now time.Time) (title, detail string) {
	off := m.livenesses()
	all := m.subjects()
	if m.Placeholder() != nil {
		all--
	}
	switch {
	case off[monitor.Paused] == all:
		return "Watching is paused for " + m.everyone(), "Resume what should be watched again."
	case off[monitor.Quiet] == all:
		return "Market closed: " + m.everyone() + " quiet", m.untilOpen(now)
	case off[monitor.Stopped] == all:
		return "Stopped outside trading hours: " + m.everyone(), ""
	}
	if !m.whole() {
		return "Nothing to watch now: " + m.everyone() + " off", ""
	}
	return "Nothing to watch now: " + offWords(off), ""
}

// untilOpen says until when silence is expected: until the first market opens.
func (m Model) untilOpen(now time.Time) string {
	var first *time.Time
	for _, s := range m.Page.Subjects {
		if at := s.OpensAt; at != nil && at.After(now) && (first == nil || at.Before(*first)) {
			first = at
		}
	}
	if first == nil {
		return "Silence is expected until the market opens."
	}
	return "Silence is expected until the market opens, " + Clock(*first, now) + "."
}

func offWords(off map[monitor.Liveness]int) string {
	var parts []string
	for _, l := range []monitor.Liveness{monitor.Paused, monitor.Quiet, monitor.Stopped} {
		if off[l] > 0 {
			parts = append(parts, Grouped(off[l])+" "+string(l))
		}
	}
	return strings.Join(parts, ", ")
}

func (m Model) livenesses() map[monitor.Liveness]int {
	counts := map[monitor.Liveness]int{}
	for _, s := range m.Page.Subjects {
		counts[s.Liveness]++
	}
	return counts
}

// allWell is the title when everyone that is watched is alive.
func (m Model) allWell() string {
	robots, accounts, certain := m.kinds(func(s monitor.Subject) bool { return s.Level == monitor.LevelOK })
	ok := m.Page.Counts[monitor.LevelOK]
	off := m.Page.Counts[monitor.LevelOff]
	title := kindWords(ok, robots, accounts, certain) + " alive"
	if off == 0 {
		switch {
		case ok == 1 && certain:
			return m.only()
		case ok == 2 && certain && robots != accounts:
			return "Both " + strings.TrimPrefix(title, "2 ")
		}
		return "All " + title
	}
	if words := offWords(m.livenesses()); words != "" && certain {
		return title + ", " + words
	}
	return title + ", " + Grouped(off) + " off"
}

// only is allWell of one.
func (m Model) only() string {
	for _, s := range m.Page.Subjects {
		switch {
		case s.Level != monitor.LevelOK:
		case s.Test && s.AgeSeconds == nil:
			return s.Name() + " has not been seen yet"
		default:
			return s.Name() + " is alive"
		}
	}
	return "The robot is alive"
}

// everyone counts all subjects in words.
func (m Model) everyone() string {
	robots, accounts, certain := m.kinds(func(s monitor.Subject) bool { return !s.Bystander })
	if certain && robots+accounts == 1 {
		for _, s := range m.Page.Subjects {
			if !s.Bystander {
				return s.Name()
			}
		}
	}
	return kindWords(m.subjects(), robots, accounts, certain)
}

// kinds counts robots and accounts of the page; certain is false when the page
// does not hold all subjects.
func (m Model) kinds(counted func(monitor.Subject) bool) (robots, accounts int, certain bool) {
	for _, s := range m.Page.Subjects {
		switch {
		case !counted(s):
		case s.Kind == monitor.KindAccount:
			accounts++
		default:
			robots++
		}
	}
	return robots, accounts, m.whole()
}

func kindWords(total, robots, accounts int, certain bool) string {
	switch {
	case !certain:
		return Grouped(total) + " robots and accounts"
	case accounts == 0:
		return count(robots, "robot", "robots")
	case robots == 0:
		return count(accounts, "account", "accounts")
	}
	return count(accounts, "account", "accounts") + " and " + count(robots, "robot", "robots")
}

// tests names the test statuses that stand while all is well.
func (m Model) tests(now time.Time) string {
	var names []string
	for _, s := range m.Page.Subjects {
		if !s.Test {
			continue
		}
		name := s.Name() + " shows a test status"
		if s.TestExpires != nil {
			name += " until " + Clock(*s.TestExpires, now)
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return ""
	}
	return "TEST: " + strings.Join(names[:min(3, len(names))], ", ")
}

// clocks names the clock findings: shown, never a level.
func (m Model) clocks() string {
	for _, s := range m.Page.Subjects {
		if s.Cause == monitor.CauseClock {
			return "The clock of " + s.Name() + clockWords(s.Why)
		}
	}
	return ""
}

// clockWords goes on after "the clock of somebody".
func clockWords(why string) string {
	if guess, found := strings.CutPrefix(why, "clock "); found { // "clock 7 h ahead: looks like a time zone"
		return " is " + guess
	}
	return " cannot be right" + because(why)
}
