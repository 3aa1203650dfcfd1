package history

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"sentinel/monitor/history/wreck"
)

// A part of the rest is read up to whichever of these comes first, and then
// written.
const (
	restRows  = 256
	restBytes = 256 << 10
)

// unfinished are parts of a damaged file that are still to be saved.
type unfinished struct {
	file, why string
	parts     []string
}

func (s *Store) unfinished(ctx context.Context) (list []unfinished, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT file, part, why FROM salvages ORDER BY file, part")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var file, part, why string
		if err := rows.Scan(&file, &part, &why); err != nil {
			return nil, err
		}
		if n := len(list); n == 0 || list[n-1].file != file {
			list = append(list, unfinished{file: file, why: why})
		}
		list[len(list)-1].parts = append(list[len(list)-1].parts, part)
	}
	return list, rows.Err()
}

// saveRest saves what is still to be saved of a damaged file, in small
// transactions, and adds to the tally. What is there already stays as it is now.
func (s *Store) saveRest(ctx context.Context, rest unfinished, sum tally) error {
	path := filepath.Join(filepath.Dir(s.file.path), rest.file)
	from, err := wreck.Open(path, path+"-wal")
	if err != nil {
		return err
	}
	defer from.Close()
	v, err := newSalvage(ctx, from, s.db)
	if err != nil {
		return err
	}
	v.tally = sum
	v.readNames()
	for _, part := range append(v.order(), straysPart) {
		if !slices.Contains(rest.parts, part) {
			continue
		}
		if err := s.savePart(ctx, v, part, rest.parts); err != nil {
			return err
		}
		if part == straysPart { // the last one
			if err := s.blankDays(ctx); err != nil {
				return err
			}
		}
		if _, err := s.db.ExecContext(ctx, "DELETE FROM salvages WHERE file = ? AND part = ?", rest.file, part); err != nil {
			return err
		}
	}
	return nil
}

// readNames reads to which subjects anything may belong.
func (s *salvage) readNames() {
	sum := s.tally
	s.tally = newTally()
	_ = s.rows("names", every, func([]any) error { return nil })
	s.tally = sum
}

func (s *Store) savePart(ctx context.Context, v *salvage, part string, rest []string) error {
	b := batch{ctx: ctx, db: s.db}
	var err error
	switch {
	case part != straysPart:
		delete(v.saved, part) // what was vital of it is counted once more
		err = v.rows(part, every, func(values []any) error { return b.add(v.tables[part].insert, values) })
	case v.astray(v.order()...):
		err = v.eachStray(func(t *table, values []any) error {
			if slices.Contains(rest, t.name) { // else it was saved, and counted, with what is vital
				v.count(t, values)
			}
			return b.add(t.strayInsert(), values)
		})
		if err == nil {
			err = b.flush()
		}
		if err == nil { // those that were packed are not removed from pages that nobody has
			err = s.dropPacked(ctx)
		}
	}
	if err != nil {
		return err
	}
	return b.flush()
}

func (s *Store) dropPacked(ctx context.Context) error {
	packed, err := s.number(ctx, packedNumber)
	if err != nil {
		return err
	}
	return s.removeArrivals(ctx, packed)
}

// batch gathers rows, and writes them together.
type batch struct {
	ctx   context.Context
	db    *sql.DB
	rows  []insertion
	bytes int
}

type insertion struct {
	query  string
	values []any
}

func (b *batch) add(query string, values []any) error {
	b.rows = append(b.rows, insertion{query, values})
	for _, value := range values {
		if data, isBlob := value.([]byte); isBlob {
			b.bytes += len(data)
		}
	}
	if len(b.rows) < restRows && b.bytes < restBytes {
		return nil
	}
	return b.flush()
}

func (b *batch) flush() error {
	err := inParts(b.ctx, b.db, b.rows, func(ctx context.Context, tx *sql.Tx, row insertion) error {
		_, err := tx.ExecContext(ctx, row.query, row.values...)
		if refusedRow(err) {
			return nil
		}
		return err
	})
	b.rows, b.bytes = b.rows[:0], 0
	return err
}

// salvage saves the rest of damaged files beside everything else, and says how
// it goes. sum is what was saved of the latest one already.
func (s *Store) salvage(list []unfinished, sum tally) {
	if len(list) == 0 {
		return
	}
	s.isSalvaging.Store(true)
	s.tell(sum.begun(list[len(list)-1], filepath.Dir(s.file.path)))
	s.saving.Add(1)
	s.background(func(ctx context.Context) {
		defer s.saving.Done()
		s.saveAll(ctx, list, sum)
	})
}

func (s *Store) saveAll(ctx context.Context, list []unfinished, sum tally) {
	slices.Reverse(list) // the latest first
	for _, rest := range list {
		for !s.saveWhole(ctx, rest, sum) {
			select {
			case <-ctx.Done():
				return // the next start goes on
			case <-time.After(salvageAgain):
			}
		}
		sum = newTally()
	}
	s.isSalvaging.Store(false)
}

// salvageAgain is the pause after a disk that refused.
const salvageAgain = time.Minute

// saveWhole tells whether all is saved that can be.
func (s *Store) saveWhole(ctx context.Context, rest unfinished, sum tally) bool {
	err := s.saveRest(ctx, rest, sum)
	gone := errors.Is(err, os.ErrNotExist)
	if gone {
		_, err = s.db.ExecContext(ctx, "DELETE FROM salvages WHERE file = ?", rest.file)
	}
	if ctx.Err() == nil {
		s.tell(sum.ended(rest, filepath.Dir(s.file.path), gone, err))
	}
	return err == nil
}
