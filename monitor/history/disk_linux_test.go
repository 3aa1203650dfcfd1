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

	"sentinel/monitor"
)

func init() {
	roles["damaged on a full disk"] = damagedOnAFullDisk
	roles["read only"] = readOnly
}

func TestDamagedHistoryOnAFullDiskIsSavedOnceThereIsRoom(t *testing.T) {
	onOwnDisk(t, "damaged on a full disk")
}

func TestReadOnlyFolderIsReadForWhatTheWatchBeginsWith(t *testing.T) { onOwnDisk(t, "read only") }

// onOwnDisk lets a child play a part that mounts file systems of its own.
func onOwnDisk(t *testing.T, role string) {
	t.Helper()
	command := child(t, role, t.TempDir())
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

func mountSmall(dir string, size int) error {
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		return fmt.Errorf("mount a small file system (run the test as root): %w", err)
	}
	return nil
}

// fillDisk writes a file that leaves no room.
func fillDisk(dir string, size int) (ballast string, err error) {
	ballast = filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, size), 0o600); !errors.Is(err, syscall.ENOSPC) {
		return "", fmt.Errorf("the disk is not full: %w", err)
	}
	return ballast, nil
}

// There is no room to save anything: the damaged file stays where it is, and the
// watch begins with what it says. The rest follows once there is room.
func damagedOnAFullDisk(dir string) error {
	ctx := context.Background()
	const size = 32 << 20
	if err := mountSmall(dir, size); err != nil {
		return err
	}
	s, err := Open(ctx, dir)
	if err != nil {
		return err
	}
	saved := []monitor.SavedSubject{{Key: "alpha", State: []byte("{}")}}
	if _, err := s.Write(ctx, Changes{Subjects: saved, Watermark: 20_000}); err != nil {
		return err
	}
	if err := s.Append(ctx, receiptsTaken(20_000, time.Unix(0, 0))); err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	path := filepath.Join(dir, FileName)
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if _, err := file.WriteAt(make([]byte, 100), 0); err != nil {
		return err
	}
	_ = file.Close()
	ballast, err := fillDisk(dir, size)
	if err != nil {
		return err
	}
	if _, err := Open(ctx, dir); err == nil {
		return errors.New("a damaged history is begun anew where there is no room")
	}
	memory, err := Fallback(ctx, dir)
	if err != nil {
		return err
	}
	if subjects, err := memory.Subjects(ctx); err != nil || len(subjects) != 1 {
		return fmt.Errorf("%d subjects without a disk: %w", len(subjects), err)
	}
	if err := memory.Close(); err != nil {
		return err
	}
	if err := os.Truncate(ballast, 22<<20); err != nil { // there is room for what is vital alone
		return err
	}
	if s, err = Open(ctx, dir); err != nil {
		return err
	}
	if subjects, err := s.Subjects(ctx); err != nil || len(subjects) != 1 {
		return fmt.Errorf("%d subjects with little room: %w", len(subjects), err)
	}
	if err := s.Close(); err != nil {
		return err
	}
	if err := os.Remove(ballast); err != nil {
		return err
	}
	if s, err = Open(ctx, dir); err != nil {
		return err
	}
	s.saving.Wait()
	n := 0
	if err := s.BeatsAfter(ctx, 0, func(monitor.Receipt) error { n++; return nil }); err != nil || n != 20_000 {
		return fmt.Errorf("%d beats are there once there is room: %w", n, err)
	}
	return s.Close()
}

// What a crash left in the log is read, too.
func readOnly(dir string) error {
	ctx := context.Background()
	if err := mountSmall(dir, 32<<20); err != nil {
		return err
	}
	s, err := Open(ctx, dir)
	if err != nil {
		return err
	}
	saved := []monitor.SavedSubject{{Key: "alpha", State: []byte("{}")}}
	if _, err := s.Write(ctx, Changes{Subjects: saved}); err != nil {
		return err
	}
	crashed := filepath.Join(dir, "crashed")
	if err := os.Mkdir(crashed, 0o700); err != nil {
		return err
	}
	for _, tail := range []string{"", "-wal"} {
		content, err := os.ReadFile(filepath.Join(dir, FileName+tail))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(crashed, FileName+tail), content, 0o600); err != nil {
			return err
		}
	}
	if err := s.Close(); err != nil {
		return err
	}
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		return fmt.Errorf("make the file system read-only: %w", err)
	}
	for _, state := range []string{dir, crashed} {
		if _, err := Open(ctx, state); err == nil {
			return fmt.Errorf("%s is open where nothing can be written", state)
		}
		memory, err := Fallback(ctx, state)
		if err != nil {
			return err
		}
		if subjects, err := memory.Subjects(ctx); err != nil || len(subjects) != 1 {
			return fmt.Errorf("%s: %d subjects are read: %w", state, len(subjects), err)
		}
		if err := memory.Append(ctx, receiptsTaken(1, time.Unix(0, 0))); !errors.Is(err, ErrNotOnDisk) {
			return fmt.Errorf("%s: a beat is acknowledged: %w", state, err)
		}
		if err := memory.Close(); err != nil {
			return err
		}
	}
	return nil
}
