package view

import (
	"cmp"
	"slices"
	"strings"

	"sentinel/monitor"
)

// party is a transition that a toast tells of, and those of the robot's accounts
// that say no more than the robot's own.
type party struct {
	monitor.Transition
	name     string // what the subject is called among the others
	accounts int    // so many of its accounts share its fate
	orders   int    // open, of all of them
}

// parties gathers transitions, each robot before its accounts. Those who lead
// accounts come first: they are the cause.
func parties(transitions []monitor.Transition) []party {
	several := len(robotsOf(transitions)) > 1
	places := map[string]int{} // of the parties of robots
	var list []party
	for _, t := range transitions {
		if t.Incident.Key.Kind() == monitor.KindRobot {
			places[t.Incident.Key.Robot()] = len(list)
			list = append(list, party{Transition: t, name: t.Incident.Key.Name(), orders: openOrders(t)})
		}
	}
	for _, t := range transitions {
		i := t.Incident
		if i.Key.Kind() == monitor.KindRobot {
			continue
		}
		if place, known := places[i.Key.Robot()]; known && alike(i, list[place].Incident) {
			list[place].accounts++
			list[place].orders += openOrders(t)
			continue
		}
		name := i.Key.Name()
		if several {
			name = string(i.Key)
		}
		list = append(list, party{Transition: t, name: name, orders: openOrders(t)})
	}
	order := map[string]int{}
	for n, t := range transitions {
		order[t.Incident.ID] = n
	}
	slices.SortStableFunc(list, func(a, b party) int {
		return cmp.Or(
			number(b.accounts > 0)-number(a.accounts > 0),
			order[a.Incident.ID]-order[b.Incident.ID],
		)
	})
	return list
}

// alike tells whether an account's incident says no more than its robot's. An
// account that reports something has words of its own.
func alike(account, robot monitor.Incident) bool {
	return silence(robot.Cause) && account.Cause == robot.Cause && account.Level == robot.Level && account.Test == robot.Test
}

// robotsOf names the robots whose accounts are among the transitions.
func robotsOf(transitions []monitor.Transition) []string {
	var names []string
	for _, t := range transitions {
		if i := t.Incident; i.Key.Kind() == monitor.KindAccount && !slices.Contains(names, i.Key.Robot()) {
			names = append(names, i.Key.Robot())
		}
	}
	return names
}

func openOrders(t monitor.Transition) int {
	if t.Incident.OpenOrders == nil {
		return 0
	}
	return max(*t.Incident.OpenOrders, 0)
}

// trailer ends the words about it: who else, and how much is at stake.
func (p party) trailer() string {
	if p.accounts == 0 {
		return withOrders(&p.orders)
	}
	return alongside(p.accounts) + withOrders(&p.orders)
}

// partyNames lists the first few.
func partyNames(list []party) string {
	const most = 4
	var names []string
	rest := 0
	for i, p := range list {
		if i >= most {
			rest += 1 + p.accounts
			continue
		}
		name := Cut(p.name, nameUnits)
		if p.accounts > 0 {
			name += " with " + count(p.accounts, "account", "accounts")
		}
		names = append(names, name)
	}
	words := strings.Join(names, ", ")
	if rest > 0 {
		words += " and " + Grouped(rest) + " more"
	}
	return words
}
