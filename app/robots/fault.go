package robots

import "sentinel/monitor"

// Fault is a way to go wrong; the zero Fault is none.
type Fault uint8

// The faults. Stops and Fails are also those of robots.
const (
	None       Fault = iota
	Stops            // falls silent; a robot takes its accounts along
	Freezes          // sends the very same beat again and again
	RunsAhead        // its clock is 7 h ahead
	IsSetBack        // its clock is set back by an hour
	Floods           // beats many times a second
	Jumps            // changes from idle to error, which no account should
	Expires          // its session expires
	Fails            // reports an error; a robot: unhealthy
	Delays           // its beats pile up and come in bundles
	Reorders         // of two beats the newer comes first
	Duplicates       // each beat comes three times
)

var (
	accountFaults = []Fault{Stops, Freezes, RunsAhead, IsSetBack, Floods, Jumps, Expires, Fails, Delays, Reorders, Duplicates}
	robotFaults   = []Fault{Stops, Fails}
)

// faultWords say how a fault begins, and what is to be seen of it, and how it
// ends.
var faultWords = [...]struct{ begins, ends string }{
	None:       {"is well", "is no longer well"},
	Stops:      {"falls silent: late, then missing", "beats again: recovered"},
	Freezes:    {"freezes and sends the very same beat again and again: late, then missing, frozen", "has thawed: recovered"},
	RunsAhead:  {"has its clock 7 h ahead: alive, with a clock finding", "has its clock right again"},
	IsSetBack:  {"has its clock set back by 1 h: alive, with a clock finding", "has its clock right again"},
	Floods:     {"floods with beats: alive, and nothing else suffers", "beats at its pace again"},
	Jumps:      {"will change from idle to error: critical, and an unexpected change", "works again"},
	Expires:    {"loses its session: critical, expired", "has logged in again"},
	Fails:      {"reports trouble: warning or critical, by its own words", "works again"},
	Delays:     {"has its beats delayed, they come in bundles: now late or missing, now alive", "has its connection back"},
	Reorders:   {"has its beats overtake each other: late for each pair, and no old one makes it younger", "beats in order again"},
	Duplicates: {"sends each beat three times: alive, and each counts once", "sends each beat once again"},
}

// event is a fault that begins or ends.
func (s *subject) event(begins bool) Event {
	words := faultWords[s.fault].ends
	if begins {
		words = faultWords[s.fault].begins
		if s.fault == Stops && s.account == "" {
			words = "falls silent with all its accounts: late, then missing"
		}
	}
	return Event{At: s.next, Key: s.key(), Fault: s.fault, Begins: begins, Words: words}
}

// toward is the next status on the way that the state diagrams have to goal.
func toward(kind monitor.Kind, from, goal string) string {
	switch {
	case monitor.ExpectedChange(kind, from, goal):
		return goal
	case kind == monitor.KindRobot:
		return monitor.StatusDegraded
	}
	return monitor.StatusActive // from there all of an account's can be reached
}
