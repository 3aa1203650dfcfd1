package statusfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"sentinel/platform/atomicfile"
)

// maxSize bounds what is read of a file that a test replaces, in bytes: a
// status file is never larger.
const maxSize = 64 << 10

// resolve makes the folder of path when there is none, and returns the absolute
// path of the file itself, so that one file has one name: when path is a link,
// the file that it leads to is the one to write, and the link stays.
func resolve(path string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(absolute), 0o755); err != nil {
		return "", fmt.Errorf("make the folder of %s: %w", path, plain(err))
	}
	target, err := filepath.EvalSymlinks(absolute)
	if err == nil {
		return target, nil
	}
	if _, err := os.Lstat(absolute); err == nil {
		return "", fmt.Errorf("%s is a link that leads nowhere: make the file, or take the link away", path)
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(absolute))
	if err != nil {
		return "", fmt.Errorf("find the folder of %s: %w", path, plain(err))
	}
	return filepath.Join(folder, filepath.Base(absolute)), nil
}

// replace makes content the whole content of the file, at once: whoever reads
// sees the earlier bytes or these. It keeps the mode and the owner of the
// earlier file. A modified time that is zero is now.
func replace(path string, content []byte, modified time.Time) error {
	earlier, err := os.Stat(path)
	switch {
	case err == nil:
		if err := checkPlain(path, earlier); err != nil {
			return err
		}
	case errors.Is(err, fs.ErrNotExist):
		earlier = nil
	default:
		return fmt.Errorf("write %s: %w", path, plain(err))
	}
	keep := atomicfile.Keep{Earlier: earlier, Modified: modified}
	if err := atomicfile.WriteKeeping(path, content, 0o644, keep); err != nil {
		return fmt.Errorf("write %s: %w", path, plain(err))
	}
	return nil
}

// read reads a whole status file without standing in its writer's way: it is
// opened with delete sharing, which os.Root has on Windows and os.Open has not.
func read(path string) ([]byte, fs.FileInfo, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", path, plain(err))
	}
	if err := checkPlain(path, info); err != nil {
		return nil, nil, err // to open a FIFO would wait for its writer
	}
	folder, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", path, plain(err))
	}
	defer folder.Close()
	file, err := folder.Open(filepath.Base(path))
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", path, plain(err))
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxSize+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", path, plain(err))
	}
	if len(content) > maxSize {
		return nil, nil, fmt.Errorf("%s is larger than %d KiB: it cannot be a status file, and is left alone", path, maxSize>>10)
	}
	if info, err = file.Stat(); err != nil {
		return nil, nil, fmt.Errorf("read %s: %w", path, plain(err))
	}
	return content, info, nil
}

func checkPlain(path string, info fs.FileInfo) error {
	switch {
	case info.IsDir():
		return fmt.Errorf("%s is a folder: name the status file in it", path)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is not a plain file: name another", path)
	}
	return nil
}

// plain takes the operation and the paths off an error of the file system: the
// temporary file's name says nothing to a person.
func plain(err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		return pathError.Err
	}
	if linkError, ok := errors.AsType[*os.LinkError](err); ok {
		return linkError.Err
	}
	return err
}
