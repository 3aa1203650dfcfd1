// Package opener shows a file or a folder with the program that the desktop
// has for it: the settings file in the user's editor, the logs in the file
// manager.
//
// No shell is ever involved. Give it paths of our own only: on Windows a
// program's path would start the program. Any goroutine may call it.
package opener

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ErrNoProgram means that the desktop offers nothing to open the path with.
var ErrNoProgram = errors.New("no program is set up to open it")

// Open shows the file or folder at path. It returns when the desktop took the
// request, within about two seconds, and leaves the editor running; when ctx
// ends first, with its error. Other errors name the path and say what to do.
func Open(ctx context.Context, path string) error {
	full, err := filepath.Abs(path) // so that no path can be read as an option
	if err != nil {
		return fmt.Errorf("cannot open %s: %w", path, err)
	}
	info, err := os.Stat(full)
	if err != nil {
		return fmt.Errorf("cannot open %s: %w", full, err)
	}
	if err := open(ctx, full, info.IsDir()); err != nil {
		return fmt.Errorf("cannot open %s (open it yourself with your editor or file manager): %w", full, err)
	}
	return nil
}
