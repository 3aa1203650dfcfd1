//go:build !windows

package statusfile

import (
	"io/fs"
	"os"
	"syscall"
)

// rename puts the new file into the place of the old one.
func rename(from, to string) error { return os.Rename(from, to) }

// syncFolder makes a rename last over a power failure, where the system can.
func syncFolder(path string) {
	if folder, err := os.Open(path); err == nil {
		_ = folder.Sync()
		folder.Close()
	}
}

// keepOwner gives the new file to the owner of the earlier one, so that a robot
// can go on writing to a file that an administrator has set a status in. Only
// an administrator can, and only he needs to.
func keepOwner(file *os.File, earlier fs.FileInfo) {
	if owner, ok := earlier.Sys().(*syscall.Stat_t); ok {
		_ = file.Chown(int(owner.Uid), int(owner.Gid))
	}
}
