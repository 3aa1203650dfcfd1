package history

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"time"

	"sentinel/monitor"
)

// beatColumns are the columns of a receipt, as scanBeat reads and appendValues
// writes them.
const beatColumns = "id, key, source, remote, kind, disposition, unexpected, status, at, sent, zone, raw"

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
// database is free while each runs.
func (s *Store) BeatsAfter(ctx context.Context, id int64, each func(monitor.Receipt) error) error {
	return s.beatsAfterUpTo(ctx, id, math.MaxInt64, each)
}

func (s *Store) beatsAfterUpTo(ctx context.Context, id, upto int64, each func(monitor.Receipt) error) error {
	for {
		page, err := s.beatsAfter(ctx, id, upto)
		if err != nil {
			return fmt.Errorf("read the beats: %w", err)
		}
		if len(page) == 0 {
			return nil
		}
		for _, receipt := range page {
			if err := each(receipt); err != nil {
				return err
			}
		}
		id = page[len(page)-1].ID
	}
}

// A page of beats ends at whichever it reaches first.
const (
	pageRows  = 500
	pageBytes = 1 << 20
)

func (s *Store) beatsAfter(ctx context.Context, id, upto int64) ([]monitor.Receipt, error) {
	rows, err := s.readers.QueryContext(ctx, "SELECT "+beatColumns+" FROM beats WHERE id > ? AND id <= ? ORDER BY id LIMIT ?", id, upto, pageRows)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var page []monitor.Receipt
	for size := 0; size < pageBytes && rows.Next(); {
		receipt, err := scanBeat(rows)
		if err != nil {
			return nil, err
		}
		size += len(receipt.Posting.Raw)
		page = append(page, receipt)
	}
	return page, rows.Err()
}

func scanBeat(rows *sql.Rows) (r monitor.Receipt, err error) {
	var at int64
	var sent, zone sql.NullInt64
	p := &r.Posting
	err = rows.Scan(&r.ID, &p.Key, &p.Source, &p.Remote, &p.Kind, &r.Disposition, &r.Unexpected,
		&p.Beat.Status, &at, &sent, &zone, &p.Raw)
	p.At = time.Unix(0, at).UTC()
	if sent.Valid {
		p.Beat.SentAt = time.Unix(0, sent.Int64).In(time.FixedZone("", int(zone.Int64)))
	}
	return r, err
}
