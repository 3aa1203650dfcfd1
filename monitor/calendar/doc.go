// Package calendar owns the opening hours of markets: it reads sessions,
// holidays and early closes as people write them, takes holidays out of
// iCalendar files, and tells of an instant whether a market is open, since when
// and until when.
//
// Everything is meant in the wall time of a market's time zone. Where clocks
// are put forward over a time, it is the first instant after the jump; where
// they show a time twice, it is the first of the two.
//
// All functions may be called from any goroutine, and so may the methods of a
// Calendar. Nothing here reads files or the clock.
package calendar
