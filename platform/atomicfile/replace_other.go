//go:build !windows

package atomicfile

import (
	"io/fs"
	"os"
	"syscall"
)

func replace(from, to string) error { return os.Rename(from, to) }

// syncFolder forces the new name to the disk. Some file systems refuse; the
// data are safe by then, and only the older of two whole files could return.
func syncFolder(folder string) {
	if opened, err := os.Open(folder); err == nil {
		_ = opened.Sync()
		_ = opened.Close()
	}
}

// keepOwner gives the new file to the owner of the earlier one, if it can.
func keepOwner(file *os.File, earlier fs.FileInfo) {
	if owner, ok := earlier.Sys().(*syscall.Stat_t); ok {
		_ = file.Chown(int(owner.Uid), int(owner.Gid))
	}
}
