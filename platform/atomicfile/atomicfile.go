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
)

// Write puts data at path with the given permissions, by way of a temporary
// file in the same folder, which must exist. The data are on the disk before
// the name changes. A path that is a symbolic link stays one: the file that it
// leads to is replaced.
func Write(path string, data []byte, mode fs.FileMode) (err error) {
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

	if err := fill(temporary, data, mode); err != nil {
		return err
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
