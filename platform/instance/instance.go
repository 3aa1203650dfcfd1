// Package instance keeps two monitors from watching with one state folder: they
// would write one history, and tell everything twice.
//
// The lock belongs to the process that holds it and goes with it, however it
// ends; no stale file can keep the next one out. Any goroutine may call it.
package instance

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// ErrRunning means that a monitor already runs with this state folder.
var ErrRunning = errors.New("sentinel is already running with this state folder")

const fileName = "lock"

// Lock is the right to be the one monitor of a state folder.
type Lock struct{ file *flock.Flock }

// Acquire takes the lock of a state folder, which it makes if it must. It does
// not wait. Its error wraps ErrRunning when another process, or this one,
// holds the lock.
func Acquire(stateDir string) (*Lock, error) {
	if err := os.MkdirAll(stateDir, 0o700); err != nil {
		return nil, fmt.Errorf("cannot make the state folder (choose another with --state-dir): %w", err)
	}
	file := flock.New(filepath.Join(stateDir, fileName), flock.SetPermissions(0o600))
	taken, err := file.TryLock()
	if err != nil {
		return nil, fmt.Errorf("cannot lock the state folder %s (it must be writable and on a disk that knows locks; choose another with --state-dir): %w", stateDir, err)
	}
	if !taken {
		return nil, fmt.Errorf("%w: %s", ErrRunning, stateDir)
	}
	return &Lock{file: file}, nil
}

// Release gives the lock up. The file stays: removing it would let two
// processes lock two files of one name. Releasing twice does nothing.
func (l *Lock) Release() error {
	if err := l.file.Close(); err != nil {
		return fmt.Errorf("cannot unlock the state folder: %w", err)
	}
	return nil
}
