package history

import (
	"context"
	"database/sql"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/trend"
)

// blankDays puts days of which nothing is known in the place of those that are
// lost, and cannot be summed up any more: without beats they would look like
// days of silence.
func (s *Store) blankDays(ctx context.Context) error {
	gone, err := s.number(ctx, goneNumber)
	if err != nil || gone == 0 {
		return err
	}
	found, err := s.pairs(ctx, "SELECT subject, day FROM days WHERE day <= ?", gone)
	if err != nil {
		return err
	}
	kept := map[pair]bool{}
	for _, day := range found {
		kept[day] = true
	}
	known, err := s.pairs(ctx, "SELECT subject, MIN(at) FROM turns GROUP BY subject")
	if err != nil {
		return err
	}
	var missing []pair
	for _, since := range known { // from then on each day was summed up
		for day := max(1, dayOf(time.UnixMilli(since[1]))); day <= gone; day++ {
			if one := (pair{since[0], day}); !kept[one] {
				missing = append(missing, one)
			}
		}
	}
	return inParts(ctx, s.db, missing, func(ctx context.Context, tx *sql.Tx, day pair) error {
		_, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO days (subject, day, data) VALUES (?, ?, ?)", day[0], day[1], blankDay(day[1]))
		return err
	})
}

// blankDay is a day in which nobody could look.
func blankDay(day int64) []byte {
	from := dayFrom(day)
	unobserved := []monitor.Turn{{At: from.Add(-time.Hour), Level: monitor.LevelUnknown, Liveness: monitor.Unobserved}}
	hours := trend.Summarize(from, from.Add(aDay), nil, unobserved, monitor.Rhythm{Interval: time.Hour})
	return trend.AppendDay(nil, trend.Days(hours...)[0])
}
