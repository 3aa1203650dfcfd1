package history

import (
	"context"
	"database/sql"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/trend"
)

// Fared is what a time amounts to for one subject, as far as its states tell.
type Fared struct {
	Key monitor.Key
	Sum trend.Summary
}

// Overall tells how all subjects fared in [from, to), together and each; with a
// robot's name that robot and its accounts alone. It looks at no beat: the days
// that are summed up tell what the states amounted to, and turns tell it of the
// time since then, and of parts of days.
func (s *Store) Overall(ctx context.Context, robot string, from, to time.Time, step time.Duration, zone *time.Location) (*trend.Overall, []Fared, error) {
	o := &overall{store: s, robot: robot, sum: trend.NewOverall(step, zone), of: map[int64]*Fared{}}
	if err := o.read(ctx, from, to); err != nil {
		return nil, nil, wrapped("sum up how all fared", err)
	}
	each := make([]Fared, 0, len(o.of))
	for _, one := range o.of {
		each = append(each, *one)
	}
	return o.sum, each, nil
}

// overall is what Overall has read so far.
type overall struct {
	store *Store
	robot string
	sum   *trend.Overall
	of    map[int64]*Fared // by the subjects' numbers
}

func (o *overall) read(ctx context.Context, from, to time.Time) error {
	summed, err := o.store.number(ctx, summedNumber)
	if err != nil {
		return err
	}
	first, until := dayOf(from.Add(aDay-1)), min(dayOf(to), summed)
	if first >= until {
		return o.addTurns(ctx, from, to)
	}
	if err := o.addTurns(ctx, from, dayFrom(first)); err != nil {
		return err
	}
	if err := o.addDays(ctx, first, until); err != nil {
		return err
	}
	return o.addTurns(ctx, dayFrom(until), to)
}

// whose is the condition on names for the subjects that are asked for; "0" is
// the sign after "/".
const whose = "(? = '' OR key = ? OR key > ? || '/' AND key < ? || '0')"

func (o *overall) named(args ...any) []any {
	return append(args, o.robot, o.robot, o.robot, o.robot)
}

// addDays takes in the days [first, until).
func (o *overall) addDays(ctx context.Context, first, until int64) error {
	rows, err := o.store.readers.QueryContext(ctx, "SELECT id, key, data FROM names CROSS JOIN days ON subject = id "+
		"AND day >= ? AND day < ? WHERE "+whose, o.named(first, until)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var data sql.RawBytes
	for rows.Next() {
		var id int64
		var key sql.RawBytes
		if err := rows.Scan(&id, &key, &data); err != nil {
			return err
		}
		o.begin(id, key)
		if err := o.sum.AddDay(data); err != nil {
			return err
		}
	}
	return rows.Err()
}

// addTurns takes in [from, to) as the turns in it tell, and the one before it.
func (o *overall) addTurns(ctx context.Context, from, to time.Time) error {
	if !from.Before(to) {
		return nil
	}
	absences, err := o.store.Absences(ctx, from, to)
	if err != nil {
		return err
	}
	rows, err := o.store.readers.QueryContext(ctx, "SELECT id, key, at, level, liveness FROM names CROSS JOIN turns ON subject = id "+
		"AND at >= COALESCE((SELECT MAX(at) FROM turns WHERE subject = id AND at <= ?), ?) AND at < ? WHERE "+whose+" ORDER BY id, at",
		o.named(from.UnixMilli(), from.UnixMilli(), to.UnixMilli())...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var of int64
	var turns []monitor.Turn
	flush := func() {
		if len(turns) > 0 {
			o.sum.AddTurns(from, to, Unwatched(turns, absences))
		}
		turns = turns[:0]
	}
	for rows.Next() {
		var id, at int64
		var key sql.RawBytes
		var t monitor.Turn
		if err := rows.Scan(&id, &key, &at, &t.Level, &t.Liveness); err != nil {
			return err
		}
		if id != of {
			flush()
			o.begin(id, key)
			of = id
		}
		t.At = time.UnixMilli(at)
		turns = append(turns, t)
	}
	flush()
	return rows.Err()
}

// begin says of whom the next time is.
func (o *overall) begin(id int64, key []byte) {
	one := o.of[id]
	if one == nil {
		one = &Fared{Key: monitor.Key(key)}
		o.of[id] = one
	}
	o.sum.Of(&one.Sum)
}

// KeptDays returns the days of a subject that begin in [from, to) and are summed
// up, oldest first.
func (s *Store) KeptDays(ctx context.Context, key monitor.Key, from, to time.Time) ([]trend.Day, error) {
	first, until := dayOf(from.Add(aDay-1)), dayOf(to.Add(aDay-1))
	kept, err := s.keptDays(ctx, key, first, until-1)
	if err != nil {
		return nil, wrapped("read the days", err)
	}
	days := make([]trend.Day, 0, len(kept))
	for number := first; number < until; number++ {
		data, known := kept[number]
		if !known {
			continue
		}
		day, err := trend.DecodeDay(data)
		if err != nil {
			return nil, wrapped("read the days", err)
		}
		days = append(days, day)
	}
	return days, nil
}

// Names returns everybody who has a history, sorted.
func (s *Store) Names(ctx context.Context) ([]monitor.Key, error) {
	rows, err := s.readers.QueryContext(ctx, "SELECT key FROM names ORDER BY key")
	if err != nil {
		return nil, wrapped("read the names", err)
	}
	defer rows.Close()
	var names []monitor.Key
	for rows.Next() {
		var key monitor.Key
		if err := rows.Scan(&key); err != nil {
			return nil, wrapped("read the names", err)
		}
		names = append(names, key)
	}
	return names, wrapped("read the names", rows.Err())
}
