// Package engine owns the state of every subject: it applies what sources
// report, lets time pass, and tells what changed.
//
// One goroutine, inside Run, owns all state; every exported method may be
// called from any goroutine and talks to it over a channel. The rules stand in
// pure functions: judge.go (what holds of a subject at an instant), step.go
// (what a report or the passing of time does to it), incident.go (which
// troubles open and close). A subject's record is never changed once it was
// published, so a Snapshot is a list of pointers.
//
// Instants are on the steady clock (monitor.Reading.Steady), which neither a
// stepped wall clock nor a suspended machine can disturb. Wall times appear
// only when a record is shown or saved.
//
// When we were away (off, asleep, stopped, without a network of our own), no
// silence proves anything until somebody has looked again. Each feed is then
// held: it is judged as of the instant at which we last watched, until its
// source has looked, or the hold ends. network.go decides when our own network
// is lost; persist.go carries all of this over a restart.
//
// Deadlines wait in a heap: the work of a beat and of a deadline does not grow
// with the number of subjects but for the heap's logarithm.
package engine
