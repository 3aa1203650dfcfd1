//go:build desktop && linux

package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"sentinel/app/e2e/desktop"
)

// A receiver is a monitor without a desktop, for clients that people have.
type receiver struct {
	*testing.T
	home    string
	bin     string // where the programs are
	address string
	env     []string
}

// receive starts a monitor on a free port.
func receive(t *testing.T) *receiver {
	t.Helper()
	r := newReceiver(t)
	r.start()
	return r
}

// newReceiver has a home, and no monitor yet.
func newReceiver(t *testing.T) *receiver {
	t.Helper()
	bin, err := filepath.Abs(filepath.Join("..", "..", "bin"))
	if err != nil {
		t.Fatal(err)
	}
	r := &receiver{T: t, home: t.TempDir()}
	r.env = append(os.Environ(), "HOME="+r.home, "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"),
		"SENTINEL_STATE_DIR="+filepath.Join(r.home, "state"), "SENTINEL_CONFIG="+r.write("config.toml", "[listen]\naddress = \"127.0.0.1:0\"\n"),
		"no_proxy=127.0.0.1")
	r.bin = bin
	return r
}

func (r *receiver) start() {
	r.Helper()
	monitor := exec.Command(filepath.Join(r.bin, "sentinelctl"), "run")
	monitor.Env, monitor.Dir = r.env, r.home
	monitor.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var log strings.Builder
	monitor.Stderr = &log
	if err := monitor.Start(); err != nil {
		r.Fatal(err)
	}
	r.Cleanup(func() {
		_ = monitor.Process.Signal(syscall.SIGTERM)
		if err := monitor.Wait(); err != nil || r.Failed() {
			r.Errorf("the monitor: %v\n%s", err, log.String())
		}
	})
	err := desktop.Until(r.Context(), "the monitor listens", func() bool {
		address, err := os.ReadFile(filepath.Join(r.home, "state", "address"))
		r.address = strings.TrimSpace(string(address))
		return err == nil && r.address != ""
	})
	if err != nil {
		r.Fatal(err)
	}
}

// write writes a file into the home folder and returns its path.
func (r *receiver) write(name, content string) string {
	r.Helper()
	path := filepath.Join(r.home, name)
	if err := os.WriteFile(path, []byte(content), 0o700); err != nil {
		r.Fatal(err)
	}
	return path
}

// run runs a program and returns what it printed; it must succeed.
func (r *receiver) run(program string, args ...string) string {
	r.Helper()
	if program == "sentinelctl" {
		program = filepath.Join(r.bin, program)
	}
	cmd := exec.CommandContext(r.Context(), program, args...)
	cmd.Env, cmd.Dir = r.env, r.home
	output, err := cmd.CombinedOutput()
	if err != nil {
		r.Fatalf("%s %q: %v\n%s", program, args, err, output)
	}
	return string(output)
}

// get asks the API and tells by which status it answered.
func (r *receiver) get(path string, into any) (status int) {
	r.Helper()
	request, err := http.NewRequestWithContext(r.Context(), http.MethodGet, "http://"+r.address+path, nil)
	if err != nil {
		r.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		r.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		r.Fatal(err)
	}
	return response.StatusCode
}

// subject is what the API says of a key; nil when it knows none.
func (r *receiver) subject(key string) map[string]any {
	r.Helper()
	var s map[string]any
	if r.get("/api/v1/subjects/"+strings.ReplaceAll(key, "/", "~"), &s) == http.StatusNotFound {
		return nil
	}
	return s
}

// shows checks what the API says of a key: field=value, several.
func (r *receiver) shows(key string, fields ...string) {
	r.Helper()
	s := r.subject(key)
	for _, field := range fields {
		name, want, _ := strings.Cut(field, "=")
		if got := fmt.Sprint(s[name]); s == nil || got != want {
			r.Errorf("%s: %s is %q, want %q", key, name, got, want)
		}
	}
}

// seedBeat is an account's heartbeat as the requirements of such robots give it.
const seedBeat = "testdata/account_heartbeat.json"

// posters are the ways in which people send a file with a heartbeat.
var posters = map[string]func(r *receiver, url, file string) string{
	"curl": func(r *receiver, url, file string) string {
		return r.run("curl", "-fsS", "-H", "Content-Type: application/json", "--data-binary", "@"+file, url)
	},
	"curl as a form": func(r *receiver, url, file string) string {
		return r.run("curl", "-fsS", "-d", "@"+file, url)
	},
	"curl in chunks": func(r *receiver, url, file string) string {
		return r.run("curl", "-fsS", "-H", "Transfer-Encoding: chunked", "-H", "Content-Type: application/json; charset=utf-8", "--data-binary", "@"+file, url)
	},
	"curl with gzip": func(r *receiver, url, file string) string {
		return r.run("sh", "-c", `gzip -c "$1" | curl -fsS -H 'Content-Encoding: gzip' -H 'Content-Type: application/json' --data-binary @- "$2"`, "sh", file, url)
	},
	"wget": func(r *receiver, url, file string) string {
		return r.run("wget", "-q", "-O", "-", "--header", "Content-Type: application/json", "--post-file", file, url)
	},
	"wget as a form": func(r *receiver, url, file string) string {
		return r.run("wget", "-q", "-O", "-", "--post-file", file, url)
	},
	"urllib as a form": func(r *receiver, url, file string) string {
		return r.run("python3", "-c", `import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1], open(sys.argv[2], "rb").read()).read().decode())`, url, file)
	},
	"MetaTrader": func(r *receiver, _, file string) string {
		body, err := os.ReadFile(file)
		if err != nil {
			r.Fatal(err)
		}
		terminal := openTerminal(r)
		return terminal.webRequest("/api/heartbeat/metatrader", body) + terminal.webRequest("/api/heartbeat/metatrader", body)
	},
}

// The heartbeat of the requirements is taken byte for byte, whoever sends it.
func TestRealClientsPost(t *testing.T) {
	t.Parallel()
	r := receive(t)
	file, err := filepath.Abs(seedBeat)
	if err != nil {
		t.Fatal(err)
	}
	for name, post := range posters {
		robot := strings.ToLower(strings.ReplaceAll(name, " ", "-"))
		if output := post(r, "http://"+r.address+"/api/heartbeat/"+robot, file); !strings.Contains(output, `{"accepted":1}`) {
			t.Errorf("%s was answered %q", name, output)
		}
		r.shows(robot+"/ACC_003", "kind=account", "status=active", "liveness=alive", "session_valid=true", "open_orders=2",
			"sent_at=2026-01-20T09:30:00+07:00", "source=receiver")
		if r.subject(robot) != nil {
			t.Errorf("%s: the beat of an account made its robot", name)
		}
	}
}

// terminal is a connection as a terminal of MetaTrader 5 holds it.
type terminal struct {
	*receiver
	net.Conn
	answers *bufio.Reader
}

func openTerminal(r *receiver) *terminal {
	r.Helper()
	conn, err := net.Dial("tcp", r.address)
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(func() { conn.Close() })
	return &terminal{r, conn, bufio.NewReader(conn)}
}

// webRequest sends what MQL5's WebRequest sends when a script names no headers
// of its own: JSON that says that it is a form.
func (m *terminal) webRequest(path string, body []byte) string {
	m.Helper()
	fmt.Fprintf(m, "POST %s HTTP/1.1\r\nAccept: */*\r\nAccept-Language: en\r\nContent-Type: application/x-www-form-urlencoded\r\n"+
		"User-Agent: MetaTrader 5 Terminal/5.4755 (Windows NT 10.0.19045; x64)\r\nHost: %s\r\nConnection: Keep-Alive\r\n"+
		"Content-Length: %d\r\n\r\n%s", path, m.address, len(body), body)
	response, err := http.ReadResponse(m.answers, nil)
	if err != nil {
		m.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		m.Errorf("MetaTrader: %s %s, %v", response.Status, answer, err)
	}
	return string(answer)
}

// Pings as they stand in crontabs and scripts.
func TestRealClientsPing(t *testing.T) {
	t.Parallel()
	r := receive(t)
	ping := func(rest string) string { return "http://" + r.address + "/ping/" + rest }
	for _, test := range []struct {
		key, status string
		client      []string
	}{
		{"a", "healthy", []string{"curl", "-fsS", "-m", "10", "--retry", "5", "-o", "/dev/null", ping("a")}},
		{"b", "healthy", []string{"curl", "-fsSI", ping("b")}},
		{"c", "healthy", []string{"wget", "--spider", "-q", "-T", "10", "-t", "1", ping("c")}},
		{"d", "healthy", []string{"wget", ping("d"), "-T", "10", "-t", "10", "-q", "-O", "/dev/null"}},
		{"e", "unhealthy", []string{"curl", "-fsS", ping("e/fail")}},
		{"f", "unhealthy", []string{"sh", "-c", "false; curl -fsS " + ping("f/") + "$?"}},
		{"g", "healthy", []string{"sh", "-c", "true; wget -q -O /dev/null " + ping("g/") + "$?"}},
		{"h", "healthy", []string{"sh", "-c", "echo Done | curl -fsS --data-binary @- " + ping("h")}},
		{"i/ACC_1", "active", []string{"curl", "-fsS", ping("i~ACC_1")}},
		{"i/ACC_2", "error", []string{"curl", "-fsS", ping("i~ACC_2/fail")}},
		{"j", "healthy", []string{"python3", "-c", "import urllib.request; urllib.request.urlopen('" + ping("j") + "', timeout=10)"}},
	} {
		r.run(test.client[0], test.client[1:]...)
		r.shows(test.key, "status="+test.status, "liveness=alive", "source=ping")
	}
	r.shows("h", "message=Done")
	if output := r.run("curl", "-fsS", ping("a")); output != "OK" {
		t.Errorf("a ping is answered %q", output)
	}
}

// What the README tells people to write does what it says.
func TestReadmeOverHTTP(t *testing.T) {
	t.Parallel()
	r := receive(t)
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, text, found := strings.Cut(string(readme), "\n### Over HTTP\n")
	if !found {
		t.Fatal("the README has no section Over HTTP")
	}
	text, _, _ = strings.Cut(text, "\n## ")
	const usual = "http://127.0.0.1:8787"
	if !strings.Contains(text, usual) {
		t.Fatalf("the README's examples do not post to %s", usual)
	}
	text = strings.ReplaceAll(text, usual, "http://"+r.address)
	text = strings.ReplaceAll(text, "/home/me/", r.home+"/")

	r.run("sh", "-ec", snippet(r, text, "sh"))
	r.shows("alpha", "status=healthy", "liveness=alive", "active_accounts=12", "active_tasks=5", "cause=")
	r.shows("alpha/ACC_003", "status=active", "session_valid=true", "open_orders=2", "cause=")
	r.shows("alpha/ACC_004", "status=idle")

	r.run("python3", "-c", snippet(r, text, "python"))
	r.shows("bravo", "status=healthy", "active_tasks=5", "cause=")
	r.shows("bravo/ACC_001", "status=active", "session_valid=true", "open_orders=2", "cause=")

	r.write("rebalance.sh", "#!/bin/sh\nexit 3\n")
	r.write("backup.sh", "#!/bin/sh\n")
	for line := range strings.Lines(snippet(r, text, "")) {
		fields := strings.Fields(line)
		if len(fields) < 6 {
			t.Fatalf("the crontab has the line %q", line)
		}
		r.run("sh", "-c", strings.Join(fields[5:], " ")) // after the five fields of time
	}
	r.shows("rebalance", "status=unhealthy", "source=ping")
	r.shows("backup", "status=healthy")
}

// snippet is the first block of a language.
func snippet(r *receiver, text, language string) string {
	r.Helper()
	_, rest, found := strings.Cut(text, "\n\n```"+language+"\n")
	content, _, ended := strings.Cut(rest, "\n```\n")
	if !found || !ended {
		r.Fatalf("the README has no example in %q", language)
	}
	return content
}

// A crowd of made-up robots arrives whole.
func TestSimulatedRobotsAreSeen(t *testing.T) {
	t.Parallel()
	r := receive(t)
	output := r.run("sh", "-c", "exec sentinelctl simulate --robots 3 --accounts 40 --interval 200ms --faults none --duration 1s")
	if !strings.Contains(output, " 0 refused, 0 not delivered.") {
		t.Error(output)
	}
	var page struct{ Total int }
	if r.get("/api/v1/subjects?limit=1", &page); page.Total != 44 { // default is built in
		t.Errorf("%d robots and accounts", page.Total)
	}
}
