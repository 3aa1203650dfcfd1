// Package history keeps in one SQLite file what must survive a restart: the
// engine's state of each subject, every incident, what happened to them, who is
// told of it and was, and what robots posted.
//
// What a method has written when it returns nil is on disk: no crash of the
// program or of the machine undoes it. A Store may be used from any goroutine.
// All share one connection, so nothing is ever busy; whoever writes much does
// so in parts, for the others wait.
//
// A file that turns out to be damaged, at opening or while it is in use, is set
// aside, and what can be read of it is saved into a new one. One that somebody
// removes or replaces while it is in use is written anew.
package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"sentinel/monitor"
)

// FileName is the name of the database in the state folder.
const FileName = "sentinel.db"

// Store is an open database.
type Store struct {
	db      *sql.DB // the one connection that writes
	readers *sql.DB // those that only read, and keep nobody waiting
	file    *file   // nil: it is in memory
	queue   *queue  // what Append was given
	// Replaced is where a file that was damaged when it was opened was moved to;
	// empty when nothing was wrong.
	Replaced string

	life   context.Context // of what goes on beside; ends with Close
	end    context.CancelFunc
	beside sync.WaitGroup

	mending     sync.Mutex // held while the file is replaced
	mendedAt    time.Time  // the latest time that it was for a damage
	mendTried   time.Time
	mendFailed  error // why it could not be, that time
	isSalvaging atomic.Bool
	saving      sync.WaitGroup // what saves the rest of damaged files

	telling sync.Mutex
	notice  string
	onTell  func(string)
}

// OnNotice has a function called with what a person needs to know of the
// history, now and whenever that changes; with an empty text when nothing is wrong.
// It must not call the Store.
func (s *Store) OnNotice(tell func(text string)) {
	s.telling.Lock()
	defer s.telling.Unlock()
	s.onTell = tell
	if s.notice != "" {
		tell(s.notice)
	}
}

func (s *Store) tell(text string) {
	s.telling.Lock()
	defer s.telling.Unlock()
	if text == "" {
		return
	}
	s.notice = text
	if s.onTell != nil {
		s.onTell(text)
	}
}

// Salvaging tells whether what can be read of a damaged file is still being
// saved. Until that is over nothing is to be packed, summed up or removed.
func (s *Store) Salvaging() bool { return s.isSalvaging.Load() }

// background runs something until Close.
func (s *Store) background(run func(ctx context.Context)) {
	if s.life.Err() != nil {
		return
	}
	s.beside.Go(func() { run(s.life) })
}

// Close closes the database. What was written is on disk already; calls of
// Append that still wait fail.
func (s *Store) Close() error {
	s.queue.close(errClosed)
	if s.end != nil {
		s.end()
	}
	s.beside.Wait()
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
