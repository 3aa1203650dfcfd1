package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"

	"sentinel/monitor"
)

// beatColumns are the columns of a receipt, as scanBeat reads and appendValues
// writes them, and its seal.
const beatColumns = "id, key, source, remote, kind, disposition, unexpected, status, at, sent, zone, raw, seal"

// LastBeat returns the ID of the newest receipt that is kept; 0: there is none.
func (s *Store) LastBeat(ctx context.Context) (id int64, err error) {
	if err := s.readers.QueryRowContext(ctx, "SELECT COALESCE(MAX(id), 0) FROM beats").Scan(&id); err != nil {
		return 0, fmt.Errorf("read the newest beat: %w", err)
	}
	return id, nil
}

// BeatsAfter calls each with the receipts after the one with that ID, ascending,
// until it returns an error, which BeatsAfter then returns as it is. Of the
// decoded beat only Status and SentAt were kept; the rest is in Raw. The
// database is free while each runs. Receipts that are damaged are left out; an
// error that wraps ErrDamaged says so in the end.
func (s *Store) BeatsAfter(ctx context.Context, id int64, each func(monitor.Receipt) error) error {
	forged := 0
	err := s.beatsAfterUpTo(ctx, id, math.MaxInt64, func(one kept) error {
		if one.forged {
			s.forged()
			forged++
			return nil
		}
		return each(one.receipt)
	})
	if err != nil {
		return err
	}
	return lostBeats(forged)
}

// kept is a row of the table of beats.
type kept struct {
	receipt monitor.Receipt
	forged  bool // it is damaged: of the receipt only the ID is to be believed
}

// lostBeats says that so many receipts are damaged.
func lostBeats(forged int) error {
	if forged == 0 {
		return nil
	}
	return fmt.Errorf("%w: %d of the latest heartbeats are lost", ErrDamaged, forged)
}

func (s *Store) beatsAfterUpTo(ctx context.Context, id, upto int64, each func(kept) error) error {
	for {
		page, err := s.beatsAfter(ctx, id, upto)
		if err != nil {
			return fmt.Errorf("read the beats: %w", err)
		}
		if len(page) == 0 {
			return nil
		}
		for _, one := range page {
			if err := each(one); err != nil {
				return err
			}
		}
		id = page[len(page)-1].receipt.ID
	}
}

// A page of beats ends at whichever it reaches first.
const (
	pageRows  = 500
	pageBytes = 1 << 20
)

func (s *Store) beatsAfter(ctx context.Context, id, upto int64) (page []kept, err error) {
	rows, err := s.readers.QueryContext(ctx, "SELECT "+beatColumns+" FROM beats WHERE id > ? AND id <= ? ORDER BY id LIMIT ?", id, upto, pageRows)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for size := 0; size < pageBytes && rows.Next(); {
		receipt, err := scanBeat(rows)
		forged := errors.Is(err, errForged)
		if err != nil && !forged {
			return nil, err
		}
		size += len(receipt.Posting.Raw)
		page = append(page, kept{receipt, forged})
	}
	return page, rows.Err()
}

// scanBeat returns errForged, with what it read, for a row that does not say
// what was written.
func scanBeat(rows *sql.Rows) (r monitor.Receipt, err error) {
	var at int64
	var sent, zone, mark sql.NullInt64
	p := &r.Posting
	err = rows.Scan(&r.ID, &p.Key, &p.Source, &p.Remote, &p.Kind, &r.Disposition, &r.Unexpected,
		&p.Beat.Status, &at, &sent, &zone, &p.Raw, &mark)
	if err != nil && rows.Err() == nil {
		return r, errForged // a column holds what nobody writes there
	}
	p.At = time.Unix(0, at).UTC()
	if sent.Valid {
		p.Beat.SentAt = time.Unix(0, sent.Int64).In(time.FixedZone("", int(zone.Int64)))
	}
	if err == nil && mark.Valid && !genuine(mark, "beats", appendValues(nil, r.ID, &r)...) {
		err = errForged
	}
	return r, err
}
