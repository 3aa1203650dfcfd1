package view

import (
	"strings"
	"time"

	"sentinel/monitor"
)

// storm tells of several incidents at once.
func storm(troubles []monitor.Transition, subjects Subjects, now time.Time) Toast {
	list := parties(troubles)
	toast := Toast{}
	tests, accounts, silent, orders := 0, 0, 0, 0
	for _, t := range troubles {
		i := t.Incident
		toast.Keys = append(toast.Keys, i.Key)
		tests += number(i.Test)
		accounts += number(i.Key.Kind() == monitor.KindAccount)
		silent += number(i.Cause == monitor.CauseMissing)
		orders += openOrders(t)
	}
	n := len(troubles)
	if len(list) == 1 {
		keys := toast.Keys
		toast = trouble(list[0], subjects, now)
		toast.Keys = keys
	} else {
		what := " are in trouble"
		if silent == n {
			what = " went silent"
		}
		toast.Title = testMark(tests == n) + stormWho(troubles, accounts) + what + ": " + partyNames(list) + withOrders(&orders)
		toast.Body = stormLines(list, subjects, now)
	}
	first := troubles[0].Incident
	toast.ID, toast.Level, toast.Icon = first.ID, first.Level, toastIcon(first.Level, tests == n)
	return toast
}

// stormWho counts those in trouble, and names the robot whose accounts they all
// are.
func stormWho(troubles []monitor.Transition, accounts int) string {
	n := len(troubles)
	switch accounts {
	case n:
		who := count(n, "account", "accounts")
		if robots := robotsOf(troubles); len(robots) == 1 {
			who += " of " + Cut(robots[0], nameUnits)
		}
		return who
	case 0:
		return count(n, "robot", "robots")
	}
	return count(n, "robot or account", "robots and accounts")
}

// stormLines says a line each of the first few.
func stormLines(list []party, subjects Subjects, now time.Time) string {
	lines := make([]string, 0, 5)
	for _, p := range list[:min(len(list), cap(lines))] {
		words := moment{now: now, span: Coarse}
		s, known := current(p.Incident, subjects)
		lines = append(lines, testMark(p.Incident.Test)+p.name+" "+incidentPredicate(words, s, known)+p.trailer())
	}
	return strings.Join(lines, "\n")
}

// recovered tells that subjects are back.
func recovered(recoveries []monitor.Transition) Toast {
	first := recoveries[0]
	list := parties(recoveries)
	tests := 0
	for _, t := range recoveries {
		tests += number(t.Incident.Test)
	}
	lines := make([]string, 0, 5)
	for _, p := range list[:min(len(list), cap(lines))] {
		lines = append(lines, backWords(p))
	}
	toast := Toast{ID: first.Incident.ID, Level: monitor.LevelOK, Icon: toastIcon(monitor.LevelOK, tests == len(recoveries))}
	if len(list) == 1 {
		toast.Title = lines[0]
		toast.Body = joined(wasWords(list[0].Incident))
		return toast
	}
	toast.Title = testMark(tests == len(recoveries)) + Grouped(len(recoveries)) + " are " +
		strings.ToLower(backWord(recoveries)) + ": " + partyNames(list)
	toast.Body = strings.Join(lines, "\n")
	return toast
}
