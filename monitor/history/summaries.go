package history

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/trend"
)

const aDay = 24 * time.Hour

func dayOf(at time.Time) int64 { return at.Unix() / int64(aDay/time.Second) }

func dayFrom(day int64) time.Time { return time.Unix(day*int64(aDay/time.Second), 0).UTC() }

// Days returns what the days were for a subject that [from, to) touches, oldest
// first. Days that SumUp has summed up are read, the others are summed up now,
// from the beats; of today, until now.
func (s *Store) Days(ctx context.Context, key monitor.Key, from, to, now time.Time, rhythm monitor.Rhythm) ([]trend.Day, error) {
	kept, err := s.keptDays(ctx, key, dayOf(from), dayOf(to))
	if err != nil {
		return nil, wrapped("read the days", err)
	}
	var days []trend.Day
	for day := dayOf(from); dayFrom(day).Before(to) && dayFrom(day).Before(now); day++ {
		one, known := kept[day]
		if !known {
			if one, err = s.sumUpDay(ctx, key, day, now, rhythm); err != nil {
				return nil, err
			}
		}
		if !one.From.IsZero() {
			days = append(days, one)
		}
	}
	return days, nil
}

func (s *Store) keptDays(ctx context.Context, key monitor.Key, first, last int64) (map[int64]trend.Day, error) {
	subject, err := nameOf(ctx, s.readers, key)
	if err != nil || subject == 0 {
		return nil, err
	}
	rows, err := s.readers.QueryContext(ctx, "SELECT day, data FROM days WHERE subject = ? AND day BETWEEN ? AND ?", subject, first, last)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	days := map[int64]trend.Day{}
	var data sql.RawBytes
	for rows.Next() {
		var day int64
		if err := rows.Scan(&day, &data); err != nil {
			return nil, err
		}
		if days[day], err = trend.DecodeDay(data); err != nil {
			return nil, err
		}
	}
	return days, rows.Err()
}

// beforeDay is how much of the time before a day is looked at to know what held
// when it began.
const beforeDay = aDay

func (s *Store) sumUpDay(ctx context.Context, key monitor.Key, day int64, now time.Time, rhythm monitor.Rhythm) (trend.Day, error) {
	from, to := dayFrom(day), dayFrom(day+1)
	if to.After(now) {
		to = now
	}
	hours, err := s.Hours(ctx, key, from, to, rhythm)
	if err != nil {
		return trend.Day{}, err
	}
	days := trend.Days(hours...)
	if len(days) == 0 {
		return trend.Day{}, nil
	}
	return days[0], nil
}

// Hours returns the hourly summaries of [from, to), from the beats: the first
// and the last are shorter where these are not full hours.
func (s *Store) Hours(ctx context.Context, key monitor.Key, from, to time.Time, rhythm monitor.Rhythm) ([]trend.Summary, error) {
	var beats []time.Time
	err := s.Beats(ctx, key, from.Add(-beforeDay), to, func(r monitor.Receipt) error {
		if r.Disposition == monitor.Counted {
			beats = append(beats, r.Posting.At)
		}
		return nil
	})
	if err != nil && !errors.Is(err, ErrDamaged) { // then the rest is summed up
		return nil, err
	}
	slices.SortFunc(beats, time.Time.Compare) // imported ones came last
	turns, err := s.Turns(ctx, key, from.Add(-beforeDay), to)
	if err != nil {
		return nil, err
	}
	absences, err := s.Absences(ctx, from.Add(-beforeDay), to)
	if err != nil {
		return nil, err
	}
	return trend.Summarize(from, to, beats, Unwatched(turns, absences), rhythm), nil
}

// Unwatched puts the times in which nobody watched into the turns of a subject:
// it is unobserved then, and fares afterwards as before, unless it turned.
func Unwatched(turns []monitor.Turn, absences []monitor.Absence) []monitor.Turn {
	var all []monitor.Turn
	var held *monitor.Turn // what the subject turned to last
	for _, a := range absences {
		for len(turns) > 0 && turns[0].At.Before(a.Began) {
			held = &turns[0]
			all = append(all, turns[0])
			turns = turns[1:]
		}
		if held == nil {
			continue // nobody knew it yet
		}
		all = append(all, monitor.Turn{Key: held.Key, At: a.Began, Level: monitor.LevelUnknown, Liveness: monitor.Unobserved})
		for len(turns) > 0 && turns[0].At.Before(a.Ended) {
			held = &turns[0] // a clock was set: it cannot have been seen to turn
			turns = turns[1:]
		}
		back := *held
		back.At = a.Ended
		all = append(all, back)
	}
	return append(all, turns...)
}

// sumUpAtOnce is how many days of a subject are summed up together: its beats of
// so many days are in memory meanwhile.
const sumUpAtOnce = 31

// SumUp keeps what each day before the one of now was for each subject, as far
// as it was not kept already, and returns how many days of subjects that were.
// It may be broken off at any instant; the next call goes on.
func (s *Store) SumUp(ctx context.Context, now time.Time, rhythm func(monitor.Key) monitor.Rhythm) (n int, err error) {
	next, err := s.number(ctx, summedNumber)
	if err != nil {
		return 0, wrapped("sum up the days", err)
	}
	if next == 0 {
		if next, err = s.firstDay(ctx); err != nil || next == 0 {
			return 0, wrapped("sum up the days", err)
		}
	}
	for today := dayOf(now); next < today; {
		until := min(next+sumUpAtOnce, today)
		subjects, err := s.subjectsWithout(ctx, next, until)
		if err != nil {
			return n, wrapped("sum up the days", err)
		}
		for subject, key := range subjects {
			hours, err := s.Hours(ctx, key, dayFrom(next), dayFrom(until), rhythm(key))
			if err != nil {
				return n, err
			}
			days := trend.Days(hours...)
			if err := s.keepDays(ctx, subject, days); err != nil {
				return n, wrapped("sum up the days", err)
			}
			n += len(days)
		}
		if err := s.setNumber(ctx, summedNumber, until); err != nil {
			return n, wrapped("sum up the days", err)
		}
		next = until
	}
	return n, nil
}

// firstDay is the day of the earliest turn; 0: there is none. What a clock says
// that was not set yet, and began in 1970, counts for none.
func (s *Store) firstDay(ctx context.Context) (day int64, err error) {
	var at sql.NullInt64
	if err := s.readers.QueryRowContext(ctx, "SELECT MIN(at) FROM turns WHERE at >= ?", dayFrom(1).UnixMilli()).Scan(&at); err != nil || !at.Valid {
		return 0, err
	}
	return dayOf(time.UnixMilli(at.Int64)), nil
}

// subjectsWithout are those of whom one of the days [from, until) was not kept,
// and who were known by then.
func (s *Store) subjectsWithout(ctx context.Context, from, until int64) (map[int64]monitor.Key, error) {
	rows, err := s.readers.QueryContext(ctx, "SELECT id, key FROM names WHERE "+
		"(SELECT COUNT(*) FROM days WHERE subject = id AND day >= ? AND day < ?) < ? "+
		"AND EXISTS (SELECT 1 FROM turns WHERE subject = id AND at < ?)", from, until, until-from, dayFrom(until).UnixMilli())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	subjects := map[int64]monitor.Key{}
	for rows.Next() {
		var id int64
		var key monitor.Key
		if err := rows.Scan(&id, &key); err != nil {
			return nil, err
		}
		subjects[id] = key
	}
	return subjects, rows.Err()
}

// keepDays keeps days that are not kept yet: the beats of those that are may
// have been removed since.
func (s *Store) keepDays(ctx context.Context, subject int64, days []trend.Day) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing once committed
	for _, day := range days {
		if _, err := tx.ExecContext(ctx, "INSERT OR IGNORE INTO days (subject, day, data) VALUES (?, ?, ?)",
			subject, dayOf(day.From), trend.AppendDay(nil, day)); err != nil {
			return err
		}
	}
	return tx.Commit()
}
