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
// from the beats; of today, until now. A day that was summed up before it came,
// by a clock that ran ahead, is read only when its beats are gone.
func (s *Store) Days(ctx context.Context, key monitor.Key, from, to, now time.Time, rhythm monitor.Rhythm) ([]trend.Day, error) {
	kept, err := s.keptDays(ctx, key, dayOf(from), dayOf(to))
	if err != nil {
		return nil, wrapped("read the days", err)
	}
	asked := func(day int64) bool { return dayFrom(day).Before(to) && dayFrom(day).Before(now) }
	days := make([]trend.Day, 0, len(kept)+sumUpAtOnce)
	for day := dayOf(from); asked(day); {
		if data, known := kept[day]; known {
			one, err := trend.DecodeDay(data)
			if err != nil {
				return nil, wrapped("read the days", err)
			}
			days = append(days, one)
			day++
			continue
		}
		first := day // of some that are not kept: all arrivals are gone through once for them
		for known := false; !known && asked(day) && day-first < sumUpAtOnce; _, known = kept[day] {
			day++
		}
		end := dayFrom(day)
		if end.After(now) {
			end = now
		}
		hours, err := s.Hours(ctx, key, dayFrom(first), end, rhythm)
		if err != nil {
			return nil, err
		}
		days = append(days, trend.Days(hours...)...)
	}
	return days, nil
}

// keptDays returns the days that were summed up, as they are kept: a Day takes
// 60 times the memory.
func (s *Store) keptDays(ctx context.Context, key monitor.Key, first, last int64) (map[int64][]byte, error) {
	subject, err := nameOf(ctx, s.readers, key)
	if err != nil || subject == 0 {
		return nil, err
	}
	rows, err := s.readers.QueryContext(ctx, "SELECT day, data FROM days WHERE subject = ? AND day BETWEEN ? AND ? AND "+
		"day < MAX(COALESCE((SELECT value FROM numbers WHERE name = ?), 0), COALESCE((SELECT value FROM numbers WHERE name = ?), -1) + 1)",
		subject, first, last, summedNumber, goneNumber)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	days := map[int64][]byte{}
	for rows.Next() {
		var day int64
		var data []byte
		if err := rows.Scan(&day, &data); err != nil {
			return nil, err
		}
		days[day] = data
	}
	return days, rows.Err()
}

// beforeDay is how much of the time before a day is looked at to know what held
// when it began.
const beforeDay = aDay

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
	return s.hoursOf(ctx, key, from, to, beats, rhythm)
}

func (s *Store) hoursOf(ctx context.Context, key monitor.Key, from, to time.Time, beats []time.Time, rhythm monitor.Rhythm) ([]trend.Summary, error) {
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
// It may be broken off at any instant; the next call goes on. A clock that was
// set back finds days that it thinks to come: they are summed up anew when they
// are over, as far as their beats are there.
func (s *Store) SumUp(ctx context.Context, now time.Time, rhythm func(monitor.Key) monitor.Rhythm) (n int, err error) {
	next, err := s.nextToSum(ctx, dayOf(now))
	if err != nil {
		return 0, wrapped("sum up the days", err)
	}
	for today := dayOf(now); next != 0 && next < today; {
		until := min(next+sumUpAtOnce, today)
		kept, err := s.sumUpDays(ctx, next, until, rhythm)
		n += kept
		if err == nil {
			err = s.setNumber(ctx, summedNumber, until)
		}
		if err != nil {
			return n, wrapped("sum up the days", err)
		}
		next = until
	}
	return n, nil
}

// nextToSum is the first day that is not summed up for all; 0: there is none.
// Where days to come were summed up, nobody knows since when the clock ran
// ahead: all whose beats are there are in doubt.
func (s *Store) nextToSum(ctx context.Context, today int64) (int64, error) {
	next, err := s.number(ctx, summedNumber)
	switch {
	case err != nil:
		return 0, err
	case next == 0:
		return s.firstDay(ctx)
	case next <= today:
		return next, nil
	}
	doubt, err := s.number(ctx, doubtNumber)
	if err != nil {
		return 0, err
	}
	if err := s.setNumber(ctx, doubtNumber, max(doubt, next)); err != nil {
		return 0, err
	}
	first, err := s.firstDay(ctx)
	if err != nil {
		return 0, err
	}
	gone, err := s.number(ctx, goneNumber)
	if err != nil {
		return 0, err
	}
	next = min(today, max(first, gone+1))
	return next, s.setNumber(ctx, summedNumber, next)
}

func (s *Store) sumUpDays(ctx context.Context, from, until int64, rhythm func(monitor.Key) monitor.Rhythm) (n int, err error) {
	doubt, err := s.number(ctx, doubtNumber)
	if err != nil {
		return 0, err
	}
	subjects, err := s.subjectsWithout(ctx, from, until, doubt)
	if err != nil || len(subjects) == 0 {
		return 0, err
	}
	first, last := dayFrom(from), dayFrom(until)
	arrived, err := s.arrivedBetween(ctx, first.Add(-beforeDay), last)
	if err != nil {
		return 0, err
	}
	for subject, key := range subjects {
		beats, err := s.countedOf(ctx, key, first.Add(-beforeDay), last, arrived[key])
		if err != nil {
			return n, err
		}
		hours, err := s.hoursOf(ctx, key, first, last, beats, rhythm(key))
		if err != nil {
			return n, err
		}
		days := trend.Days(hours...)
		if err := s.keepDays(ctx, subject, days, doubt); err != nil {
			return n, err
		}
		n += len(days)
	}
	return n, nil
}

// arrival is when a beat that counted was taken, which is not packed yet, or
// just now.
type arrival struct {
	id int64
	at time.Time
}

// arrivedBetween goes once through the table of arrivals, which has no index by
// subject.
func (s *Store) arrivedBetween(ctx context.Context, from, to time.Time) (map[monitor.Key][]arrival, error) {
	rows, err := s.readers.QueryContext(ctx, "SELECT id, key, at FROM beats WHERE disposition = ? AND at >= ? AND at < ?",
		int64(monitor.Counted), from.UnixNano(), to.UnixNano())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	arrived := map[monitor.Key][]arrival{}
	for rows.Next() {
		var id, at int64
		var key monitor.Key
		if err := rows.Scan(&id, &key, &at); err != nil {
			return nil, err
		}
		arrived[key] = append(arrived[key], arrival{id, time.Unix(0, at).UTC()})
	}
	return arrived, rows.Err()
}

// countedOf is when the beats of a subject that counted were taken.
func (s *Store) countedOf(ctx context.Context, key monitor.Key, from, to time.Time, arrived []arrival) (beats []time.Time, err error) {
	upto, _, err := eachPacked(ctx, s.readers, key, from, to, func(r monitor.Receipt) error {
		if at := r.Posting.At; r.Disposition == monitor.Counted && !at.Before(from) && at.Before(to) {
			beats = append(beats, at)
		}
		return nil
	})
	for _, a := range arrived {
		if a.id > upto {
			beats = append(beats, a.at)
		}
	}
	return beats, err
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
// or is in doubt, and who were known by then.
func (s *Store) subjectsWithout(ctx context.Context, from, until, doubt int64) (map[int64]monitor.Key, error) {
	rows, err := s.readers.QueryContext(ctx, "SELECT id, key FROM names WHERE "+
		"(SELECT COUNT(*) FROM days WHERE subject = id AND day >= ? AND day < ? AND day >= ?) < ? "+
		"AND EXISTS (SELECT 1 FROM turns WHERE subject = id AND at < ?)", from, until, doubt, until-from, dayFrom(until).UnixMilli())
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

// keepDays keeps days that are not kept yet, or are in doubt: the beats of
// others, and of those that are gone by number, may have been removed since.
func (s *Store) keepDays(ctx context.Context, subject int64, days []trend.Day, doubt int64) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing once committed
	for _, day := range days {
		number := dayOf(day.From)
		if _, err := tx.ExecContext(ctx, "INSERT INTO days (subject, day, data) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET data = excluded.data "+
			"WHERE excluded.day < ? AND excluded.day > COALESCE((SELECT value FROM numbers WHERE name = ?), 0)",
			subject, number, trend.AppendDay(nil, day), doubt, goneNumber); err != nil {
			return err
		}
	}
	return tx.Commit()
}
