//go:build desktop && linux

package e2e

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"mime"
	"net"
	"net/http"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sentinel/app/e2e/desktop"
	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/alert/channel"
)

// mailServer is Debian's aiosmtpd.
type mailServer struct {
	port  string
	lines *bufio.Reader
}

func startMailServer(t *testing.T, args ...string) *mailServer {
	t.Helper()
	cmd := exec.Command("/usr/bin/python3", append([]string{"testdata/mailserver.py"}, args...)...) // which knows Debian's modules
	cmd.Stderr = t.Output()
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	s := &mailServer{lines: bufio.NewReader(out)}
	if s.port, err = s.lines.ReadString('\n'); err != nil {
		t.Fatalf("the mail server did not start (is the package python3-aiosmtpd installed?): %v", err)
	}
	s.port = strings.TrimSpace(s.port)
	return s
}

// taken is a mail as the server took it.
type taken struct {
	From, Mail string
	To         []string
	Encrypted  bool
	User       any
}

func (s *mailServer) next(t *testing.T) taken {
	t.Helper()
	line, err := s.lines.ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	var m taken
	if err := json.Unmarshal(line, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// certificate writes a certificate for localhost and its key, and returns where.
func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// A real mail server takes what sentinelctl sends, in the clear and encrypted,
// and refuses what it must.
func TestMailIsTaken(t *testing.T) {
	t.Parallel()
	cert, key := certificate(t)
	open, closed := startMailServer(t), startMailServer(t, cert, key, "trader", "right one")
	try := func(url string, trust ...string) (string, int) {
		r := newReceiver(t)
		r.env = append(r.env, "SENTINEL_CONFIG="+r.write("mail.toml", "[[channel]]\nname = \"mail\"\nkind = \"shoutrrr\"\nurl = \"env:MAIL\"\n"), "MAIL="+url)
		r.env = append(r.env, trust...)
		cmd := exec.Command(filepath.Join(r.bin, "sentinelctl"), "channel", "test", "mail")
		cmd.Env = r.env
		output, _ := cmd.CombinedOutput() // its exit code tells
		return string(output), cmd.ProcessState.ExitCode()
	}
	query := "/?from=sentinel@example.com&to=me%2Balerts@example.com"

	if said, code := try("smtp://localhost:" + open.port + query); code != 0 {
		t.Fatalf("in the clear: exit %d: %s", code, said)
	}
	got := open.next(t)
	if got.Encrypted || got.From != "sentinel@example.com" || len(got.To) != 1 || got.To[0] != "me+alerts@example.com" {
		t.Errorf("in the clear: %+v", got)
	}
	m, err := mail.ReadMessage(strings.NewReader(got.Mail))
	if err != nil {
		t.Fatal(err)
	}
	if subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil || !strings.HasPrefix(subject, "TEST: ") {
		t.Errorf("subject %q, %v", subject, err)
	}

	trusted := "SSL_CERT_FILE=" + cert
	if said, code := try("smtp://trader:right%20one@localhost:"+closed.port+query, trusted); code != 0 {
		t.Fatalf("encrypted: exit %d: %s", code, said)
	}
	if got := closed.next(t); !got.Encrypted || got.User != "trader" {
		t.Errorf("encrypted: %+v", got)
	}
	for name, test := range map[string]struct{ url, trust, says string }{
		"a wrong password": {"smtp://trader:cAnArY@localhost:" + closed.port + query, trusted, "does not take the user and password (535)"},
		"no password":      {"smtp://localhost:" + closed.port + query, trusted, "the mail server does not take"},
		"not trusted":      {"smtp://trader:cAnArY@localhost:" + closed.port + query, "SSL_CERT_FILE=" + os.DevNull, "TLS: its certificate is signed by nobody that this machine trusts"},
	} {
		said, code := try(test.url, test.trust)
		if code != 1 || !strings.Contains(said, test.says) || strings.Contains(said, "cAnArY") {
			t.Errorf("%s: exit %d: %s", name, code, said)
		}
	}
}

// alertmanager is Debian's prometheus-alertmanager.
func startAlertmanager(t *testing.T) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	config := filepath.Join(folder, "alertmanager.yml")
	// Its own time-out is what would make a silent robot well again.
	if err := os.WriteFile(config, []byte("global: {resolve_timeout: 1ms}\nroute: {receiver: nobody}\nreceivers: [{name: nobody}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("prometheus-alertmanager", "--config.file="+config, "--storage.path="+folder, "--web.listen-address="+address, "--cluster.listen-address=")
	cmd.Stdout, cmd.Stderr = t.Output(), t.Output()
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatalf("starting Alertmanager (is the package prometheus-alertmanager installed?): %v", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	url = "http://" + address
	err = desktop.Until(t.Context(), "Alertmanager is ready", func() bool {
		response, err := http.Get(url + "/-/ready")
		if err != nil {
			return false
		}
		_ = response.Body.Close()
		return response.StatusCode == http.StatusOK
	})
	if err != nil {
		t.Fatal(err)
	}
	return url
}

// firing are the alerts that Alertmanager has: severity, cause, robot, account
// and what it says.
func firing(t *testing.T, url string) []string {
	t.Helper()
	response, err := http.Get(url + "/api/v2/alerts")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var alerts []struct {
		Labels, Annotations map[string]string
	}
	if err := json.NewDecoder(response.Body).Decode(&alerts); err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, a := range alerts {
		l := a.Labels
		list = append(list, fmt.Sprintf("%s %s %s/%s: %s", l["severity"], l["cause"], l["robot"], l["account"], a.Annotations["summary"]))
	}
	return list
}

// A real Alertmanager has an alert for as long as there is trouble, one at a
// time.
func TestAlertmanagerFollowsAnIncident(t *testing.T) {
	t.Parallel()
	url := startAlertmanager(t)
	sender, err := channel.New(channel.Options{
		Kind: channel.KindAlertmanager, URL: url,
		Text: func(m alert.Message) (title, body string) { return view.AlertText(m, time.Now()) },
	})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now().Add(-time.Minute)
	i := monitor.Incident{
		ID: "i1", Key: "alpha/ACC_003", Kind: monitor.KindAccount, Robot: "alpha", Account: "ACC_003",
		Level: monitor.LevelWarning, Cause: monitor.CauseDegraded, Opened: began,
	}
	told := func(kind alert.Kind, want ...string) {
		t.Helper()
		m := alert.Message{ID: string(kind), Kind: kind, At: time.Now(), Incidents: []monitor.Incident{i}}
		if err := sender.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		var got []string
		err := desktop.Until(t.Context(), fmt.Sprintf("%s: %q", kind, want), func() bool {
			got = firing(t, url)
			return strings.Join(got, "\n") == strings.Join(want, "\n")
		})
		if err != nil {
			t.Fatalf("%v; there is %q", err, got)
		}
	}
	told(alert.Opened, "warning degraded alpha/ACC_003: ▲ Warning: ACC_003 reports that it is degraded")
	i.Level, i.Cause = monitor.LevelCritical, monitor.CauseMissing
	told(alert.Worsened, "critical missing alpha/ACC_003: ⬣ Critical: ACC_003 went silent, and it is getting worse")
	ended := time.Now()
	i.Closed = &ended
	told(alert.Recovered)
}
