package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// replace renames over the target. A reader without delete sharing, or a virus
// scanner, makes Windows refuse that for some milliseconds: it is tried again
// for about a second.
func replace(from, to string) error {
	const tries, pause = 40, 25 * time.Millisecond
	var err error
	for range tries {
		err = os.Rename(from, to)
		if !errors.Is(err, windows.ERROR_ACCESS_DENIED) && !errors.Is(err, windows.ERROR_SHARING_VIOLATION) {
			return err
		}
		time.Sleep(pause)
	}
	return err
}

// syncFolder does nothing: NTFS journals a rename by itself.
func syncFolder(string) {}

// keepOwner does nothing: a new file inherits the rights of its folder.
func keepOwner(*os.File, fs.FileInfo) {}
