package api

import (
	"context"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestListenFallsBack(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	tests := map[string]struct {
		configured string
		why        string
	}{
		"off":             {"", ""},
		"free":            {"127.0.0.1:0", ""},
		"taken":           {taken.Addr().String(), taken.Addr().String() + " cannot be listened on"},
		"not of this one": {"192.0.2.1:8787", "192.0.2.1:8787 cannot be listened on"},
		"no address":      {"nonsense", "nonsense cannot be listened on"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			l, err := Listen(test.configured)
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			if !strings.HasPrefix(l.Why, test.why) || (test.why == "") != (l.Why == "") {
				t.Errorf("said %q, want %q", l.Why, test.why)
			}
			if !l.Loopback() || strings.HasSuffix(l.Address, ":0") {
				t.Errorf("listens on %s", l.Address)
			}
		})
	}
}

func TestLoopback(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1:1": true, "127.9.9.9:1": true, "[::1]:1": true, "0.0.0.0:1": false, "[::]:1": false, "10.0.0.1:1": false, "": false,
	} {
		if got := (&Listener{Address: address}).Loopback(); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}

// running starts a server in a state folder, and returns what ends it.
func running(t *testing.T, m Monitor, stateDir string) (address string, end func()) {
	t.Helper()
	return runningOn(t, "", m, stateDir)
}

func runningOn(t *testing.T, configured string, m Monitor, stateDir string) (address string, end func()) {
	t.Helper()
	token, err := ReadOrCreateToken(stateDir)
	if err != nil {
		t.Fatal(err)
	}
	l, err := Listen(configured)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	log := slog.New(slog.DiscardHandler)
	handler := NewHandler(m, Options{ControlToken: token, Loopback: l.Loopback(), Log: log})
	ready := make(chan struct{})
	go func() {
		close(ready)
		served <- l.Serve(ctx, handler, stateDir, log)
	}()
	<-ready
	// The port is bound already; only the file may be a moment away.
	client := newClient(reachable(l.Address), token)
	defer client.Close()
	if _, err := client.Info(t.Context()); err != nil {
		t.Fatal(err)
	}
	var once bool
	end = func() {
		if once {
			return
		}
		once = true
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(end)
	return l.Address, end
}

func TestServesThoughTheStateFolderRefusesTheAddress(t *testing.T) {
	dir := t.TempDir()
	inTheWay := filepath.Join(dir, addressFile)
	if err := os.Mkdir(inTheWay, 0o700); err != nil {
		t.Fatal(err)
	}
	l, err := Listen("")
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan error)
	l.Unwritten = func(err error) { told <- err }
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	log := slog.New(slog.DiscardHandler)
	handler := NewHandler(newFake(), Options{ControlToken: testToken, Loopback: true, Log: log})
	go func() { served <- l.Serve(ctx, handler, dir, log) }()
	if err := <-told; err == nil {
		t.Error("an address that cannot be written is not told")
	}
	client := newClient(l.Address, testToken)
	defer client.Close()
	if _, err := client.Info(t.Context()); err != nil {
		t.Error(err)
	}
	if err := os.Remove(inTheWay); err != nil {
		t.Fatal(err)
	}
	if err := <-told; err != nil {
		t.Error(err)
	}
	if content, err := os.ReadFile(inTheWay); err != nil || string(content) != l.Address+"\n" {
		t.Errorf("%q %v", content, err)
	}
	cancel()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

func TestServeLeavesTheAddressOfALaterMonitor(t *testing.T) {
	dir := t.TempDir()
	_, end := running(t, newFake(), dir)
	if err := writeFile(dir, addressFile, "127.0.0.1:4"); err != nil {
		t.Fatal(err)
	}
	end()
	if content, err := os.ReadFile(filepath.Join(dir, addressFile)); err != nil || string(content) != "127.0.0.1:4\n" {
		t.Errorf("%q %v", content, err)
	}
}

func TestToken(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state") // made when it is missing
	first, err := ReadOrCreateToken(dir)
	if err != nil || len(first) != 64 {
		t.Fatalf("%q %v", first, err)
	}
	path := filepath.Join(dir, tokenFile)
	checkPrivate(t, path)
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	again, err := ReadOrCreateToken(dir)
	if err != nil || again != first {
		t.Errorf("%q %v, want the first token", again, err)
	}
	checkPrivate(t, path)
	if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	fresh, err := ReadOrCreateToken(dir)
	if err != nil || fresh == first || len(fresh) != 64 {
		t.Errorf("%q %v, want a new token", fresh, err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	os.Remove(path)
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadOrCreateToken(dir); err == nil {
		t.Error("a folder instead of the token is no error")
	}
}

func checkPrivate(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%s has mode %v", path, info.Mode())
	}
}
