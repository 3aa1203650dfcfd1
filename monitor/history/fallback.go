package history

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"time"

	"sentinel/monitor/history/wreck"
)

// Fallback returns a store in memory, for when Open fails: on a full disk, say,
// SQLite cannot even begin to read. The watch must not end there. It starts with
// what the file and its log hold that the watch begins with, as far as they can
// be read; what it takes in is lost with the program, so Append, which promises
// more, refuses.
func Fallback(ctx context.Context, stateDir string) (*Store, error) {
	db, err := sql.Open("sqlite", ":memory:?_pragma=cache_size(-512)")
	if err != nil {
		return nil, fmt.Errorf("keep the history in memory: %w", err)
	}
	db.SetMaxOpenConns(1)
	if err := prepare(ctx, db); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("keep the history in memory: %w", err)
	}
	store := &Store{db: db, readers: db, queue: newQueue()}
	store.queue.close(errInMemory)
	if err := store.readVital(ctx, filepath.Join(stateDir, FileName)); err != nil {
		_ = db.Close()
		return nil, err
	}
	return store, nil
}

// readVital takes over what the watch begins with.
func (s *Store) readVital(ctx context.Context, path string) error {
	from, err := wreck.Open(path, path+"-wal")
	if err != nil {
		return nil // there is nothing to take over
	}
	defer from.Close()
	v, err := newSalvage(ctx, from, s.db)
	if err != nil {
		return err
	}
	return v.saveVital(ctx, s.db, time.Now().Add(vitalWithin), path, "")
}
