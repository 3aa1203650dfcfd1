package config

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"strings"

	"sentinel/platform/atomicfile"
)

// Why an edit leaves the file as it is.
var (
	// ErrEdited: the file does not say what is in force.
	ErrEdited = errors.New("the settings file was edited and is not in force yet, so it is left as it is: look at it, or try again in some seconds")
	// ErrByHand is wrapped where the file cannot be edited safely.
	ErrByHand = errors.New("the settings file is written so that it cannot be edited safely, and is left as it is; write into it")
)

// edit changes the content of the file at path, if that says what is in force.
// Where there is no file and what is built in is in force, one is made from the
// starter.
func edit(path string, running *Config, change func(data []byte) ([]byte, error)) error {
	data, err := readFile(path, maxSize)
	if errors.Is(err, fs.ErrNotExist) && running.sum == Default().sum {
		edited, err := change(starter)
		if err != nil {
			return err
		}
		return create(path, edited)
	}
	if err != nil {
		return fmt.Errorf("read the settings file %s: %w", path, err)
	}
	edited, err := change(data)
	if err != nil {
		return err
	}
	if sha256.Sum256(data) != running.sum {
		return ErrEdited
	}
	return replaceUnchanged(path, data, edited)
}

// checkedEdit changes the content of a file, its byte order mark left aside, and
// returns it once it is sure that it then says what is wanted and nothing else.
// Otherwise a person is told the lines to write.
func checkedEdit(path string, data []byte, wanted *Config, lines []string, change func(data []byte) []byte) ([]byte, error) {
	edited := change(withoutMark(data))
	if bytes.HasPrefix(data, byteOrderMark) {
		edited = bytes.Join([][]byte{byteOrderMark, edited}, nil)
	}
	after, err := (&reader{path: path}).parse(edited)
	if err != nil || len(edited) > maxSize || !saysTheSame(after, wanted) {
		return nil, fmt.Errorf("%w:\n%s", ErrByHand, strings.Join(lines, "\n"))
	}
	return edited, nil
}

// saysTheSame tells whether two configurations mean the same, whichever files
// say so.
func saysTheSame(one, other *Config) bool {
	a, b := *one, *other
	a.sum, b.sum = [sha256.Size]byte{}, [sha256.Size]byte{}
	return reflect.DeepEqual(a, b)
}

// replaceUnchanged replaces a file that still holds what was read.
func replaceUnchanged(path string, read, edited []byte) error {
	earlier, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("read the settings file: %w", err)
	}
	if now, err := readFile(path, maxSize); err != nil || !bytes.Equal(now, read) {
		return ErrEdited
	}
	return atomicfile.WriteKeeping(path, edited, 0o600, atomicfile.Keep{Earlier: earlier})
}
