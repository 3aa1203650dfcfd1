package config

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

//go:embed starter.toml
var starter []byte

// Init writes a commented starter file, and the folder for it. It never
// overwrites: an error that wraps fs.ErrExist says that there is a file.
func Init(path string) error { return create(path, starter) }

// create writes a new file, and the folder for it.
func create(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the folder of the configuration: %w", err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already and was left as it is: %w", path, fs.ErrExist)
	} else if err != nil {
		return fmt.Errorf("write the configuration: %w", err)
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Close()); err != nil {
		os.Remove(path)
		return fmt.Errorf("write the configuration: %w", err)
	}
	return nil
}
