// Package history keeps in one SQLite file what must survive a restart: the
// engine's state of each subject, every incident, what happened to them with
// whether people were told, and what robots posted.
//
// What a method has written when it returns nil is on disk: no crash of the
// program or of the machine undoes it. A Store may be used from any goroutine.
// All share one connection, so nothing is ever busy; whoever writes much does
// so in parts, for the others wait.
package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"modernc.org/sqlite" // also the driver

	"sentinel/monitor"
)

// FileName is the name of the database in the state folder.
const FileName = "sentinel.db"

// Store is an open database.
type Store struct {
	db       *sql.DB        // the one connection that writes
	readers  *sql.DB        // those that only read, and keep nobody waiting
	queue    *queue         // what Append was given
	appender sync.WaitGroup // the goroutine that writes it
	// Replaced is where a file that could not be read was moved to; empty when
	// nothing was wrong.
	Replaced string
}

// Open opens the database in the state folder, made when it is missing. A file
// that is no readable database is moved aside, never overwritten, and a new
// one is begun: history must not keep the watch from starting.
func Open(ctx context.Context, stateDir string) (*Store, error) {
	path := filepath.Join(stateDir, FileName)
	store, err := open(ctx, path)
	if err == nil || !broken(err) {
		return store, err
	}
	aside := fmt.Sprintf("%s.broken-%s", path, time.Now().UTC().Format("20060102T150405"))
	if err := os.Rename(path, aside); err != nil {
		return nil, fmt.Errorf("move the broken history aside: %w", err)
	}
	for _, tail := range []string{"-wal", "-shm"} {
		_ = os.Remove(path + tail)
	}
	if store, err = open(ctx, path); err != nil {
		return nil, err
	}
	store.Replaced = aside
	return store, nil
}

func open(ctx context.Context, path string) (*Store, error) {
	const cache = "&_pragma=busy_timeout(5000)&_pragma=cache_size(-512)"
	file := "file:" + filepath.ToSlash(path)
	db, err := sql.Open("sqlite", file+"?_pragma=journal_mode(wal)&_pragma=synchronous(full)"+
		"&_pragma=journal_size_limit(67108864)&_txlock=immediate"+cache)
	if err != nil {
		return nil, fmt.Errorf("open the history: %w", err)
	}
	db.SetMaxOpenConns(1)
	readers, err := sql.Open("sqlite", file+"?mode=ro"+cache)
	if err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open the history: %w", err)
	}
	readers.SetMaxOpenConns(2)
	readers.SetConnMaxIdleTime(time.Minute) // nobody looks for days
	store := &Store{db: db, readers: readers, queue: newQueue()}
	err = prepare(ctx, db)
	if err == nil {
		_, err = store.Subjects(ctx) // what the watch begins with: damage there is found now
	}
	if err != nil {
		_ = errors.Join(readers.Close(), db.Close())
		return nil, fmt.Errorf("open the history %s: %w", path, err)
	}
	for _, tail := range []string{"", "-wal", "-shm"} {
		_ = os.Chmod(path+tail, 0o600) // what robots say concerns their owner alone; Windows knows no modes
	}
	_ = growLog(ctx, db, path+"-wal") // a full disk only makes it slower
	store.appender.Go((&appender{db: db, queue: store.queue, last: unknown}).run)
	return store, nil
}

// SQLite's result codes for a file that is damaged or no database.
const (
	sqliteCorrupt = 11
	sqliteNotADB  = 26
)

func broken(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	code := e.Code() & 0xff
	return code == sqliteCorrupt || code == sqliteNotADB
}

// Close closes the database. What was written is on disk already; calls of
// Append that still wait fail.
func (s *Store) Close() error {
	s.queue.close(errClosed)
	s.appender.Wait()
	return errors.Join(s.readers.Close(), s.db.Close())
}

// Subjects returns the saved state of all subjects.
func (s *Store) Subjects(ctx context.Context) ([]monitor.SavedSubject, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT key, at, state, seal FROM subjects")
	if err != nil {
		return nil, fmt.Errorf("read the saved subjects: %w", err)
	}
	defer rows.Close()
	var saved []monitor.SavedSubject
	for rows.Next() {
		var one monitor.SavedSubject
		var at int64
		var mark sql.NullInt64
		if err := rows.Scan(&one.Key, &at, &one.State, &mark); err != nil {
			return nil, fmt.Errorf("read a saved subject: %w", err)
		}
		if !genuine(mark, "subjects", string(one.Key), at, one.State) {
			return nil, fmt.Errorf("read a saved subject: %w", errForged)
		}
		one.At = time.Unix(0, at)
		saved = append(saved, one)
	}
	return saved, rows.Err()
}
