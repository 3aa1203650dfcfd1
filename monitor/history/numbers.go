package history

import (
	"context"
	"database/sql"
	"errors"
)

// Names in the table numbers.
const (
	watermarkNumber = "watermark" // see Changes.Watermark
	prunedNumber    = "pruned"    // the newest beat that is in beats no more
	packedNumber    = "packed"    // the newest beat that Compact has packed
	writtenNumber   = "written"   // when something was last written, Unix milliseconds
	goneNumber      = "gone"      // the latest day, counted as below, of which beats are removed for their age
	doubtNumber     = "doubt"     // days before this one may have been summed up before they came, by a clock that ran ahead
	summedNumber    = "summed"    // the first day, counted from 1970-01-01, that SumUp has not summed up for all
	agedNumber      = "aged"      // the first day that PruneSummaries has left
	namedNumber     = "named"     // names get higher numbers than this
	believedNumber  = "believed"  // see Believes, Unix milliseconds
	doubtedNumber   = "doubted"   // how often in a row Believes has doubted the clock
	alertedNumber   = "alerted"   // the newest transition of which was decided who is told
	digestedNumber  = "digested"  // when the latest digest was due, Unix milliseconds
	forgotNumber    = "forgot"    // the same of PruneIncidents
)

// Watermark returns the newest beat that the saved subjects have taken in: what
// came after it is to be taken in again at start. 0: none.
func (s *Store) Watermark(ctx context.Context) (id int64, err error) {
	id, err = s.number(ctx, watermarkNumber)
	return id, wrapped("read which beats were taken in", err)
}

// number returns 0 for one that was not set.
func (s *Store) number(ctx context.Context, name string) (value int64, err error) {
	return numberOf(ctx, s.readers, name)
}

func numberOf(ctx context.Context, from querier, name string) (value int64, err error) {
	var mark sql.NullInt64
	err = from.QueryRowContext(ctx, "SELECT value, seal FROM numbers WHERE name = ?", name).Scan(&value, &mark)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return 0, nil
	case err == nil && !genuine(mark, "numbers", name, value):
		return 0, errForged
	}
	return value, err
}

func (s *Store) setNumber(ctx context.Context, name string, value int64) error {
	return setNumber(ctx, s.db, name, value)
}

func setNumber(ctx context.Context, to execer, name string, value int64) error {
	_, err := to.ExecContext(ctx, "INSERT OR REPLACE INTO numbers (name, value, seal) VALUES (?, ?, ?)", name, value, seal("numbers", name, value))
	return err
}

// execer is what a database and a transaction have in common.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}
