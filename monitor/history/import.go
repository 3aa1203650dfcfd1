package history

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/history/pack"
)

// Import adds old beats of one subject to its history, but for those that are
// there already, and returns how many it added. It may be broken off at any
// instant: whoever imports the same again adds what is missing. The days that
// the beats lie in are summed up anew.
func (s *Store) Import(ctx context.Context, key monitor.Key, receipts []monitor.Receipt) (added int, err error) {
	if s.Salvaging() {
		return 0, errSalvaging
	}
	fresh, err := s.missing(ctx, key, receipts)
	if err != nil || len(fresh) == 0 {
		return 0, err
	}
	for len(fresh) > 0 {
		n, err := s.importSome(ctx, key, fresh)
		if err != nil {
			return added, fmt.Errorf("import beats of %s: %w", key, err)
		}
		added += n
		fresh = fresh[n:]
	}
	return added, nil
}

var errSalvaging = errors.New("the history was damaged, and what can be read of it is still being saved; try again in a minute")

// missing are the receipts that the history of a subject lacks, the oldest
// first.
func (s *Store) missing(ctx context.Context, key monitor.Key, receipts []monitor.Receipt) ([]monitor.Receipt, error) {
	if len(receipts) == 0 {
		return nil, nil
	}
	sorted := slices.Clone(receipts)
	for i := range sorted {
		sorted[i].Posting.At = sorted[i].Posting.At.Truncate(precision).UTC()
	}
	slices.SortStableFunc(sorted, func(a, b monitor.Receipt) int { return a.Posting.At.Compare(b.Posting.At) })
	seed := maphash.MakeSeed()
	known := map[uint64]bool{}
	first, last := sorted[0].Posting.At, sorted[len(sorted)-1].Posting.At
	err := s.Beats(ctx, key, first, last.Add(precision), func(r monitor.Receipt) error {
		known[identity(seed, &r)] = true
		return nil
	})
	if err != nil && !errors.Is(err, ErrDamaged) { // what was lost is missing, and comes back
		return nil, err
	}
	return slices.DeleteFunc(sorted, func(r monitor.Receipt) bool {
		id := identity(seed, &r)
		had := known[id]
		known[id] = true // the file itself may hold it twice
		return had
	}), nil
}

func identity(seed maphash.Seed, r *monitor.Receipt) uint64 {
	var hash maphash.Hash
	hash.SetSeed(seed)
	var head [9]byte
	binary.LittleEndian.PutUint64(head[:], uint64(r.Posting.At.UnixMilli()))
	head[8] = byte(r.Posting.Kind)
	_, _ = hash.Write(head[:])
	_, _ = hash.WriteString(r.Posting.Source)
	_ = hash.WriteByte(0)
	_, _ = hash.WriteString(r.Posting.Beat.Status)
	_ = hash.WriteByte(0)
	_, _ = hash.Write(r.Posting.Raw)
	return hash.Sum64()
}

// importSome writes the blocks that one transaction may take.
func (s *Store) importSome(ctx context.Context, key monitor.Key, receipts []monitor.Receipt) (n int, err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }() // does nothing once committed
	subject, err := giveName(ctx, tx, key)
	if err != nil {
		return 0, err
	}
	for began := time.Now(); n < len(receipts) && (n == 0 || time.Since(began) < packFor); {
		block, taken, err := pack.Append(nil, receipts[n:], blockSize)
		if err != nil {
			return 0, err
		}
		if err := saveBlock(ctx, tx, subject, block); err != nil {
			return 0, err
		}
		n += taken
	}
	if err := sumUpAnew(ctx, tx, subject, receipts[0].Posting.At, receipts[n-1].Posting.At); err != nil {
		return 0, err
	}
	return n, tx.Commit()
}

// sumUpAnew forgets what days were for a subject, of which more is known now. A
// day that has lost its beats stays as it is: nothing else tells what it was.
func sumUpAnew(ctx context.Context, tx *sql.Tx, subject int64, first, last time.Time) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM days WHERE subject = ? AND day BETWEEN ? AND ? "+
		"AND day > COALESCE((SELECT value FROM numbers WHERE name = ?), 0)",
		subject, dayOf(first), dayOf(last)+1, goneNumber); err != nil { // the next day begins in what held before
		return err
	}
	summed, err := numberOf(ctx, tx, summedNumber)
	if err != nil || summed <= dayOf(first) {
		return err
	}
	return setNumber(ctx, tx, summedNumber, dayOf(first))
}
