//go:build unix

package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// echo answers with a status and all that it was told.
func echo(t *testing.T, status int) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request bytes.Buffer
		_ = r.Write(&request)
		word := strings.NewReplacer("\r", "", "\n", " ").Replace(request.String())
		w.Header().Set("X-Echo", word)
		w.Header().Set("Location", "http://127.0.0.1:1"+r.URL.String())
		w.WriteHeader(status)
		if status == http.StatusOK && strings.HasPrefix(r.URL.Path, "/api") { // what a robot reports is its own
			_, _ = io.WriteString(w, `{"status":"idle","timestamp":"2026-01-20T09:30:00Z"}`)
			return
		}
		fmt.Fprintf(w, `{"ok":false,"status":%q,"timestamp":%[1]q,"error":%[1]q,"description":%[1]q,"message":%[1]q,"lines":[%[1]q]}`, word)
	}))
	t.Cleanup(server.Close)
	return server
}

// talker takes connections and says what it hears; or nothing, until the end.
func talker(t *testing.T, talks bool) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			if !talks {
				t.Cleanup(func() { _ = conn.Close() })
				continue
			}
			heard := make([]byte, 4096)
			n, _ := conn.Read(heard)
			_, _ = conn.Write(heard[:n])
			_ = conn.Close()
		}
	}()
	return l.Addr().String()
}

// failing are the beginnings of addresses at which each attempt fails in another
// way; or succeeds, and all is told back.
func failing(t *testing.T) map[string]string {
	t.Helper()
	certified := httptest.NewUnstartedServer(http.NotFoundHandler())
	certified.Config.ErrorLog = log.New(io.Discard, "", 0)
	certified.StartTLS()
	t.Cleanup(certified.Close)
	ways := map[string]string{
		"refused":     "http://" + freePort(t),
		"hangs":       "http://" + talker(t, false),
		"garbage":     "http://" + talker(t, true),
		"certificate": certified.URL,
		"no-tls":      "https://" + echo(t, http.StatusOK).Listener.Addr().String(),
		"proxied":     "http://hook.invalid",
		"unresolved":  "http://nowhere.invalid",
	}
	for _, status := range []int{200, 302, 307, 400, 401, 403, 404, 413, 429, 500, 503} {
		ways[fmt.Sprint(status)] = echo(t, status).URL
	}
	return ways
}

// withUser puts a user and a password into an address.
func withUser(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	u.User = url.UserPassword(canary, spiky)
	return u.String()
}

// watchtower is a monitor whose settings are full of secrets.
type watchtower struct {
	t        *testing.T
	dir      string
	address  string
	settings strings.Builder
	env      []string
	channels []string

	mu   sync.Mutex
	said map[string]string // by who said it
}

// hide puts a secret where settings may refer to it: in turns into the environment
// and into a file.
func (w *watchtower) hide(secret string) (reference string) {
	name := fmt.Sprintf("HIDDEN_%d", len(w.env))
	if len(w.env)%2 == 0 {
		w.env = append(w.env, name+"="+secret)
		return "env:" + name
	}
	w.env = append(w.env, name+"=elsewhere")
	path := filepath.Join(w.dir, "secrets", name)
	if err := os.WriteFile(path, []byte(secret+"\n"), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return "file:" + path
}

func (w *watchtower) section(format string, args ...any) {
	fmt.Fprintf(&w.settings, format+"\n", args...)
}

func (w *watchtower) channel(name, kind, address string) {
	w.channels = append(w.channels, name)
	w.section("[[channel]]\nname = %q\nkind = %q\nurl = %q", name, kind, w.hide(address))
}

// furnish writes settings with secrets wherever there may be some.
func (w *watchtower) furnish(ways map[string]string) {
	w.section("[listen]\naddress = %q\n[defaults]\ninterval = \"1s\"\ngrace = \"100ms\"\n[alerts]\ngroup_wait = \"10ms\"\ngroup_interval = \"10ms\"\ndigest = \"\"\ndeadman_every = \"1s\"\ndeadman = %q",
		w.address, w.hide(withUser(ways["500"])+"/"+canary+"?key="+canary))
	w.section("[[token]]\nrobot = \"tokened\"\nvalue = %q", w.hide(canary+canary))
	path := "/" + canary + "?key=" + canary
	for way, address := range ways {
		host := strings.TrimPrefix(strings.TrimPrefix(address, "http://"), "https://")
		w.channel("hook-"+way, "webhook", withUser(address)+path)
		w.section("secret = %q", w.hide(spiky))
		w.channel("manager-"+way, "alertmanager", withUser(address)+path)
		w.channel("generic-"+way, "shoutrrr", "generic+"+address+path+"&@Authorization="+canary)
		w.channel("ntfy-"+way, "shoutrrr", fmt.Sprintf("ntfy://%s:%[1]s@%s/%[1]s?scheme=http", canary, host))
		w.channel("mattermost-"+way, "shoutrrr", fmt.Sprintf("mattermost://%s/%s?disabletls=yes", host, canary))
		if strings.HasPrefix(host, "127.") {
			w.channel("mail-"+way, "shoutrrr", fmt.Sprintf("smtp://%s:%[1]s@%s/?from=a@b.example&to=c@d.example&encryption=None", canary, host))
		}
		w.section("[[source]]\nname = \"basic-%s\"\nkind = \"http\"\nurl = %q\nevery = \"500ms\"\nmax_misses = 1\nuser = %q\npassword = %q", way, address+"/api", w.hide(canary), w.hide(spiky))
		w.section("[[source]]\nname = \"bearer-%s\"\nkind = \"http\"\nurl = %q\nevery = \"500ms\"\nmax_misses = 1\ntoken = %q", way, address+"/api", w.hide(canary))
		w.section("[[recovery]]\nrobot = \"ill-%s\"\nurl = %q\nmode = \"on\"\nafter = \"1s\"\nopen_orders = \"any\"\ntimeout = \"2s\"", way, w.hide(withUser(address)+path))
	}
	// Services that are far away: the proxy refuses the way to them.
	for name, address := range map[string]string{
		"slack": "slack://hook:" + strings.Repeat("T", 9) + "-" + strings.Repeat("B", 9) + "-" + canary + canary + "@webhook", "slackbot": "slack://xoxb:123456789012-1234567890123-" + canary + canary + "@C001",
		"telegram": "telegram://123456789:" + canary + canary + canary[:11] + "@telegram?chats=1", "discord": "discord://" + canary + "@123456789012345678",
		"pushover": "pushover://shoutrrr:" + canary + "@" + canary, "unreadable": "telegram://" + canary, "nothing": canary + "://" + canary,
	} {
		w.channel(name, "shoutrrr", address)
	}
}

// command is sentinelctl, with the secrets in its environment and a proxy that
// takes nobody.
func (w *watchtower) command(ctx context.Context, proxy string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "sentinelctl", append(args, "--config", filepath.Join(w.dir, "config.toml"), "--state-dir", filepath.Join(w.dir, "state"), "--log-level", "debug")...)
	cmd.Env = slices.Concat(os.Environ(), w.env, []string{"HTTP_PROXY=" + proxy, "HTTPS_PROXY=" + proxy, "NO_PROXY=nowhere.invalid", "GOTRACEBACK=all", "HOME=" + w.dir})
	return cmd
}

func (w *watchtower) heard(who, text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.said[who] += text
}

// ask asks for one page and keeps the answer, its headers too.
func (w *watchtower) ask(ctx context.Context, method, path, token string) {
	request, err := http.NewRequestWithContext(ctx, method, "http://"+w.address+path, nil)
	if err != nil {
		w.t.Error(err)
		return
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		w.t.Errorf("%s: %v", path, err)
		return
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil && ctx.Err() == nil {
		w.t.Errorf("%s: %v", path, err)
	}
	w.heard(method+" "+path, fmt.Sprint(response.Header)+string(body))
}

// tried waits until each robot was started again without avail.
func (w *watchtower) tried(ctx context.Context, client *api.Client, robots int) {
	again := time.NewTicker(between)
	defer again.Stop()
	for {
		tried := map[monitor.Key]bool{}
		incidents, err := client.Incidents(ctx, api.IncidentQuery{State: "all"})
		if err != nil {
			w.t.Fatal(err)
		}
		for _, i := range incidents {
			for _, note := range i.Notes {
				if strings.Contains(note.Text, "answer") {
					tried[i.Key] = true
				}
			}
		}
		if len(tried) == robots {
			return
		}
		select {
		case <-ctx.Done():
			w.t.Fatalf("of %d robots only %d were started again: %+v", robots, len(tried), incidents)
		case <-again.C:
		}
	}
}

// askAll asks for all that the API tells, and lets all channels be tried.
func (w *watchtower) askAll(ctx context.Context, client *api.Client, token string) {
	incidents, err := client.Incidents(ctx, api.IncidentQuery{State: "all"})
	if err != nil {
		w.t.Fatal(err)
	}
	paths := []string{
		"/", "/healthz", "/metrics", "/api/heartbeat/status?robot=tokened", "/badge/tokened.svg", "/api/v1/subjects", "/api/v1/subjects/tokened",
		"/api/v1/subjects/tokened/rhythm", "/api/v1/sources", "/api/v1/incidents?state=all", "/api/v1/channels", "/api/v1/messages", "/api/v1/history",
		"/api/v1/remembered", "/api/v1/history/tokened", "/api/v1/history/tokened/beats", "/api/v1/info", "/api/v1/nowhere",
	}
	for _, i := range incidents {
		paths = append(paths, "/api/v1/incidents/"+i.ID)
	}
	sources, err := client.Sources(ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range sources {
		for _, what := range []string{"health", "status", "logs"} {
			paths = append(paths, "/api/v1/sources/"+s.Name+"/remote?what="+what)
		}
	}
	var asking sync.WaitGroup
	for _, path := range paths {
		asking.Go(func() { w.ask(ctx, http.MethodGet, path, token) })
	}
	for _, name := range w.channels {
		asking.Go(func() { w.ask(ctx, http.MethodPost, "/api/v1/channels/"+name+"/test", token) })
	}
	asking.Wait()
}

// runAll runs the commands that tell of channels and sources.
func (w *watchtower) runAll(ctx context.Context, proxy string) {
	commands := [][]string{
		{"doctor"},
		{"doctor", "--json"},
		{"incidents", "tokened", "--why"},
		{"incidents", "--json"},
		{"channel", "list"},
		{"channel", "list", "--json"},
		{"config", "check"},
		{"status"},
		{"status", "--json"},
		{"channel", "test", "hook-401"},
		{"channel", "test", "nothing"},
		{"channel", "test", canary},
	}
	var running sync.WaitGroup
	for _, args := range commands {
		running.Go(func() {
			output, err := w.command(ctx, proxy, args...).CombinedOutput()
			if _, ended := errors.AsType[*exec.ExitError](err); err != nil && !ended {
				w.t.Errorf("%v: %v", args, err)
			}
			w.heard(strings.Join(args, " "), strings.ReplaceAll(string(output), quoted(canary), "")) // that was asked for
		})
	}
	running.Wait()
}

func quoted(text string) string { return fmt.Sprintf("%q", text) }

// watch lets the monitor run until all has failed and was told, and ends it by a
// signal that makes it dump all its goroutines.
func (w *watchtower) watch(ctx context.Context, proxy string, ways map[string]string, by syscall.Signal) {
	run := w.command(ctx, proxy, "run")
	var out, said bytes.Buffer
	run.Stdout, run.Stderr = &out, &said
	if err := run.Start(); err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = run.Process.Kill() }()
	(&fleetUnderFire{url: "http://" + w.address}).awaitLife(w.t, &said)
	state := filepath.Join(w.dir, "state")
	client, err := api.Dial(state)
	if err != nil {
		w.t.Fatal(err)
	}
	defer client.Close()
	token, err := os.ReadFile(filepath.Join(state, "control-token"))
	if err != nil {
		w.t.Fatal(err)
	}
	listening, stop := context.WithCancel(ctx)
	var events sync.WaitGroup
	events.Go(func() { w.ask(listening, http.MethodGet, "/api/v1/events", strings.TrimSpace(string(token))) })
	w.post(ctx, "tokened", "unhealthy", canary+canary, http.StatusOK)
	w.post(ctx, "tokened", "unhealthy", canary+"not", http.StatusForbidden)
	for way := range ways {
		w.post(ctx, "ill-"+way, "healthy", "", http.StatusOK) // and never again
	}
	w.tried(ctx, client, len(ways))
	var running sync.WaitGroup
	running.Go(func() { w.runAll(ctx, proxy) })
	w.askAll(ctx, client, strings.TrimSpace(string(token)))
	running.Wait()
	stop()
	events.Wait()
	if err := run.Process.Signal(by); err != nil {
		w.t.Fatal(err)
	}
	_ = run.Wait()
	if !strings.Contains(said.String(), "goroutine 1 ") {
		w.t.Errorf("%s made it dump nothing", by)
	}
	w.heard("its output", out.String())
	w.heard("its log", said.String())
}

// post reports how a robot is. It is told to send again while the disk is busy, as
// it may be with so much that fails, and does so as robots do.
func (w *watchtower) post(ctx context.Context, robot, status, token string, want int) {
	for w.postOnce(ctx, robot, status, token, want) == http.StatusServiceUnavailable {
	}
}

func (w *watchtower) postOnce(ctx context.Context, robot, status, token string, want int) (answered int) {
	body := fmt.Sprintf(`{"event":"ROBOT_HEARTBEAT","status":%q,"timestamp":%q}`, status, time.Now().Format(time.RFC3339Nano))
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+w.address+"/api/heartbeat/"+robot, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(response.Body)
	w.heard("the answer to a beat", string(answer))
	if code := response.StatusCode; code != want && code != http.StatusServiceUnavailable {
		w.t.Errorf("a beat is answered %s: %s", response.Status, answer)
	}
	return response.StatusCode
}

// Everything fails in every way, and nobody hears of a secret: not in the log, not
// from the API, not at the command line, not in what is dumped when it crashes, not
// in any file of its own.
func TestNoSecretLeavesTheMonitor(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 6*time.Minute)
	defer cancel()
	w := &watchtower{t: t, dir: t.TempDir(), address: freePort(t), said: map[string]string{}}
	if err := os.Mkdir(filepath.Join(w.dir, "secrets"), 0o700); err != nil {
		t.Fatal(err)
	}
	ways := failing(t)
	w.furnish(ways)
	if err := os.WriteFile(filepath.Join(w.dir, "config.toml"), []byte(w.settings.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if around := sung(w.settings.String()); around != "" {
		t.Fatalf("the settings themselves hold %s", around)
	}
	refusing := withUser(echo(t, http.StatusProxyAuthRequired).URL)
	w.watch(ctx, refusing, ways, syscall.SIGQUIT)
	w.watch(ctx, withUser("http://"+freePort(t)), ways, syscall.SIGABRT)
	for who, text := range w.said {
		if around := sung(text); around != "" {
			t.Errorf("%s says %s", who, around)
		}
	}
	err := filepath.WalkDir(filepath.Join(w.dir, "state"), func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if around := sung(string(content)); around != "" {
			t.Errorf("in %s stands %q", entry.Name(), around)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
