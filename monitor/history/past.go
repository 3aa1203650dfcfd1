package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/history/pack"
)

// Beats calls each with what was received of a subject in [from, to), in the
// order of arrival, packed or not, until it returns an error, which Beats then
// returns as it is. Of the decoded beat only Status and SentAt were kept; the
// rest is in Raw, which is valid until each returns. The ID is 0 for what is
// packed. It reads one state of the file, whatever is written meanwhile, and
// keeps no writer waiting. A packed block that is damaged is left out; an error
// that wraps ErrDamaged says so in the end.
func (s *Store) Beats(ctx context.Context, key monitor.Key, from, to time.Time, each func(monitor.Receipt) error) error {
	tx, err := s.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return wrapped("read the beats", err)
	}
	defer func() { _ = tx.Rollback() }()
	within := func(r monitor.Receipt) error {
		if at := r.Posting.At; at.Before(from) || !at.Before(to) {
			return nil
		}
		r.Posting.Key = key
		return each(r)
	}
	upto, damaged, err := eachPacked(ctx, tx, key, from, to, within)
	if err != nil {
		return err
	}
	forged, err := eachArrived(ctx, tx, key, upto, within)
	if err != nil {
		return err
	}
	if forged > 0 {
		s.forged()
	}
	if damaged > 0 {
		return fmt.Errorf("%w: some hours of %s are lost (%d blocks)", ErrDamaged, key, damaged)
	}
	return lostBeats(forged)
}

// ErrDamaged is wrapped when parts of the history cannot be read.
var ErrDamaged = errors.New("the history is damaged")

// eachPacked returns the ID up to which a subject's beats are packed, and how
// many of its blocks are damaged.
func eachPacked(ctx context.Context, q querier, key monitor.Key, from, to time.Time, each func(monitor.Receipt) error) (upto int64, damaged int, err error) {
	subject, err := nameOf(ctx, q, key)
	if err != nil || subject == 0 {
		return 0, 0, wrapped("read the beats", err)
	}
	blocks, err := q.QueryContext(ctx, "SELECT 0, data FROM blocks WHERE subject = ? AND last >= ? AND first < ? ORDER BY id",
		subject, from.UnixMilli(), to.UnixMilli())
	if err != nil {
		return 0, 0, wrapped("read the beats", err)
	}
	if _, damaged, err = eachOfBlocks(blocks, each); err != nil {
		return 0, 0, err
	}
	tails, err := q.QueryContext(ctx, "SELECT upto, data FROM tails WHERE subject = ?", subject)
	if err != nil {
		return 0, 0, wrapped("read the beats", err)
	}
	upto, more, err := eachOfBlocks(tails, each)
	return upto, damaged + more, err
}

func eachOfBlocks(rows *sql.Rows, each func(monitor.Receipt) error) (upto int64, damaged int, err error) {
	defer rows.Close()
	var block sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&upto, &block); err != nil {
			return 0, 0, wrapped("read the beats", err)
		}
		if err := pack.Each(block, each); errors.Is(err, pack.ErrDamaged) {
			damaged++
		} else if err != nil {
			return 0, 0, err
		}
	}
	return upto, damaged, wrapped("read the beats", rows.Err())
}

// eachArrived goes through the latest beats of all, which are not many, since
// no index by subject is kept of them, and returns how many are damaged.
func eachArrived(ctx context.Context, tx *sql.Tx, key monitor.Key, upto int64, each func(monitor.Receipt) error) (forged int, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT "+beatColumns+" FROM beats WHERE id > ? AND key = ? ORDER BY id", upto, string(key))
	if err != nil {
		return 0, wrapped("read the beats", err)
	}
	defer rows.Close()
	for rows.Next() {
		receipt, err := scanBeat(rows)
		if errors.Is(err, errForged) {
			forged++
			continue
		}
		if err != nil {
			return forged, wrapped("read the beats", err)
		}
		if err := each(receipt); err != nil {
			return forged, err
		}
	}
	return forged, wrapped("read the beats", rows.Err())
}
