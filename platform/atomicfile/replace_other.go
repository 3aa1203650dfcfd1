//go:build !windows

package atomicfile

import "os"

func replace(from, to string) error { return os.Rename(from, to) }

// syncFolder forces the new name to the disk. Some file systems refuse; the
// data are safe by then, and only the older of two whole files could return.
func syncFolder(folder string) {
	if opened, err := os.Open(folder); err == nil {
		_ = opened.Sync()
		_ = opened.Close()
	}
}
