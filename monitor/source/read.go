package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

// maxFile is the largest status file that is read, in bytes.
const maxFile = 64 << 10

// Why a file is not read. Their texts are for people.
var (
	errTooLarge  = errors.New("it is larger than 64 KiB, which no status file is: check the path")
	errIsFolder  = errors.New("it is a folder, not a file: check the path")
	errIsPipe    = errors.New("it is a named pipe, not a file: let the robot write a plain file")
	errIsDevice  = errors.New("it is a device, not a file: check the path")
	errIsSocket  = errors.New("it is a socket, not a file: check the path")
	errIrregular = errors.New("it is not a plain file: check the path")

	// errBusy: the file cannot be read at this moment, because of what another
	// program does to it; perhaps it can in the next.
	errBusy = errors.New("another program holds it open for itself alone")
)

// content is a file as one look found it.
type content struct {
	data    []byte
	modTime time.Time
}

// readFile reads a regular file whole and closes it at once. It never opens
// anything else, as opening alone can do something to a pipe or a device.
func readFile(path string) (content, error) {
	c, err := readWhole(path)
	return c, perhapsBusy(err)
}

func readWhole(path string) (content, error) {
	info, err := os.Stat(path)
	if err != nil {
		return content{}, err
	}
	if err := regular(info); err != nil {
		return content{}, err
	}
	f, err := openForReading(path)
	if err != nil {
		return content{}, err
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil {
		return content{}, err
	}
	// Looked at again: something else may stand there by now.
	if err := regular(info); err != nil {
		return content{}, err
	}
	data, err := readAll(f, info.Size())
	switch {
	case err != nil:
		return content{}, err
	case len(data) > maxFile:
		return content{}, errTooLarge
	}
	return content{data: data, modTime: info.ModTime()}, nil
}

// readAll reads a file that is said to have so many bytes. When it has, one
// read shows it.
func readAll(f io.Reader, size int64) ([]byte, error) {
	data := make([]byte, size+1)
	n, err := f.Read(data)
	switch {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, err
	case int64(n) == size:
		return data[:n], nil
	}
	rest, err := io.ReadAll(io.LimitReader(f, maxFile+1-int64(n)))
	return append(data[:n], rest...), err
}

// regular says what is wrong with a file that is none.
func regular(info fs.FileInfo) error {
	mode := info.Mode()
	switch {
	case mode.IsRegular() && info.Size() > maxFile:
		return errTooLarge
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		return errIsFolder
	case mode&fs.ModeNamedPipe != 0:
		return errIsPipe
	case mode&fs.ModeSocket != 0:
		return errIsSocket
	case mode&fs.ModeDevice != 0:
		return errIsDevice
	}
	return errIrregular
}

// fileTrouble says in a sentence why a file could not be read.
func fileTrouble(path string, err error) string {
	var at *fs.PathError
	switch {
	case errors.Is(err, fs.ErrPermission):
		return fmt.Sprintf("%s cannot be read: permission denied", path)
	case errors.As(err, &at):
		return fmt.Sprintf("%s cannot be read: %v", path, at.Err)
	}
	return fmt.Sprintf("%s cannot be read: %v", path, err)
}
