package model

import (
	"slices"
	"sort"
	"sync/atomic"
	"time"
	_ "time/tzdata" // the same zones wherever the tests run

	"sentinel/monitor"
)

// Week is a market that opens at the same hours of each week but for holidays.
// It is worked out in the plainest way from what a person would write.
type Week struct {
	Zone     string
	Sessions []string // as a person writes them
	Holidays []string // dates on which the market is closed

	zone   *time.Location
	hours  []hours
	latest atomic.Pointer[edges]
}

// edges are the openings and closings of some weeks, in turn.
type edges struct {
	from, to time.Time // for these instants they are all that matter
	at       []time.Time
}

// hours is one session: minutes after the midnight with which a day begins, by
// the clock on the wall there. It may end in a later day.
type hours struct {
	day         time.Weekday
	open, close int
}

// newWeek is a market with the given sessions, from day to day.
func newWeek(zone string, sessions []string, days []time.Weekday, times ...[2]int) *Week {
	w := &Week{Zone: zone, Sessions: sessions, zone: mustZone(zone)}
	for _, day := range days {
		for _, t := range times {
			w.hours = append(w.hours, hours{day, t[0], t[1]})
		}
	}
	return w
}

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err) // the zones are linked into the test
	}
	return zone
}

// At implements monitor.Sessions.
func (w *Week) At(t time.Time) monitor.Span {
	known := w.latest.Load()
	if known == nil || t.Before(known.from) || !t.Before(known.to) {
		known = w.edgesAround(t)
		w.latest.Store(known)
	}
	next := sort.Search(len(known.at), func(i int) bool { return known.at[i].After(t) })
	return monitor.Span{Open: next%2 == 1, Since: known.at[next-1], Until: known.at[next]}
}

// edgesAround looks at so many days that no time of closed or open market can
// be longer than what is beyond the instants that they are good for.
func (w *Week) edgesAround(t time.Time) *edges {
	const good, beyond = 60, 12
	e := &edges{from: t.AddDate(0, 0, -good), to: t.AddDate(0, 0, good)}
	local := t.In(w.zone)
	for day := -good - beyond; day <= good+beyond; day++ {
		midnight := w.minute(local.AddDate(0, 0, day), 0)
		for _, h := range w.hours {
			if h.day == midnight.Weekday() {
				e.at = append(e.at, w.withoutHolidays(midnight, h)...)
			}
		}
	}
	return e
}

// withoutHolidays is the session that begins on a day, day by day, with the days
// put together again that touch.
func (w *Week) withoutHolidays(midnight time.Time, h hours) (edges []time.Time) {
	for open := h.open; open < h.close; {
		end := min(h.close, open-open%minutesOfDay+minutesOfDay)
		from, to := w.minute(midnight, open), w.minute(midnight, end)
		open = end
		if slices.Contains(w.Holidays, from.Format(time.DateOnly)) {
			continue
		}
		if last := len(edges) - 1; last > 0 && edges[last].Equal(from) {
			edges[last] = to
		} else {
			edges = append(edges, from, to)
		}
	}
	return edges
}

const minutesOfDay = 24 * 60

func (w *Week) minute(midnight time.Time, minute int) time.Time {
	return time.Date(midnight.Year(), midnight.Month(), midnight.Day(), 0, minute, 0, 0, w.zone)
}

// markets are the calendars that robots are given; nil never closes.
func markets() []*Week {
	weekdays := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	lunch := []string{"Mon-Fri 09:00-11:30", "Mon-Fri 13:30-15:50"}
	all := []*Week{
		nil, nil,
		newWeek("Asia/Jakarta", lunch, weekdays, [2]int{9 * 60, 11*60 + 30}, [2]int{13*60 + 30, 15*60 + 50}),
		newWeek("America/New_York", []string{"Mon-Fri 09:30-16:00"}, weekdays, [2]int{9*60 + 30, 16 * 60}),
		newWeek("Europe/London", []string{"Mon-Fri 22:00-03:00"}, weekdays, [2]int{22 * 60, 27 * 60}),
		newWeek("America/New_York", []string{"Sun 17:00-Fri 17:00"}, []time.Weekday{time.Sunday}, [2]int{17 * 60, (5*24 + 17) * 60}),
	}
	for _, week := range all[2:] {
		for year := 2023; year < 2030; year++ { // a fixed day of each month, so that each life has some
			for month := time.January; month <= time.December; month++ {
				week.Holidays = append(week.Holidays, time.Date(year, month, 11, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
			}
		}
	}
	return all
}
