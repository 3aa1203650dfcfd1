package history

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"sentinel/monitor"
)

// hasEnded tells whether a row is a letter that does not wait: it is not needed
// at once.
func (t *table) hasEnded(values []any) bool {
	return t.name == "outbox" && values[slices.IndexFunc(t.columns, func(c column) bool { return c.name == "ended" })] != nil
}

// takenWithin is how long after it happened a transition is taken into account,
// at the most, when nothing else tells whether it was.
const takenWithin = time.Minute

// restoreAlerted finds out how far transitions were taken into account when the
// number that says so is lost, but people were told of some: else it would be
// taken for a first start, which tells nothing of the past. What is taken again
// may repeat a message; what is left out would be lost.
//
// Each incident that was taken has left a case or a decision, and they are taken
// in order. With none of those left, the latest message tells.
func restoreAlerted(ctx context.Context, tx *sql.Tx) error {
	upto, err := numberOf(ctx, tx, alertedNumber)
	if err != nil || upto != 0 {
		return err
	}
	var told bool
	if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM cases) OR EXISTS (SELECT 1 FROM decisions) OR EXISTS (SELECT 1 FROM outbox)").Scan(&told); err != nil || !told {
		return err
	}
	for _, known := range []struct {
		query    string
		argument any
	}{
		{"SELECT COALESCE(MAX(id), 0) FROM transitions WHERE kind = ? AND json_extract(CAST(incident AS TEXT), '$.id') IN (SELECT incident FROM cases UNION ALL SELECT incident FROM decisions)", string(monitor.Opened)},
		{"SELECT COALESCE(MAX(id), 0) FROM transitions WHERE at <= 1000000 * ((SELECT made FROM outbox ORDER BY id DESC LIMIT 1) - ?)", takenWithin.Milliseconds()},
	} {
		if err := tx.QueryRowContext(ctx, known.query, known.argument).Scan(&upto); err != nil {
			return err
		}
		if upto != 0 {
			break
		}
	}
	if upto == 0 {
		upto = noneTaken
	}
	return setNumber(ctx, tx, alertedNumber, upto)
}

// noneTaken is a number of no transition, and not that of a first start.
const noneTaken = -1
