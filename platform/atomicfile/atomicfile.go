// Package atomicfile replaces a file whole: a reader, or a machine that loses
// its power, finds the old bytes or the new ones, never a part.
//
// Any goroutine may call it; of two that write the same path at once, one
// wins whole.
package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Keep is what a file that takes the place of another takes over.
type Keep struct {
	// Earlier is the file whose mode is kept, and its owner, so that whoever
	// wrote it can go on writing; only an administrator can give a file away,
	// and only he needs to. Nil keeps nothing.
	Earlier fs.FileInfo
	// Modified is the modification time; zero is now.
	Modified time.Time
}

// Write puts data at path with the given permissions, by way of a temporary
// file in the same folder, which must exist. The data are on the disk before
// the name changes. A path that is a symbolic link stays one: the file that it
// leads to is replaced.
func Write(path string, data []byte, mode fs.FileMode) error {
	return WriteKeeping(path, data, mode, Keep{})
}

// WriteKeeping is Write for a file that takes something over from another; mode
// is for when there was none.
func WriteKeeping(path string, data []byte, mode fs.FileMode, keep Keep) (err error) {
	target, err := resolve(path)
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	folder, name := filepath.Split(target)
	temporary, err := os.CreateTemp(folder, "."+name+".*.tmp")
	if err != nil {
		return fmt.Errorf("cannot write in the folder of %s (does it exist, and may you write there?): %w", path, err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("cannot write %s: %w", path, errors.Join(err, os.Remove(temporary.Name())))
		}
	}()

	if keep.Earlier != nil {
		mode = keep.Earlier.Mode().Perm()
		keepOwner(temporary, keep.Earlier)
	}
	if err := fill(temporary, data, mode); err != nil {
		return err
	}
	if !keep.Modified.IsZero() {
		if err := os.Chtimes(temporary.Name(), time.Time{}, keep.Modified); err != nil {
			return err
		}
	}
	if err := replace(temporary.Name(), target); err != nil {
		return err
	}
	syncFolder(folder)
	return nil
}

// fill writes, forces to the disk and closes.
func fill(file *os.File, data []byte, mode fs.FileMode) error {
	_, err := file.Write(data)
	if err == nil {
		err = file.Chmod(mode)
	}
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// resolve follows symbolic links to the file to be replaced, which need not
// exist.
func resolve(path string) (string, error) {
	target, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return filepath.Abs(path)
	}
	if err != nil {
		return "", err
	}
	return filepath.Abs(target)
}
