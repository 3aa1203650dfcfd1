package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sentinel/monitor/history/wreck"
)

// A damaged file is replaced in steps, of which each may be the last one: the
// new file is made beside it, under a name that is no part of the history; once it
// is whole it gets a name that says so; the damaged one is moved aside, and
// the new one takes its place. The next start goes on where this one ended.
const (
	halfMade = ".half"    // behind FileName: it is thrown away
	madeFor  = ".new-"    // and a stamp: it is whole
	setAside = ".broken-" // and that stamp: the damaged file
)

// replaceDamaged begins the file anew with what the watch needs at once of what
// can be read of it. The rest is to be saved later.
func replaceDamaged(ctx context.Context, path, why string) (saved tally, aside string, err error) {
	half := path + halfMade
	if err := removeFile(half); err != nil {
		return saved, "", err
	}
	stamp := freeStamp(path)
	aside = path + setAside + stamp
	if saved, err = makeNew(ctx, path, half, filepath.Base(aside), why); err != nil {
		return saved, "", errors.Join(err, removeFile(half))
	}
	if err := os.Rename(half, path+madeFor+stamp); err != nil {
		return saved, "", fmt.Errorf("put a new history in place: %w", err)
	}
	return saved, aside, finishReplacing(path)
}

// freeStamp is the time, as the names of files have it.
func freeStamp(path string) string {
	for at := time.Now().UTC(); ; at = at.Add(time.Second) {
		stamp := at.Format("20060102T150405")
		if !exists(path+setAside+stamp) && !exists(path+setAside+stamp+"-wal") {
			return stamp
		}
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func removeFile(path string) error {
	for _, tail := range []string{"-wal", "-shm", ""} {
		if err := os.Remove(path + tail); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// makePrivate makes an empty file that its user alone may read: what robots say
// concerns nobody else. SQLite gives the files beside it the same mode.
func makePrivate(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

// makeNew makes a file with what is vital of the damaged one at path, which is
// to lie at aside.
func makeNew(ctx context.Context, path, half, aside, why string) (saved tally, err error) {
	if err := makePrivate(half); err != nil {
		return saved, err
	}
	db, err := sql.Open("sqlite", uri(half)+durable)
	if err != nil {
		return saved, err
	}
	db.SetMaxOpenConns(1)
	defer db.Close()
	if err := prepare(ctx, db); err != nil {
		return saved, err
	}
	from, err := wreck.Open(path, path+"-wal")
	if errors.Is(err, os.ErrNotExist) { // no file of bytes
		return newTally(), db.Close()
	}
	if err != nil {
		return saved, err
	}
	defer from.Close()
	s, err := newSalvage(ctx, from, db)
	if err != nil {
		return saved, err
	}
	if err := s.saveVital(ctx, db, time.Now().Add(vitalWithin), aside, why); err != nil {
		return saved, err
	}
	return s.tally, db.Close() // which empties the log into the file
}

// saveVital saves what the watch begins with, until so late at most, and notes
// what is still to be saved.
func (s *salvage) saveVital(ctx context.Context, db *sql.DB, until time.Time, aside, why string) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing once committed
	for _, name := range s.order() {
		whole, err := s.saveRecent(ctx, tx, name, until)
		if err == nil && !whole {
			_, err = tx.ExecContext(ctx, "INSERT INTO salvages (file, part, why) VALUES (?, ?, ?)", aside, name, why)
		}
		if err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO salvages (file, part, why) VALUES (?, ?, ?)", aside, straysPart, why); err != nil {
		return err
	}
	if s.astray("numbers", "names", "cases", "outbox", "subjects") {
		if err := s.saveStrays(ctx, tx, until); err != nil {
			return err
		}
	}
	if err := restoreAlerted(ctx, tx); err != nil {
		return err
	}
	if err := s.newIDs(ctx, tx); err != nil {
		return err
	}
	return tx.Commit()
}

// saveRecent saves a table, or the latest of it where that is enough for the
// watch; whole tells whether that is all.
func (s *salvage) saveRecent(ctx context.Context, tx *sql.Tx, name string, until time.Time) (whole bool, err error) {
	after, isVital := s.after(ctx, tx, name)
	if !isVital || time.Now().After(until) {
		return false, nil
	}
	insert, err := tx.PrepareContext(ctx, s.tables[name].insert)
	if err != nil {
		return false, err
	}
	defer insert.Close()
	late := errors.New("late")
	whole = after == every
	err = s.rows(name, after, func(values []any) error {
		if time.Now().After(until) {
			return late
		}
		if s.tables[name].hasEnded(values) {
			whole = false
			s.saved[name]--
			return nil
		}
		return insertRow(ctx, insert, values)
	})
	if errors.Is(err, late) {
		return false, nil
	}
	return whole && err == nil, err
}

// insertRow leaves out a row that the table does not take.
func insertRow(ctx context.Context, insert *sql.Stmt, values []any) error {
	_, err := insert.ExecContext(ctx, values...)
	if refusedRow(err) {
		return nil
	}
	return err
}

// every is the ID after which there are all.
const every = -1 << 63

// after is the ID after which the rows of a table are vital.
func (s *salvage) after(ctx context.Context, tx *sql.Tx, name string) (id int64, isVital bool) {
	switch {
	case name == "beats":
		mark, err := numberOf(ctx, tx, watermarkNumber)
		if err != nil || mark <= recentBeats {
			return every, true
		}
		return mark - recentBeats, true
	case name == "transitions":
		if newest := s.lastGiven(name); newest > recentTransitions {
			return newest - recentTransitions, true
		}
		return every, true
	case name == "decisions":
		if newest := s.from.Newest(s.roots[name]); newest > recentDecisions {
			return newest - recentDecisions, true
		}
		return every, true
	}
	for _, one := range vital {
		if one == name {
			return every, true
		}
	}
	return 0, false
}

// finishReplacing lets a new file that is whole take the place of the damaged
// one.
func finishReplacing(path string) error {
	made, err := filepath.Glob(globbed(path) + madeFor + "*")
	if err != nil || len(made) == 0 {
		return err
	}
	fresh := made[len(made)-1]
	aside := path + setAside + strings.TrimPrefix(fresh, path+madeFor)
	for _, tail := range []string{"", "-wal"} {
		if exists(path+tail) && !exists(aside+tail) {
			if err := os.Rename(path+tail, aside+tail); err != nil {
				return fmt.Errorf("move the damaged history aside: %w", err)
			}
		}
	}
	_ = os.Remove(path + "-shm")
	if err := os.Rename(fresh, path); err != nil {
		return fmt.Errorf("put a new history in place: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}

// globbed is a path as a pattern that means it alone.
func globbed(path string) string {
	return strings.NewReplacer(`*`, `[*]`, `?`, `[?]`, `[`, `[[]`).Replace(path)
}

// syncFolder makes renamed files durable, where that is possible.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	_ = folder.Sync() // some systems cannot
	return nil
}
