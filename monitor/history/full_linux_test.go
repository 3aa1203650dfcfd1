package history

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

func init() { roles["fill"] = fillTheDisk }

// The disk is a file system in memory, in a mount namespace of the child's: it
// ends with it.
func TestFullDisk(t *testing.T) {
	command := child(t, "fill", t.TempDir())
	command.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	if os.Geteuid() != 0 {
		command.SysProcAttr.Unshareflags |= syscall.CLONE_NEWUSER
		command.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: os.Geteuid(), Size: 1}}
		command.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getegid(), Size: 1}}
	}
	err := command.Run()
	if errors.Is(err, syscall.EPERM) {
		t.Fatal("this test mounts a small file system: run it as root, or allow unprivileged user namespaces")
	}
	if err != nil {
		t.Error(err)
	}
}

func fillTheDisk(dir string) error {
	ctx := context.Background()
	const size = 16 << 20
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		return fmt.Errorf("mount a small file system (run the test as root): %w", err)
	}
	s, err := Open(ctx, dir)
	if err != nil {
		return err
	}
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, size), 0o600); !errors.Is(err, syscall.ENOSPC) {
		return fmt.Errorf("the disk is not full: %w", err)
	}
	var acknowledged int64
	for round := range 3 { // cleared by a little, and full again
		for {
			receipts := receiptsTaken(100, time.Unix(0, 0))
			err := s.Append(ctx, receipts)
			if errors.Is(err, ErrNotOnDisk) {
				break
			}
			if err != nil {
				return err
			}
			acknowledged += int64(len(receipts))
			if receipts[0].ID != acknowledged-99 {
				return fmt.Errorf("ID %d where %d were acknowledged", receipts[0].ID, acknowledged)
			}
			if acknowledged*100 > size {
				return fmt.Errorf("the disk takes more than it can hold")
			}
		}
		if last, err := s.LastBeat(ctx); err != nil || last != acknowledged {
			return fmt.Errorf("%d were acknowledged and %d are kept: %w", acknowledged, last, err)
		}
		if err := os.Truncate(ballast, size/2-int64(round)<<20); err != nil {
			return err
		}
	}
	if err := s.Append(ctx, receiptsTaken(1, time.Unix(0, 0))); err != nil {
		return fmt.Errorf("after the disk was cleared: %w", err)
	}
	if err := s.Close(); err != nil {
		return err
	}
	if s, err = Open(ctx, dir); err != nil {
		return err
	}
	if last, err := s.LastBeat(ctx); s.Replaced != "" || err != nil || last != acknowledged+1 {
		return fmt.Errorf("after a restart %d of %d are kept, replaced %q: %w", last, acknowledged+1, s.Replaced, err)
	}
	return s.Close()
}
