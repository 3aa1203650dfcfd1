//go:build !unix && !windows

package source

import "os"

func openForReading(path string) (*os.File, error) { return os.Open(path) }
