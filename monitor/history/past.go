package history

import (
	"context"
	"database/sql"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/history/pack"
)

// Beats calls each with what was received of a subject in [from, to), in the
// order of arrival, packed or not, until it returns an error, which Beats then
// returns as it is. Of the decoded beat only Status and SentAt were kept; the
// rest is in Raw. The ID is 0 for what is packed. It reads one state of the
// file, whatever is written meanwhile, and keeps no writer waiting.
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
	upto, err := eachPacked(ctx, tx, key, from, to, within)
	if err != nil {
		return err
	}
	return eachArrived(ctx, tx, key, upto, within)
}

// eachPacked returns the ID up to which a subject's beats are packed.
func eachPacked(ctx context.Context, tx *sql.Tx, key monitor.Key, from, to time.Time, each func(monitor.Receipt) error) (upto int64, err error) {
	subject, err := nameOf(ctx, tx, key)
	if err != nil || subject == 0 {
		return 0, wrapped("read the beats", err)
	}
	blocks, err := tx.QueryContext(ctx, "SELECT data FROM blocks WHERE subject = ? AND last >= ? AND first < ? ORDER BY id",
		subject, from.UnixMilli(), to.UnixMilli())
	if err != nil {
		return 0, wrapped("read the beats", err)
	}
	defer blocks.Close()
	var block sql.RawBytes
	for blocks.Next() {
		if err := blocks.Scan(&block); err != nil {
			return 0, wrapped("read the beats", err)
		}
		if err := pack.Each(block, each); err != nil {
			return 0, err
		}
	}
	if err := blocks.Err(); err != nil {
		return 0, wrapped("read the beats", err)
	}
	tails, err := tx.QueryContext(ctx, "SELECT upto, data FROM tails WHERE subject = ?", subject)
	if err != nil {
		return 0, wrapped("read the beats", err)
	}
	defer tails.Close()
	for tails.Next() {
		if err := tails.Scan(&upto, &block); err != nil {
			return 0, wrapped("read the beats", err)
		}
		if err := pack.Each(block, each); err != nil {
			return 0, err
		}
	}
	return upto, wrapped("read the beats", tails.Err())
}

// eachArrived goes through the latest beats of all, which are not many, since
// no index by subject is kept of them.
func eachArrived(ctx context.Context, tx *sql.Tx, key monitor.Key, upto int64, each func(monitor.Receipt) error) error {
	rows, err := tx.QueryContext(ctx, "SELECT "+beatColumns+" FROM beats WHERE id > ? AND key = ? ORDER BY id", upto, string(key))
	if err != nil {
		return wrapped("read the beats", err)
	}
	defer rows.Close()
	for rows.Next() {
		receipt, err := scanBeat(rows)
		if err != nil {
			return wrapped("read the beats", err)
		}
		if err := each(receipt); err != nil {
			return err
		}
	}
	return wrapped("read the beats", rows.Err())
}
