package statusfile

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// rename puts the new file into the place of the old one. While a robot or a
// virus scanner has the old one open that is refused: it is tried again for
// about a second.
func rename(from, to string) error {
	const tries, pause = 40, 25 * time.Millisecond
	var err error
	for range tries {
		if err = os.Rename(from, to); !isHeldOpen(err) {
			return err
		}
		time.Sleep(pause)
	}
	return err
}

func isHeldOpen(err error) bool {
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_ACCESS_DENIED)
}

// syncFolder does nothing: folders cannot be synced here.
func syncFolder(string) {}

// keepOwner does nothing: a new file inherits the rights of its folder.
func keepOwner(*os.File, fs.FileInfo) {}
