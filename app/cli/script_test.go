package cli

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"sentinelctl": func() { os.Exit(Main("test", os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			home := filepath.Join(env.WorkDir, "home")
			for _, name := range []string{"HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"} {
				env.Setenv(name, home)
			}
			// No desktop, and no settings of the machine that runs the tests.
			for _, name := range []string{
				"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS",
				"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "SENTINEL_CONFIG",
			} {
				env.Setenv(name, "")
			}
			env.Setenv("SENTINEL_STATE_DIR", filepath.Join(env.WorkDir, "state"))
			env.Setenv("GORACE", "atexit_sleep_ms=0") // else each command of a race test takes a second to end
			env.Setenv("TWO_LINES", "two\nlines")
			return os.MkdirAll(home, 0o700)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code":     scriptCode,
			"await":    scriptAwait,
			"same":     scriptSame,
			"endpoint": scriptEndpoint,
			"fetch":    scriptFetch,
			"hook":     scriptHook,
		},
	})
}

// scriptCode runs a command that must end with the given exit code.
func scriptCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N command [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var ended *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &ended) {
		got = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// between is how long scriptAwait leaves between two looks at another process,
// which nothing else tells of.
const between = 20 * time.Millisecond

// hung is how long scriptAwait waits before it takes the other process for one
// that will never do what it waits for.
const hung = 2 * time.Minute

// scriptAwait runs a command again and again until its output matches.
func scriptAwait(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: await regexp command [args...]")
	}
	want, err := regexp.Compile("(?m)" + args[0])
	ts.Check(err)
	again := time.NewTicker(between)
	defer again.Stop()
	for began := time.Now(); ; {
		_ = ts.Exec(args[1], args[2:]...) // its output tells
		if want.MatchString(ts.ReadFile("stdout")) || want.MatchString(ts.ReadFile("stderr")) {
			return
		}
		if <-again.C; time.Since(began) > hung {
			ts.Fatalf("no output matched %s", args[0])
		}
	}
}

// scriptSame waits until another process has made two files the same.
func scriptSame(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: same file file")
	}
	again := time.NewTicker(between)
	defer again.Stop()
	for began := time.Now(); ts.ReadFile(args[0]) != ts.ReadFile(args[1]); <-again.C {
		if time.Since(began) > hung {
			ts.Fatalf("%s and %s still differ", args[0], args[1])
		}
	}
}

// scriptEndpoint serves a robot's status endpoint until the script ends, and
// writes a configuration that polls it; held also names the endpoint's own
// address as the one to listen on.
func scriptEndpoint(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: endpoint well|fails|invents|held file")
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		text, age := "💰 Trade executed", time.Second
		switch args[0] {
		case "fails":
			w.WriteHeader(http.StatusInternalServerError)
			io.WriteString(w, `{"status":"error","message":"no file"}`)
			return
		case "invents":
			text, age = "🔄 Waiting for signals...", 0
		}
		at := time.Now().Add(-age).Format(time.RFC3339Nano)
		fmt.Fprintf(w, `{"status":%q,"timestamp":%q,"session_active":%t,"last_update":%q,"uptime_seconds":%v}`,
			text, at, age > 0, at, age.Seconds())
	}))
	ts.Defer(server.Close)
	address := ""
	if args[0] == "held" {
		address = server.Listener.Addr().String()
	}
	content := fmt.Sprintf("[listen]\naddress = %q\n[[source]]\nname = \"cloud\"\nkind = \"http\"\nurl = %q\n",
		address, server.URL+"/api/heartbeat/status")
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(content), 0o600))
}

// scriptFetch gets a path from the monitor of the script's state folder; its
// output is the status and the body.
func scriptFetch(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: fetch /path")
	}
	address := strings.TrimSpace(ts.ReadFile("state/address"))
	response, err := http.Get("http://" + address + args[0])
	ts.Check(err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	ts.Check(err)
	fmt.Fprintf(ts.Stdout(), "%d %s\n", response.StatusCode, body)
}

// scriptHook serves a webhook that answers with a status until the script ends,
// and writes a configuration with a channel for it, and with what stands in
// another file. What it receives stands in the files received and signature.
func scriptHook(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: hook status file [file]")
	}
	status, err := strconv.Atoi(args[0])
	ts.Check(err)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = errors.Join(
				os.WriteFile(ts.MkAbs("received"), body, 0o600),
				os.WriteFile(ts.MkAbs("signature"), []byte(r.Header.Get("X-Sentinel-Signature")), 0o600))
		}
		if err != nil {
			status = http.StatusInternalServerError
		}
		w.WriteHeader(status)
	}))
	ts.Defer(server.Close)
	ts.Setenv("HOOK_URL", server.URL+"/cAnArY?token=cAnArY")
	ts.Setenv("HOOK_SECRET", "cAnArY")
	content := "[[channel]]\nname = \"hook\"\nkind = \"webhook\"\nurl = \"env:HOOK_URL\"\nsecret = \"env:HOOK_SECRET\"\n"
	if len(args) == 3 {
		content += ts.ReadFile(args[2])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(content), 0o600))
}
