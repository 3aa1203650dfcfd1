// Package engine owns the state of every subject: it applies what sources
// report and robots post, lets time pass, and tells what changed.
//
// One goroutine, inside Run, owns all state; every exported method may be
// called from any goroutine and talks to it over a channel, but for TakeUp,
// which comes before Run. A subject's record is never changed once it was
// published: a reader that was handed one keeps it as long as it likes.
//
// The rules stand in pure functions: judge.go (what holds of a subject at an
// instant), step.go (what a report, a beat or the passing of time does to it),
// past.go (which of the beats that robots post count), market.go (what a
// calendar excuses), incident.go (which troubles open and close).
//
// Instants are on the steady clock (monitor.Reading.Steady), which neither a
// stepped wall clock nor a suspended machine can disturb. Wall times appear
// only when a record is shown or saved, and where a calendar is asked.
//
// When we were away (off, asleep, stopped, without a network of our own), no
// silence proves anything (away.go). Where a source can look, its feed is held:
// it is judged as of the instant at which we last watched, until the source has
// looked, or the hold ends. Who must reach us is given time instead, once in a
// silence. network.go decides when our own network is lost; saved.go and
// restore.go carry all of this over a restart.
//
// There may be a hundred thousand subjects and more. So a record is small
// (record.go, beat.go), deadlines wait in buckets of a second (deadlines.go),
// and the list of subjects is kept in order (order.go, list.go): a beat, a
// deadline and a page of the list cost the same whatever their number.
package engine
