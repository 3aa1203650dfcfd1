package agent

import (
	"cmp"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sentinel/monitor"
)

// newWorldBehindTLS is a world whose doors are open to other machines, with a
// client that trusts its certificate.
func newWorldBehindTLS(t *testing.T, config string) (*world, *http.Client) {
	t.Helper()
	trusted := httptest.NewTLSServer(nil) // for its certificate, which is for 127.0.0.1
	t.Cleanup(trusted.Close)
	pair := trusted.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, block := range map[string]*pem.Block{
		"cert.pem": {Type: "CERTIFICATE", Bytes: pair.Certificate[0]},
		"key.pem":  {Type: "PRIVATE KEY", Bytes: key},
	} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	certificate := "[listen]\naddress = \"0.0.0.0:0\"\ntls_cert = \"CERTS/cert.pem\"\ntls_key = \"CERTS/key.pem\"\n"
	return newWorld(t, strings.ReplaceAll(certificate, "CERTS", filepath.ToSlash(dir))+config), trusted.Client()
}

// doors waits until both are open, and returns the URLs at which this machine
// reaches that of other machines and its own.
func (w *world) doors() (far, near string) {
	w.t.Helper()
	w.untilNotices("open doors", func([]string) bool { return w.agent.Info().Address != "" })
	_, port, err := net.SplitHostPort(w.agent.front.doors[0].listener.Address)
	if err != nil {
		w.t.Fatal(err)
	}
	return "https://127.0.0.1:" + port, "http://" + w.agent.Info().Address
}

const aBeat = `{"event":"ROBOT_HEARTBEAT","status":"healthy","timestamp":"2026-01-20T09:30:00+07:00"}`

// ask sends a request, a beat when it is a POST, and returns the status of the
// answer.
func ask(t *testing.T, client *http.Client, method, url, token string) int {
	t.Helper()
	var body io.Reader
	if method == http.MethodPost {
		body = strings.NewReader(aBeat)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode
}

// Other machines come in by TLS and show a token whatever they want; programs on
// this one need neither, but for the robots that have a token.
func TestTwoDoors(t *testing.T) {
	t.Setenv("TOKEN_OF_ALPHA", "secret-of-alpha")
	w, client := newWorldBehindTLS(t, "[[token]]\nrobot = \"alpha\"\nvalue = \"env:TOKEN_OF_ALPHA\"\n")
	far, near := w.doors()
	for _, test := range []struct {
		door, method, path, token string
		want                      int
	}{
		{far, "GET", "/healthz", "", 200},
		{far, "GET", "/api/v1/subjects", "", 401},
		{far, "GET", "/api/v1/subjects", "secret-of-alpha", 200},
		{far, "GET", "/api/v1/subjects", "secret-of-nobody", 403},
		{far, "POST", "/api/heartbeat/alpha", "", 401},
		{far, "POST", "/api/heartbeat/alpha", "secret-of-nobody", 403},
		{far, "POST", "/api/heartbeat/bravo", "secret-of-alpha", 403},
		{far, "POST", "/api/heartbeat", "secret-of-alpha", 200},
		{far, "POST", "/api/heartbeat/bravo", "", 401},
		{strings.Replace(far, "https:", "http:", 1), "GET", "/healthz", "", 400},
		{near, "GET", "/api/v1/subjects", "", 200},
		{near, "GET", "/api/v1/subjects/bravo", "", 404},
		{near, "POST", "/api/heartbeat/bravo", "", 200},
		{near, "GET", "/api/v1/subjects/bravo", "", 200},
		{near, "POST", "/api/heartbeat/alpha", "", 401},
		{near, "POST", "/api/heartbeat/alpha", "secret-of-alpha", 200},
	} {
		name := "near"
		if test.door != near {
			name = "far"
		}
		if got := ask(t, client, test.method, test.door+test.path, test.token); got != test.want {
			t.Errorf("%s: %s %s with %q: %d, want %d", name, test.method, test.path, cmp.Or(test.token, "no token"), got, test.want)
		}
	}
	if s, err := w.agent.Subject(t.Context(), "alpha"); err != nil || s.Status != monitor.StatusHealthy {
		t.Errorf("what came in by the far door shows as %+v, %v", s, err)
	}
	found, err := os.ReadFile(filepath.Join(w.dir, "state", "address"))
	if err != nil || "http://"+strings.TrimSpace(string(found)) != near {
		t.Errorf("clients are sent to %q, %v; want %s", found, err, near)
	}
	if notices := w.agent.Notices(); len(notices) > 0 {
		t.Errorf("all is well, and people are told %q", notices)
	}
}

// A door that is open to robots which can show no token stays shut for them
// without a word, were it not said. A token takes effect while the monitor runs,
// and so does another one in its file.
func TestTokensAreMissedAndTakenUp(t *testing.T) {
	w, client := newWorldBehindTLS(t, "")
	far, _ := w.doors()
	if text := w.untilNotices("that nobody can post", some)[0]; !strings.Contains(text, "0.0.0.0:") && !strings.Contains(text, "[::]:") || !strings.Contains(text, "[[token]]") {
		t.Errorf("people are told %q", text)
	}
	before, err := os.ReadFile(w.config)
	if err != nil {
		t.Fatal(err)
	}
	w.write("token", "first")
	w.write("config.toml", string(before)+"[[token]]\nrobot = \"alpha\"\nvalue = 'file:"+filepath.Join(w.dir, "token")+"'\n")
	w.untilNotices("a token for the robot", none)
	if got := ask(t, client, "POST", far+"/api/heartbeat", "first"); got != 200 {
		t.Errorf("the first token: %d", got)
	}
	w.write("token", "\n")
	w.untilNotices("a token of no use", some)
	w.write("token", "the second")
	w.untilNotices("the second token", none)
	if got := ask(t, client, "POST", far+"/api/heartbeat", "the second"); got != 200 {
		t.Errorf("the second token: %d", got)
	}
	if got := ask(t, client, "POST", far+"/api/heartbeat", "first"); got != 403 {
		t.Errorf("the first token, replaced: %d", got)
	}
}
