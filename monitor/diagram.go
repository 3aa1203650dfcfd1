package monitor

import "slices"

// changes are the state diagrams of robots and accounts: to what each status
// may change.
var changes = map[Kind]map[string][]string{
	KindRobot: {
		StatusHealthy:   {StatusDegraded},
		StatusDegraded:  {StatusHealthy, StatusUnhealthy},
		StatusUnhealthy: {StatusDegraded, StatusHealthy},
	},
	KindAccount: {
		StatusIdle:    {StatusActive, StatusExpired},
		StatusActive:  {StatusIdle, StatusExpired, StatusError},
		StatusExpired: {StatusActive, StatusIdle},
		StatusError:   {StatusActive},
	},
}

// ExpectedChange tells whether the state diagram of a kind of subject has a
// change of status. What the diagrams do not know of is expected: status files
// say what they like. Nothing is refused for being unexpected: it is shown.
func ExpectedChange(kind Kind, from, to string) bool {
	diagram := changes[kind]
	next, known := diagram[from]
	if _, knownTo := diagram[to]; !known || !knownTo || from == to {
		return true
	}
	return slices.Contains(next, to)
}
