package api

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// selfMade writes a certificate for sentinel.example and its key, and returns
// who trusts it.
func selfMade(t *testing.T, dir string, serial int64) (certFile, keyFile string, trust *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "sentinel.example"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"sentinel.example"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true,
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	writePEM(t, keyFile, "PRIVATE KEY", secret)
	writePEM(t, certFile, "CERTIFICATE", cert)
	trust = x509.NewCertPool()
	parsed, err := x509.ParseCertificate(cert)
	if err != nil {
		t.Fatal(err)
	}
	trust.AddCert(parsed)
	return certFile, keyFile, trust
}

func writePEM(t *testing.T, path, kind string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: content}), 0o600); err != nil {
		t.Fatal(err)
	}
}

// serveTLS serves as for robots on other machines.
func serveTLS(t *testing.T, fake *fakeMonitor, certFile, keyFile string) (address string) {
	t.Helper()
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.UseTLS(certFile, keyFile); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	ended := make(chan struct{})
	handler := NewHandler(fake, Options{
		ControlToken: testToken, Receiver: true, Log: log,
		Hosts: []string{"sentinel.example"}, Tokens: []RobotToken{{"alpha", testRobotToken}},
	})
	go func() { defer close(ended); l.Serve(t.Context(), handler, "", log) }()
	t.Cleanup(func() { <-ended }) // t.Context has ended by then
	return l.Address
}

func secureClient(t *testing.T, trust *x509.CertPool, change func(*tls.Config)) *http.Client {
	c := &tls.Config{RootCAs: trust, ServerName: "sentinel.example", NextProtos: []string{"h2", "http/1.1"}}
	if change != nil {
		change(c)
	}
	transport := &http.Transport{TLSClientConfig: c}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func postSecurely(client *http.Client, address, token string) (*http.Response, error) {
	r, err := http.NewRequest("POST", "https://"+address+"/api/heartbeat", strings.NewReader(robotBeat))
	if err != nil {
		return nil, err
	}
	r.Host = "sentinel.example"
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := client.Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return response, err
}

func TestTLS(t *testing.T) {
	fake := newFake()
	certFile, keyFile, trust := selfMade(t, t.TempDir(), 1)
	address := serveTLS(t, fake, certFile, keyFile)
	client := secureClient(t, trust, nil)
	for token, want := range map[string]int{testRobotToken: 200, testToken: 200, "": 401, "wrong": 403} {
		response, err := postSecurely(client, address, token)
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != want || response.TLS.Version != tls.VersionTLS13 || response.ProtoMajor != 1 {
			t.Errorf("token %q: %s over %s %s", token, response.Status, response.Proto, tls.VersionName(response.TLS.Version))
		}
	}
	old := secureClient(t, trust, func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 })
	if response, err := postSecurely(old, address, testRobotToken); err == nil {
		t.Errorf("spoke %s", tls.VersionName(response.TLS.Version))
	}
	response, err := http.Post("http://"+address+"/api/heartbeat", "application/json", strings.NewReader(robotBeat))
	if err == nil {
		response.Body.Close()
		if response.StatusCode != http.StatusBadRequest {
			t.Errorf("without TLS: %s", response.Status)
		}
	}
}

// A renewed certificate is in force without a restart; until both its files are
// there the earlier one stays.
func TestCertificateIsRenewed(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile, trust := selfMade(t, dir, 1)
	address := serveTLS(t, newFake(), certFile, keyFile)
	serial := func(trust *x509.CertPool) int64 {
		t.Helper()
		response, err := postSecurely(secureClient(t, trust, nil), address, testRobotToken)
		if err != nil {
			t.Fatal(err)
		}
		return response.TLS.PeerCertificates[0].SerialNumber.Int64()
	}
	if got := serial(trust); got != 1 {
		t.Errorf("certificate %d", got)
	}
	newCert, newKey, newTrust := selfMade(t, t.TempDir(), 2)
	take := func(from, to string, at time.Time) {
		t.Helper()
		content, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(to, at, at); err != nil {
			t.Fatal(err)
		}
	}
	later := time.Now().Add(time.Minute)
	take(newCert, certFile, later)
	if got := serial(trust); got != 1 {
		t.Errorf("half renewed: certificate %d", got)
	}
	take(newKey, keyFile, later)
	if got := serial(newTrust); got != 2 {
		t.Errorf("renewed: certificate %d", got)
	}
	if err := os.Remove(certFile); err != nil {
		t.Fatal(err)
	}
	if got := serial(newTrust); got != 2 {
		t.Errorf("removed: certificate %d", got)
	}
}

func TestUseTLSRefuses(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile, _ := selfMade(t, dir, 1)
	_, otherKey, _ := selfMade(t, t.TempDir(), 2)
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte("certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, files := range map[string][2]string{
		"no certificate":    {filepath.Join(dir, "none"), keyFile},
		"no key":            {certFile, filepath.Join(dir, "none")},
		"another key":       {certFile, otherKey},
		"text":              {text, keyFile},
		"the wrong way":     {keyFile, certFile},
		"a folder":          {dir, keyFile},
		"text for its key ": {certFile, text},
	} {
		t.Run(name, func(t *testing.T) {
			err := new(Listener).UseTLS(files[0], files[1])
			if err == nil {
				t.Fatal("taken")
			}
			if !strings.Contains(err.Error(), files[0]) || !strings.Contains(err.Error(), files[1]) {
				t.Errorf("does not name the files: %v", err)
			}
		})
	}
}
