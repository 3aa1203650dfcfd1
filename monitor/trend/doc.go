// Package trend owns what beats and states amount to over time: summaries of
// hours and days, the lengths of gaps, when outages happen, whether a subject
// gets slower, and which rhythm its own gaps suggest.
//
// It is fed with what the history keeps and gives back plain values; it reads
// no clock, no file and no database. A Fold belongs to one goroutine at a time.
// All else may be called from any, and its results may be shared: nothing
// changes them once they were given.
//
// The rules:
//
//   - Times are whole milliseconds: what is finer is cut off on the way in. So
//     sums are exact, and a day that was written is read back as it was.
//   - Spans are half open: what happens at the first instant of an hour is that
//     hour's alone. Hours and days are those of UTC, which no change to summer
//     time makes longer or shorter; only ByHour and ByWeekday know time zones.
//   - Every instant is either left out, for one reason (see LeftOut), or
//     counted: somebody watched, and a beat was expected.
//   - A gap is the time between two beats. It belongs to the span in which it
//     ends, whole, and only when all of it was counted: a gap that reaches into
//     time left out says nothing about the subject. A silence that has not
//     ended is no gap yet.
//   - A miss is counted at the instant at which the engine counts it: base +
//     k·interval + grace, k ≥ 1, where base is the last beat, or the end of the
//     latest time left out in which silence proved nothing. What the engine
//     moves for an absence once in a silence is moved once here too.
//   - An outage is counted time in which the level is critical. It goes on
//     through time in which nobody could look, and is then not begun anew.
package trend
