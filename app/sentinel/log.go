package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"sentinel/app/agent"
	"sentinel/platform/paths"
)

// logFile is the name of the log in its folder; the one before it ends in ".1".
const logFile = "sentinel.log"

// maxLog bounds the log, in bytes: when it is full it becomes the one before.
const maxLog = 1 << 20

// openLog logs to stderr and into a file of bounded size. What libraries log by
// the standard logger goes the same way.
func openLog(folder string, level slog.Level, stderr io.Writer) (*journal, error) {
	if err := paths.Make(folder); err != nil {
		return nil, err
	}
	file, err := openBounded(filepath.Join(folder, logFile), maxLog)
	if err != nil {
		return nil, err
	}
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: agent.Redact}
	j := &journal{
		Logger: slog.New(slog.NewTextHandler(both{stderr, file}, options)),
		quiet:  slog.New(slog.NewTextHandler(file, options)),
		file:   file,
	}
	slog.SetDefault(j.Logger)
	return j, nil
}

// journal is the log of the program.
type journal struct {
	*slog.Logger
	quiet *slog.Logger // only into the file: what stderr is told in another way
	file  *bounded
}

func (j *journal) close() { _ = j.file.Close() }

// both writes to two places; the failure of one does not keep a line from the
// other. Under Windows' window programs standard error leads nowhere.
type both struct{ first, second io.Writer }

func (b both) Write(line []byte) (int, error) {
	_, err1 := b.first.Write(line)
	_, err2 := b.second.Write(line)
	if err1 != nil && err2 != nil {
		return 0, errors.Join(err1, err2)
	}
	return len(line), nil
}

// bounded is a file that never grows beyond its limit: it is put aside when the
// next line would not fit. Any goroutine may write to it.
type bounded struct {
	path  string
	limit int64
	mu    sync.Mutex
	file  *os.File
	size  int64
}

func openBounded(path string, limit int64) (*bounded, error) {
	b := &bounded{path: path, limit: limit}
	return b, b.open()
}

func (b *bounded) open() error {
	file, err := os.OpenFile(b.path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("the log cannot be written: %w", err)
	}
	info, err := file.Stat()
	if err != nil {
		_ = file.Close()
		return fmt.Errorf("the log cannot be written: %w", err)
	}
	b.file, b.size = file, info.Size()
	return nil
}

// Write appends a line.
func (b *bounded) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.file == nil {
		return 0, os.ErrClosed
	}
	if b.size > 0 && b.size+int64(len(line)) > b.limit {
		if err := b.turn(); err != nil {
			return 0, err
		}
	}
	n, err := b.file.Write(line)
	b.size += int64(n)
	return n, err
}

// turn puts the full file aside and begins a new one.
func (b *bounded) turn() error {
	_ = b.file.Close() // first: Windows renames no open file
	b.file = nil
	if err := os.Rename(b.path, b.path+".1"); err != nil {
		_ = os.Remove(b.path) // rather lose old lines than fill the disk
	}
	return b.open()
}

// Close ends the log.
func (b *bounded) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.file == nil {
		return nil
	}
	err := b.file.Close()
	b.file = nil
	return err
}
