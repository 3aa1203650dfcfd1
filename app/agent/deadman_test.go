package agent

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The address is a secret: who knows it can say that we live.
const deadmanSecret = "7c1d9e"

func TestDeadmanIsAskedWhileTheMonitorLives(t *testing.T) {
	asked := make(chan string, 100)
	status := http.StatusOK
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Path
		w.WriteHeader(status)
	}))
	defer service.Close()
	t.Setenv("DEADMAN", service.URL+"/"+deadmanSecret)
	state := t.TempDir()
	path := filepath.Join(state, "config.toml")
	if err := os.WriteFile(path, []byte("[alerts]\ndeadman = \"env:DEADMAN\"\ndeadman_every = \"1s\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, stop := runEngineOf(t, Options{StateDir: state, ConfigPath: path})
	defer stop()
	client := &http.Client{Timeout: 5 * time.Second}
	if why := a.pingDeadman(t.Context(), client, "env:DEADMAN"); why != "" || <-asked != "/"+deadmanSecret {
		t.Errorf("asked: %s", why)
	}
	status = http.StatusNotFound
	for what, address := range map[string]string{
		"answered 404": "env:DEADMAN", "is not set": "env:NO_DEADMAN", "no answer from 127.0.0.1:1": "http://127.0.0.1:1/" + deadmanSecret,
	} {
		why := a.pingDeadman(t.Context(), client, address)
		if !strings.Contains(why, what) || strings.Contains(why, deadmanSecret) {
			t.Errorf("%s: %q", what, why)
		}
	}
	stop()
	for len(asked) > 0 {
		<-asked
	}
	if why := a.pingDeadman(t.Context(), client, "env:DEADMAN"); why != "" || len(asked) > 0 {
		t.Error(fmt.Sprint("a monitor that does not run says that it lives: ", why))
	}
}

// Who stands behind a redirect, such as a login page, learns no secret; and what
// a server writes into its status line reaches no screen.
func TestDeadmanThatIsElsewhere(t *testing.T) {
	referer := make(chan string, 1)
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		referer <- r.Referer()
		connection, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer connection.Close()
		_, _ = fmt.Fprint(connection, "HTTP/1.1 500 \x1b[2JAll is well\r\nContent-Length: 0\r\n\r\n")
	}))
	defer elsewhere.Close()
	service := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusFound))
	defer service.Close()
	a, stop := runEngineOf(t, Options{StateDir: t.TempDir()})
	defer stop()
	client := &http.Client{Timeout: 5 * time.Second, CheckRedirect: withoutReferer}
	why := a.pingDeadman(t.Context(), client, service.URL+"/"+deadmanSecret)
	if !strings.HasSuffix(why, "answered 500 Internal Server Error") {
		t.Errorf("%q", why)
	}
	if told := <-referer; told != "" {
		t.Errorf("it was told %q", told)
	}
}
