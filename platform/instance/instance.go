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
	"strconv"
	"strings"

	"github.com/gofrs/flock"
)

// ErrRunning means that a monitor already runs with this state folder.
var ErrRunning = errors.New("sentinel is already running with this state folder")

const (
	fileName = "lock"
	// holderName is the file that says which process holds the lock, for people:
	// only the lock itself decides. A process that is killed leaves it behind, so
	// it means something only while the lock is held.
	holderName = "pid"
)

// Lock is the right to be the one monitor of a state folder.
type Lock struct {
	file   *flock.Flock
	holder string // path of its holderName; empty once it is released
}

// Acquire takes the lock of a state folder, which it makes if it must. It does
// not wait. Its error wraps ErrRunning, and names the process, when another
// one, or this one, holds the lock.
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
		return nil, fmt.Errorf("%w: %s holds %s; end it first, or choose another folder with --state-dir",
			ErrRunning, holderOf(stateDir), stateDir)
	}
	lock := &Lock{file: file, holder: filepath.Join(stateDir, holderName)}
	// A full disk keeps nobody out: then the next one cannot name this process.
	_ = os.WriteFile(lock.holder, []byte(strconv.Itoa(os.Getpid())+"\n"), 0o600)
	return lock, nil
}

// holderOf says which process holds the lock.
func holderOf(stateDir string) string {
	written, err := os.ReadFile(filepath.Join(stateDir, holderName))
	pid, parseErr := strconv.Atoi(strings.TrimSpace(string(written)))
	if err != nil || parseErr != nil {
		return "another process"
	}
	return fmt.Sprintf("process %d", pid)
}

// Release gives the lock up. The file stays: removing it would let two
// processes lock two files of one name. Releasing twice does nothing.
func (l *Lock) Release() error {
	if l.holder != "" { // while the lock is held: then the file is our own
		_ = os.Remove(l.holder)
		l.holder = ""
	}
	if err := l.file.Close(); err != nil {
		return fmt.Errorf("cannot unlock the state folder: %w", err)
	}
	return nil
}
