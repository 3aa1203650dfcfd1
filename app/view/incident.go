package view

import (
	"fmt"
	"strings"
	"time"

	"sentinel/monitor"
)

// EpisodeState says how a trouble ended and how long it took: "open for 3 min",
// "recovered after 3 min", and of one that came and went "recovered after
// 18 min, 4 times, 7 min in all".
func EpisodeState(e monitor.Episode) string {
	last := e.Last()
	state := "open for " + Duration(e.Length())
	if last.Closed != nil {
		state = fmt.Sprintf("%s after %s", last.End, Duration(e.Length()))
	}
	if n := len(e.Incidents); n > 1 {
		state += fmt.Sprintf(", %d times, %s in all", n, Duration(e.Down()))
	}
	return state
}

// Trouble says what was wrong in an incident, behind the name of whose it is:
// "went silent, with 2 open orders", "reports an error: “order rejected”".
func Trouble(i monitor.Incident, now time.Time) string {
	if i.Key == monitor.NetworkKey {
		return "is down" + because(i.Message)
	}
	return incidentPredicate(moment{now: now, span: Coarse}, subjectOf(i), false) + withOrders(i.OpenOrders)
}

// KnownThen tells what was known of the subject when its incident opened:
// "active, with 2 open orders; last heartbeat 09:58, from receiver". Empty when
// nothing was.
func KnownThen(i monitor.Incident, now time.Time) string {
	k := i.Known
	if k == nil {
		return ""
	}
	var parts []string
	if k.Status != "" {
		status := k.Status
		if k.Message != "" && k.Message != i.Message {
			status += ": " + k.Message
		}
		if k.SessionValid != nil && !*k.SessionValid {
			status += ", session inactive"
		}
		parts = append(parts, status+withOrders(k.OpenOrders))
	}
	beat := "no heartbeat yet"
	if k.LastBeat != nil {
		beat = "last heartbeat " + Clock(*k.LastBeat, now)
	}
	parts = append(parts, beat+", from "+k.Source)
	if k.Answer != "" && k.Answer != i.Message {
		parts = append(parts, k.Answer)
	}
	return strings.Join(parts, "; ")
}

// Acknowledgement says who knows of an incident: "acknowledged by owner at
// 10:02". Empty when nobody said so.
func Acknowledgement(i monitor.Incident, now time.Time) string {
	if !i.Acknowledged {
		return ""
	}
	words := "acknowledged"
	if i.AcknowledgedBy != "" {
		words += " by " + i.AcknowledgedBy
	}
	if i.AcknowledgedAt != nil {
		words += " at " + Clock(*i.AcknowledgedAt, now)
	}
	return words
}
