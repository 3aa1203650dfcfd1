package view

import (
	"cmp"
	"slices"
	"time"

	"sentinel/monitor"
)

// concern is one thing that a person should look at: a subject, and the accounts
// that went silent with it. A robot that dies takes all its accounts along; told
// of one by one they would hide it, and whatever else is wrong.
type concern struct {
	monitor.Subject               // its OpenOrders are those of the accounts too
	name            string        // what it is called among all others
	accounts        []monitor.Key // of it, silent with it
	partial         bool          // there may be more of them, beyond the page
}

// attention returns what a person should look at, the most urgent first, and how
// many subjects that is in all, also beyond the page. What is acknowledged makes
// way for what is not, and is as bad.
func (m Model) attention() (listed []concern, total int) {
	robots, shared := m.robots(), m.shared()
	places := map[monitor.Key]int{} // of the concerns in listed
	bystanders, seen := 0, 0
	for _, s := range m.Page.Subjects {
		bystanders += number(s.Bystander)
		if !s.NeedsAttention() {
			continue
		}
		seen++
		lead := s
		if robot, known := robots[s.Robot]; known && together(s, robot) {
			lead = robot
		}
		place, known := places[lead.Key]
		if !known {
			place = len(listed)
			places[lead.Key] = place
			listed = append(listed, concern{Subject: lead, name: nameOf(lead, shared)})
		}
		if lead.Key != s.Key {
			listed[place].take(s)
		}
	}
	for _, level := range []monitor.Level{monitor.LevelCritical, monitor.LevelWarning, monitor.LevelUnknown} {
		total += m.Page.Counts[level]
	}
	total = max(total-bystanders, seen)
	for i := range listed {
		listed[i].partial = len(listed[i].accounts) > 0 && seen < total
	}
	slices.SortStableFunc(listed, func(a, b concern) int {
		return cmp.Or(cmp.Compare(b.Level, a.Level), number(a.Acknowledged)-number(b.Acknowledged))
	})
	return listed, total
}

// Concerns says a sentence for each thing that needs a look, the most urgent
// first, with whole keys for names: "⬣ alpha/ACC_003 has been silent for 4 min".
// A robot's accounts that are silent with it are in its sentence.
func Concerns(m Model, now time.Time) []string {
	listed, _ := m.attention()
	lines := make([]string, 0, len(listed))
	for _, c := range listed {
		c.name = string(c.Key)
		lines = append(lines, Glyph(c.Level)+" "+moment{m.At, now, Duration}.whole(c))
	}
	return lines
}

// Worst names whom the headline is about: an acknowledgement of it is for them.
func Worst(m Model) []monitor.Key {
	listed, _ := m.attention()
	if len(listed) == 0 || m.Stalled > 0 {
		return nil
	}
	return append([]monitor.Key{listed[0].Key}, listed[0].accounts...)
}

// With names somebody, and of a robot the accounts that are silent with it: an
// acknowledgement of the one is for all of them.
func With(m Model, key monitor.Key) []monitor.Key {
	listed, _ := m.attention()
	for _, c := range listed {
		if c.Key == key {
			return append([]monitor.Key{key}, c.accounts...)
		}
	}
	return []monitor.Key{key}
}

// robots are the robots that the model knows, by their names.
func (m Model) robots() map[string]monitor.Subject {
	known := map[string]monitor.Subject{}
	for _, list := range [][]monitor.Subject{m.Beside, m.Page.Subjects} {
		for _, s := range list {
			if s.Kind == monitor.KindRobot {
				known[s.Robot] = s
			}
		}
	}
	return known
}

// together tells whether an account is silent as its robot is, and nothing else
// is to be said of it.
func together(account, robot monitor.Subject) bool {
	return account.Kind == monitor.KindAccount && robot.NeedsAttention() &&
		(robot.Liveness == monitor.Missing || robot.Liveness == monitor.Late) &&
		account.Liveness == robot.Liveness && account.Cause == robot.Cause && account.Level == robot.Level &&
		account.Acknowledged == robot.Acknowledged && (account.SnoozedUntil == nil) == (robot.SnoozedUntil == nil) &&
		!account.Test && !robot.Test
}

// take adds an account that is silent with the robot.
func (c *concern) take(account monitor.Subject) {
	c.accounts = append(c.accounts, account.Key)
	if account.OpenOrders == nil {
		return
	}
	orders := max(*account.OpenOrders, 0)
	if c.OpenOrders != nil {
		orders += *c.OpenOrders
	}
	c.OpenOrders = &orders
}

// size is how many subjects it is about.
func (c concern) size() int { return 1 + len(c.accounts) }

// trailer ends the words about it: who else, and how much is at stake.
func (c concern) trailer() string {
	orders := withOrders(c.OpenOrders)
	switch {
	case len(c.accounts) == 0:
		return orders
	case !c.partial:
		return alongside(len(c.accounts)) + orders
	case orders != "":
		orders += " or more"
	}
	return "; its accounts too" + orders
}

// alongside counts the accounts that are silent with their robot.
func alongside(accounts int) string { return "; " + Grouped(accounts) + " of its accounts too" }

// nameOf is what a subject is called: an account with its robot's name where
// another robot has one that is called the same.
func nameOf(s monitor.Subject, shared func(account string) bool) string {
	if s.Kind == monitor.KindAccount && shared(s.Account) {
		return string(s.Key)
	}
	return s.Name()
}

// shared tells of the name of an account whether several robots have it, or may
// have, beyond the page.
func (m Model) shared() func(account string) bool {
	if !m.whole() {
		return func(string) bool { return true }
	}
	robots := map[string]string{} // the first that has an account of this name
	several := map[string]bool{}
	for _, s := range m.Page.Subjects {
		if s.Kind != monitor.KindAccount {
			continue
		}
		if robot, known := robots[s.Account]; known && robot != s.Robot {
			several[s.Account] = true
		}
		robots[s.Account] = s.Robot
	}
	return func(account string) bool { return several[account] }
}

// shortName is its name for a narrow place: of a long one the account is kept
// before the robot.
func (c concern) shortName() string {
	account := "/" + c.Key.Account()
	if room := nameUnits - units16(account); c.name != c.Name() && units16(c.name) > nameUnits && room > units16(account)/2 {
		return Cut(c.Key.Robot(), room) + account
	}
	return Cut(c.name, nameUnits)
}
