// Package recovery decides when a robot that is silent may be started again: a
// Plan says under which conditions, and a Guard holds it to its budget.
//
// It is pure: it reads no clock and starts nothing. A Guard belongs to one
// goroutine.
package recovery
