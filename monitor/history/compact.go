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

const (
	// blockSize is how large a packed block becomes, in bytes: four rows of the
	// table fill a page of the file, 4096 bytes with 8 of its own. A row has up
	// to 32 bytes more: its place, its length, its head, and what stands beside the
	// block.
	blockSize = 988
	// packRows is how many beats are packed together, at most: they are in memory
	// meanwhile.
	packRows = 10_000
	// packBytes is the same for what was posted: a single beat may be of 8 MiB.
	packBytes = 16 << 20
	// packFor is how long a transaction of Compact goes on: Append waits for it.
	packFor = 10 * time.Millisecond
)

// Compact packs the beats up to the one with that ID: they take a hundredth of
// the room then, and are read by Beats as before. It returns how many were
// packed, also with an error. Damaged ones are left out and removed; an error
// that wraps ErrDamaged says so in the end.
//
// It works in small steps, between which beats are appended, and may be broken
// off at any instant, by a crash too: the next call goes on. First the blocks
// of one subject after the other are written, each with the ID up to which it
// goes, then all rows of the step are taken out of the table of arrivals.
func (s *Store) Compact(ctx context.Context, upto int64) (packed int64, err error) {
	for forged := 0; ; {
		step, err := s.compactSome(ctx, upto)
		packed += step.rows
		forged += step.forged
		if err != nil {
			return packed, fmt.Errorf("pack old beats: %w", err)
		}
		if step.last == 0 {
			return packed, wrapped("pack old beats", lostBeats(forged))
		}
	}
}

func (s *Store) compactSome(ctx context.Context, upto int64) (step arrived, err error) {
	done, err := s.number(ctx, packedNumber)
	if err != nil {
		return arrived{}, err
	}
	if err := s.removeArrivals(ctx, done); err != nil { // what an earlier call has packed, too
		return arrived{}, err
	}
	if step, err = s.arrivals(ctx, done, upto); err != nil || step.last == 0 {
		return arrived{}, err
	}
	for rest := step.subjects; len(rest) > 0; {
		n, err := s.packSome(ctx, step, rest)
		if err != nil {
			return arrived{}, err
		}
		rest = rest[n:]
	}
	if err := s.setNumber(ctx, packedNumber, step.last); err != nil {
		return arrived{}, err
	}
	return step, s.removeArrivals(ctx, step.last)
}

// arrived is a step of Compact: what arrived of each subject, in order.
type arrived struct {
	subjects []monitor.Key
	receipts map[monitor.Key][]monitor.Receipt
	rows     int64
	bytes    int
	forged   int   // how many are left out
	last     int64 // the newest ID; 0: nothing has arrived
}

func (s *Store) arrivals(ctx context.Context, after, upto int64) (arrived, error) {
	step := arrived{receipts: map[monitor.Key][]monitor.Receipt{}}
	enough := errors.New("enough")
	err := s.beatsAfterUpTo(ctx, after, upto, func(one kept) error {
		if step.rows == packRows || step.bytes >= packBytes {
			return enough
		}
		r := one.receipt
		step.last = r.ID
		if one.forged {
			s.forged()
			step.forged++
			return nil
		}
		key := r.Posting.Key
		r.Posting.At = r.Posting.At.Truncate(precision) // layout 2 had nanoseconds
		if _, known := step.receipts[key]; !known {
			step.subjects = append(step.subjects, key)
		}
		step.receipts[key] = append(step.receipts[key], r)
		step.rows++
		step.bytes += len(r.Posting.Raw)
		return nil
	})
	if errors.Is(err, enough) {
		err = nil
	}
	return step, err
}

// packSome packs what arrived of the first of the subjects, of as many as one
// transaction may take, and returns how many that were.
func (s *Store) packSome(ctx context.Context, step arrived, subjects []monitor.Key) (n int, err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }() // does nothing once committed
	for began := time.Now(); n < len(subjects) && (n == 0 || time.Since(began) < packFor); n++ {
		if err := packOne(ctx, tx, subjects[n], step.receipts[subjects[n]]); err != nil {
			return 0, fmt.Errorf("%s: %w", subjects[n], err)
		}
	}
	return n, tx.Commit()
}

// packOne adds to the blocks of a subject what is not in them yet.
func packOne(ctx context.Context, tx *sql.Tx, key monitor.Key, receipts []monitor.Receipt) error {
	subject, err := giveName(ctx, tx, key)
	if err != nil {
		return err
	}
	var upto int64
	var block []byte
	err = tx.QueryRowContext(ctx, "SELECT upto, data FROM tails WHERE subject = ?", subject).Scan(&upto, &block)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	for len(receipts) > 0 && receipts[0].ID <= upto {
		receipts = receipts[1:] // an earlier call was broken off after this subject
	}
	if len(receipts) == 0 {
		return nil
	}
	upto = receipts[len(receipts)-1].ID
	for {
		grown, taken, err := pack.Append(block, receipts, blockSize)
		if errors.Is(err, pack.ErrDamaged) && block != nil { // it stays as it is, for whoever can read it
			if _, err := tx.ExecContext(ctx, "INSERT INTO blocks (subject, first, last, data) SELECT subject, last, last, data FROM tails "+
				"WHERE subject = ?", subject); err != nil {
				return err
			}
			block = nil
			continue
		}
		if err != nil {
			return err
		}
		if receipts = receipts[taken:]; len(receipts) == 0 {
			return saveTail(ctx, tx, subject, upto, grown)
		}
		if err := saveBlock(ctx, tx, subject, grown); err != nil {
			return err
		}
		block = nil
	}
}

func saveTail(ctx context.Context, tx *sql.Tx, subject, upto int64, block []byte) error {
	_, last, _, err := pack.Span(block)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT OR REPLACE INTO tails (subject, upto, last, data) VALUES (?, ?, ?, ?)",
		subject, upto, last.UnixMilli(), block)
	return err
}

func saveBlock(ctx context.Context, tx *sql.Tx, subject int64, block []byte) error {
	first, last, _, err := pack.Span(block)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO blocks (subject, first, last, data) VALUES (?, ?, ?, ?)",
		subject, first.UnixMilli(), last.UnixMilli(), block)
	return err
}

// removeArrivals takes out of the table of arrivals what was packed.
func (s *Store) removeArrivals(ctx context.Context, upto int64) error {
	for {
		n, err := s.removeSome(ctx, upto)
		if err != nil || n < pruneRows {
			return err
		}
	}
}

func (s *Store) removeSome(ctx context.Context, upto int64) (removed int64, err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }() // does nothing once committed
	var last sql.NullInt64
	err = tx.QueryRowContext(ctx, "SELECT COUNT(*), MAX(id) FROM (SELECT id FROM beats WHERE id <= ? ORDER BY id LIMIT ?)",
		upto, pruneRows).Scan(&removed, &last)
	if err != nil || removed == 0 {
		return 0, err
	}
	return removed, removeUpTo(ctx, tx, last.Int64)
}
