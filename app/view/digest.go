package view

import (
	"fmt"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// Digest says how a day was, so that a quiet phone means that all is well: "14
// robots and accounts, 99.97 % available, one incident of 3 min. All is well
// now." open are the incidents that have not ended.
func Digest(day api.Overall, incidents, open []monitor.Incident) string {
	if day.Subjects == 0 {
		return "Sentinel runs, and watches no robot yet."
	}
	words := fmt.Sprintf("%s, %s, %s.", count(day.Subjects, "robot or account", "robots and accounts"), availableWords(day), incidentsOfADay(incidents))
	if len(open) == 0 {
		return words + " All is well now."
	}
	return words + " Open now: " + openWords(open) + "."
}

func availableWords(day api.Overall) string {
	if day.Total.Availability == nil {
		return "none of the time counts"
	}
	return Availability(day.Total.Availability) + " available"
}

func incidentsOfADay(incidents []monitor.Incident) string {
	episodes := monitor.Episodes(incidents)
	var down time.Duration
	for _, e := range episodes {
		down += e.Down()
	}
	switch len(episodes) {
	case 0:
		return "no incident"
	case 1:
		return "one incident of " + Coarse(down)
	}
	return fmt.Sprintf("%d incidents of %s in all", len(episodes), Coarse(down))
}

// namedOpen is how many open incidents are named.
const namedOpen = 3

func openWords(open []monitor.Incident) string {
	words := ""
	for n, i := range open {
		if n == namedOpen {
			return words + fmt.Sprintf(" and %d more", len(open)-n)
		}
		if n > 0 {
			words += ", "
		}
		words += fmt.Sprintf("%s (%s for %s)", i.Key, orTrouble(i.Cause), Coarse(time.Duration(i.Duration*float64(time.Second))))
	}
	return words
}

func orTrouble(cause monitor.Cause) string {
	if cause == monitor.CauseNone {
		return "trouble"
	}
	return string(cause)
}
