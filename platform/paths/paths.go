// Package paths knows the folders that a user's Sentinel lives in.
//
//	          state                                 config.toml
//	Linux     ~/.local/state/sentinel               ~/.config/sentinel
//	macOS     ~/Library/Application Support/Sentinel  the same
//	Windows   %LOCALAPPDATA%\Sentinel               %APPDATA%\Sentinel
//
// Linux and the BSDs follow the XDG variables. Nothing is created by asking.
// Find is for the start of a program, before other goroutines run, because it
// reads the environment; what it returns is plain data.
package paths

import (
	"errors"
	"fmt"
	"os"
)

// ErrNoHome means that the system names no folder for this user.
var ErrNoHome = errors.New("there is no home folder to keep things in: set HOME, or name a folder with --state-dir")

// Folders are the absolute paths of one user's Sentinel.
type Folders struct {
	State  string // what must survive a restart: the history, the control token
	Config string // the configuration file itself, not its folder
	Log    string // the program's own logs
	Cache  string // what can be made again: icons for the desktop
}

// Find asks the system for this user's folders. Its error says what to do and
// wraps ErrNoHome.
func Find() (Folders, error) {
	found, err := find()
	if err != nil {
		return Folders{}, fmt.Errorf("finding the folders of this user: %w", err)
	}
	return found, nil
}

// Make creates a folder and those above it, readable by its user alone, and
// leaves one that exists as it is.
func Make(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("cannot make the folder %s (is its disk full or read-only, or does it belong to somebody else?): %w", folder, err)
	}
	return nil
}
