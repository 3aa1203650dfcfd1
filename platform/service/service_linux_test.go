package service

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// listen is a service manager of the test's own.
func listen(t *testing.T, address string) *net.UnixConn {
	t.Helper()
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: address, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func TestTellsInOrder(t *testing.T) {
	for name, address := range map[string]string{
		"a file":   filepath.Join(t.TempDir(), "notify"),
		"abstract": "@sentinel-service-test-" + strconv.Itoa(os.Getpid()),
	} {
		t.Run(name, func(t *testing.T) {
			manager := listen(t, address)
			t.Setenv("NOTIFY_SOCKET", address)
			m := Find()
			if !m.Present() {
				t.Fatal("there is a service manager, and Find does not know it")
			}
			for _, tell := range []func() error{m.Ready, m.Alive, m.Stopping} {
				if err := tell(); err != nil {
					t.Fatal(err)
				}
			}
			for _, want := range []string{"READY=1", "WATCHDOG=1", "STOPPING=1"} {
				var heard [64]byte
				n, err := manager.Read(heard[:])
				if err != nil || string(heard[:n]) != want {
					t.Errorf("heard %q (%v), want %q", heard[:n], err, want)
				}
			}
		})
	}
}

func TestPatience(t *testing.T) {
	self, other := strconv.Itoa(os.Getpid()), strconv.Itoa(os.Getppid())
	for name, c := range map[string]struct {
		micros, pid string
		want        time.Duration
	}{
		"not watched":       {"", "", 0},
		"watched":           {"60000000", self, time.Minute},
		"whoever it is":     {"60000000", "", time.Minute},
		"another is meant":  {"60000000", other, 0},
		"no number":         {"soon", self, 0},
		"less than nothing": {"-1", self, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("WATCHDOG_USEC", c.micros)
			t.Setenv("WATCHDOG_PID", c.pid)
			if got := Find().Patience(); got != c.want {
				t.Errorf("the patience is %v, want %v", got, c.want)
			}
		})
	}
}

func TestProgramsItStartsDoNotSpeakForIt(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "@anything")
	t.Setenv("WATCHDOG_USEC", "60000000")
	t.Setenv("WATCHDOG_PID", "1")
	Find()
	for _, name := range []string{"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"} {
		if value, set := os.LookupEnv(name); set {
			t.Errorf("%s=%s is handed on", name, value)
		}
	}
}

func TestWithoutAManagerNothingFails(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "")
	if err := Find().Ready(); err != nil {
		t.Error(err)
	}
}

func TestADeadManagerIsTold(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", filepath.Join(t.TempDir(), "gone"))
	if err := Find().Ready(); err == nil {
		t.Error("nobody listens, and no error says so")
	}
}
