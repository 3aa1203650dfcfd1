package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// The state folder is on a small file system of the monitor's own, which fills
// up: robots are told to send again, they stay alive, and people are told.
func TestFullDiskRefusesBeatsAndKeepsRobotsAlive(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	address := freePort(t)
	config := filepath.Join(dir, "config.toml")
	text := fmt.Sprintf("[listen]\naddress = %q\n[defaults]\ninterval = \"1h\"\n", address)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), "sh", "-c",
		`mount -t tmpfs -o size=16m tmpfs "$1" && exec sentinelctl run --config "$2" --state-dir "$1"`, "sh", state, config)
	run.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	if os.Geteuid() != 0 {
		run.SysProcAttr.Unshareflags |= syscall.CLONE_NEWUSER
		run.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: os.Geteuid(), Size: 1}}
		run.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getegid(), Size: 1}}
	}
	var log bytes.Buffer
	run.Stderr = &log
	if err := run.Start(); errors.Is(err, syscall.EPERM) {
		t.Fatal("this test mounts a small file system: run it as root, or allow unprivileged user namespaces")
	} else if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = run.Process.Kill(); _ = run.Wait() })
	(&fleetUnderFire{url: "http://" + address}).awaitLife(t, &log)

	inside := fmt.Sprintf("/proc/%d/root%s", run.Process.Pid, state)
	ballast := filepath.Join(inside, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 16<<20), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the disk is not full: %v", err)
	}
	account := postUntil(t, address, http.StatusServiceUnavailable)
	subject := getJSON[monitor.Subject](t, address, "/api/v1/subjects/alpha~"+account)
	if subject.Liveness != monitor.Alive {
		t.Errorf("the robot whose beat was not kept is %q, and had just sent it", subject.Liveness)
	}
	if notices := getJSON[api.Info](t, address, "/api/v1/info").Notices; !strings.Contains(strings.Join(notices, " "), "Heartbeats that robots send cannot be written") {
		t.Errorf("people are told %q", notices)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	postUntil(t, address, http.StatusOK)
	if notices := getJSON[api.Info](t, address, "/api/v1/info").Notices; strings.Contains(strings.Join(notices, " "), "Heartbeats") {
		t.Errorf("after the disk was cleared people are told %q", notices)
	}
}

// postUntil posts until it is answered so, and returns the account.
func postUntil(t *testing.T, address string, status int) (account string) {
	t.Helper()
	filler := strings.Repeat("x", 4000)
	for i := range 20_000 {
		account = fmt.Sprintf("ACC_%05d", i)
		body := fmt.Sprintf(`{"event":"ACCOUNT_HEARTBEAT","account":%q,"status":"active","timestamp":%q,"note":%q}`,
			account, time.Now().Format(time.RFC3339Nano), filler)
		response, err := http.Post("http://"+address+"/api/heartbeat/alpha", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		if response.StatusCode == status {
			if status == http.StatusServiceUnavailable && response.Header.Get("Retry-After") == "" {
				t.Error("503 does not say when to try again")
			}
			return account
		}
	}
	t.Fatalf("no answer was %d", status)
	return ""
}

func getJSON[T any](t *testing.T, address, path string) (value T) {
	t.Helper()
	response, err := http.Get("http://" + address + path)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}
