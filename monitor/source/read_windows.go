package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// openForReading opens path so that the writer may meanwhile write, rename and
// delete it: os.Open would forbid the last two.
func openForReading(path string) (*os.File, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	handle, err := windows.CreateFile(name, windows.GENERIC_READ,
		windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE|windows.FILE_SHARE_DELETE,
		nil, windows.OPEN_EXISTING, windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	return os.NewFile(uintptr(handle), path), nil
}

// perhapsBusy marks what may pass. Access is denied also to a file that is just
// being replaced or deleted.
func perhapsBusy(err error) error {
	if errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errBusy
	}
	if errors.Is(err, windows.ERROR_DELETE_PENDING) || errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%w: %w", errBusy, err)
	}
	return err
}
