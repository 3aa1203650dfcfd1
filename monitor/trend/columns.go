package trend

import (
	"time"

	"sentinel/monitor"
)

// columns are the numbers of a kept hour: first counts, then times in
// milliseconds.
type columns [countColumns + timeColumns]int64

const (
	countColumns = 4
	timeColumns  = 14
)

// most bounds each number, so that no sum of them overflows, however damaged
// they are: 34 years of milliseconds, an hour of 300,000 subjects.
const most = 1 << 40

// counts are what the first columns hold.
func (s *Summary) counts() [countColumns]*int {
	return [...]*int{&s.Beats, &s.Expected, &s.Misses, &s.Outages}
}

// times are what the columns after the counts hold, but for the last, which says
// how far into the hour the summary begins.
func (s *Summary) times() [timeColumns - 1]*time.Duration {
	return [...]*time.Duration{
		&s.LongestGap, &s.Levels[monitor.LevelOK], &s.Levels[monitor.LevelCritical], &s.Down,
		&s.Levels[monitor.LevelWarning], &s.Levels[monitor.LevelOff], &s.Levels[monitor.LevelUnknown],
		&s.LeftOut.Quiet, &s.LeftOut.Unobserved, &s.LeftOut.Stopped, &s.LeftOut.Paused, &s.LeftOut.Unseen,
		&s.Length,
	}
}

// columnsOf returns the numbers of a summary that lies in an hour. One of no
// time has none.
func columnsOf(s *Summary, hour time.Time) (c columns) {
	if s.Length == 0 {
		return c
	}
	for i, count := range s.counts() {
		c[i] = int64(*count)
	}
	for i, length := range s.times() {
		c[countColumns+i] = length.Milliseconds()
	}
	c[len(c)-1] = s.From.Sub(hour).Milliseconds()
	return c
}

// summary is the reverse of columnsOf.
func (c columns) summary(hour time.Time) (s Summary) {
	if c == (columns{}) {
		return s
	}
	for i, count := range s.counts() {
		*count = int(c[i])
	}
	for i, length := range s.times() {
		*length = milliseconds(c[countColumns+i])
	}
	s.From = hour.Add(milliseconds(c[len(c)-1]))
	return s
}

// aliveHour is what the first hour of a day is compared with.
var aliveHour = func() columns {
	s := Summary{Length: time.Hour}
	s.Levels[monitor.LevelOK] = time.Hour
	return columnsOf(&s, s.From)
}()

// sound tells whether the numbers of an hour can be true together.
func (c columns) sound() bool {
	for _, number := range c {
		if number < 0 || number > most {
			return false
		}
	}
	s := c.summary(time.Time{})
	var levels time.Duration
	for _, length := range s.Levels {
		levels += length
	}
	return levels == s.Length && s.Down <= s.Counted() && s.Down <= s.Levels[monitor.LevelCritical] &&
		c[len(c)-1] < anHour && (s.Length > 0 || c == columns{})
}
