package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Copy makes a copy of the history of a state folder, at one instant, also
// while a monitor runs. The file must not exist yet.
func Copy(ctx context.Context, stateDir, to string) error {
	if _, err := os.Lstat(to); !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s exists already: choose another name, or move it away", to)
	}
	from := filepath.Join(stateDir, FileName)
	if _, err := os.Stat(from); err != nil {
		return fmt.Errorf("there is no history in %s: %w", stateDir, err)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(from)+"?mode=ro&_pragma=busy_timeout(5000)")
	if err != nil {
		return fmt.Errorf("copy the history: %w", err)
	}
	defer db.Close()
	// SQLite's file of a name that is private to its user, as the history's is.
	if err := makePrivate(to); err != nil {
		return fmt.Errorf("copy the history: %w", err)
	}
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", to); err != nil {
		_ = os.Remove(to)
		return fmt.Errorf("copy the history: %w", err)
	}
	if err := renew(ctx, to); err != nil {
		_ = os.Remove(to)
		return fmt.Errorf("copy the history: %w", err)
	}
	return nil
}

// renew gives a copy an identity of its own, unless it is of an earlier layout.
func renew(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", uri(path))
	if err != nil {
		return err
	}
	defer db.Close()
	if version, err := layoutOf(ctx, db); err != nil || version != len(migrations) {
		return err
	}
	return setNumber(ctx, db, identityNumber, newIdentity())
}
