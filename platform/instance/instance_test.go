package instance_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sentinel/platform/instance"
)

func TestOnlyOneHoldsTheLock(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "state")
	first, err := instance.Acquire(folder)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := instance.Acquire(folder); !errors.Is(err, instance.ErrRunning) {
		t.Fatalf("second lock: error = %v, want ErrRunning", err)
	}
	other, err := instance.Acquire(t.TempDir())
	if err != nil {
		t.Errorf("another state folder: %v", err)
	} else if err := other.Release(); err != nil {
		t.Error(err)
	}

	for range 2 {
		if err := first.Release(); err != nil {
			t.Fatal(err)
		}
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
		t.Errorf("the release leaves %v, %v; want the lock's file alone", left, err)
	}
	next, err := instance.Acquire(folder)
	if err != nil {
		t.Fatalf("after the release: %v", err)
	}
	if err := next.Release(); err != nil {
		t.Error(err)
	}
}

// A monitor that is killed must not keep the next one out.
func TestLockGoesWithItsProcess(t *testing.T) {
	folder := t.TempDir()
	holder := exec.Command(os.Args[0], "-test.run=^TestHoldLock$")
	holder.Env = append(os.Environ(), "INSTANCE_TEST_HOLD="+folder)
	said, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	hold, err := holder.StdinPipe() // open until it is killed
	if err != nil {
		t.Fatal(err)
	}
	defer hold.Close()
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(said).ReadString('\n'); err != nil || strings.TrimSpace(line) != "held" {
		t.Fatalf("the other process said %q, %v", line, err)
	}
	want := fmt.Sprintf("process %d holds %s", holder.Process.Pid, folder)
	if _, err := instance.Acquire(folder); !errors.Is(err, instance.ErrRunning) || !strings.Contains(err.Error(), want) {
		t.Fatalf("while it runs: error = %v, want ErrRunning and %q", err, want)
	}

	if err := holder.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = holder.Wait()
	lock, err := instance.Acquire(folder)
	if err != nil {
		t.Fatalf("after it was killed: %v", err)
	}
	if err := lock.Release(); err != nil {
		t.Error(err)
	}
}

// TestHoldLock is the other process of TestLockGoesWithItsProcess; run by
// itself it does nothing.
func TestHoldLock(t *testing.T) {
	folder := os.Getenv("INSTANCE_TEST_HOLD")
	if folder == "" {
		return
	}
	if _, err := instance.Acquire(folder); err != nil {
		t.Fatal(err)
	}
	fmt.Println("held")
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func TestAcquireSaysWhatToDo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := instance.Acquire(filepath.Join(file, "state"))
	if err == nil || errors.Is(err, instance.ErrRunning) || !strings.Contains(err.Error(), "--state-dir") {
		t.Errorf("error = %v", err)
	}
}
