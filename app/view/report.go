package view

import (
	"fmt"
	"strings"
	"time"

	"sentinel/monitor"
)

// Report is what a robot or account says of itself.
type Report struct {
	Key     monitor.Key
	At      time.Time
	Status  string
	Message string
}

// namedReports is how many reports one message shows: the latest.
const namedReports = 10

// Reports puts what robots report into words, oldest first: a line for a title,
// and the others below it.
func Reports(list []Report, now time.Time) string {
	var lines []string
	if more := len(list) - namedReports; more > 0 {
		lines = append(lines, fmt.Sprintf("Robots report %s times; the latest:", Grouped(len(list))))
		list = list[more:]
	}
	for _, r := range list {
		text := r.Message
		if text == "" {
			text = r.Status
		}
		lines = append(lines, fmt.Sprintf("%s: %s (%s)", r.Key, Cut(text, messageUnits), Clock(r.At, now)))
	}
	return strings.Join(lines, "\n")
}
