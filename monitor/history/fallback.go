package history

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
)

// Fallback returns a store in memory, for when Open fails: on a full disk, say,
// SQLite cannot even begin to read. The watch must not end there. It starts with
// the subjects of the file, as far as they can be read without writing; what it
// takes in is lost with the program, so Append, which promises more, refuses.
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
	if err := store.copySubjects(ctx, stateDir); err != nil {
		_ = db.Close()
		return nil, err
	}
	return store, nil
}

// copySubjects takes over what the file says. "immutable" lets SQLite read it
// without files of its own beside it.
func (s *Store) copySubjects(ctx context.Context, stateDir string) error {
	path := filepath.ToSlash(filepath.Join(stateDir, FileName))
	file, err := sql.Open("sqlite", "file:"+path+"?mode=ro&immutable=1")
	if err != nil {
		return nil // there is nothing to take over
	}
	defer file.Close()
	saved, err := (&Store{db: file}).Subjects(ctx)
	if err != nil {
		return nil // nor here
	}
	_, err = s.Write(ctx, Changes{Subjects: saved})
	return err
}
