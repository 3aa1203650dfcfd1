// Package calendar owns the opening hours of markets: it reads sessions,
// holidays and early closes as people write them, takes holidays out of
// iCalendar files, and tells of an instant whether a market is open, since when
// and until when.
//
// Everything is meant in the wall time of a market's time zone. Where clocks
// are put forward over a time, it is the first instant after the jump; where
// they show a time twice, it is the first of the two.
//
// The rules:
//
//   - A session is written "Mon-Fri 08:45-16:15" (every one of the days),
//     "Fri 13:30-16:15" (one day) or "Sun 17:00-Fri 17:00" (one span across
//     days). An end that is not after its start is the next day's, and 24:00 is
//     the end of a day. Several sessions of a day leave lunch breaks; those that
//     overlap or touch are one span.
//   - A holiday closes the market from 00:00 to 24:00 of its date, whatever
//     session would be open: one that began the evening before ends at
//     midnight, and what is left of one that lasts longer goes on at the next.
//   - An early close ends each session that is open or begins on its date: from
//     its time of the day to the session's own end, or, for a session of more
//     than 24 hours, to the end of the date.
//
// All functions may be called from any goroutine, and so may the methods of a
// Calendar. Nothing here reads files or the clock.
package calendar
