package source

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sentinel/monitor"
)

// trouble polls and wants the same trouble from two polls in a row, with all
// the words.
func trouble(t *testing.T, s *HTTP, cause monitor.Cause, words ...string) {
	t.Helper()
	h := listen(t, s)
	for range 2 {
		r := h.next(monitor.Trouble)
		if r.Cause != cause {
			t.Errorf("cause %q, want %q: %s", r.Cause, cause, r.Why)
		}
		for _, word := range words {
			if !strings.Contains(r.Why, word) {
				t.Errorf("%q lacks %q", r.Why, word)
			}
		}
	}
	if state := s.State(); state.Healthy || state.Cause != cause {
		t.Errorf("%+v", state)
	}
	h.stop()
}

func TestAnswersWithoutAHeartbeat(t *testing.T) {
	code := func(code int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(code)
			io.WriteString(w, body)
		}
	}
	tests := []struct {
		name    string
		handler http.HandlerFunc
		words   []string
	}{
		{"401", code(401, ""), []string{"401 Unauthorized", "password or token"}},
		{"403", code(403, ""), []string{"403 Forbidden", "password or token"}},
		{"404", code(404, "no such page"), []string{"404 Not Found", "url"}},
		{"429", func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(429)
		}, []string{"429 Too Many Requests"}},
		{"500", code(500, `{"status":"error","message":"file \u001b[31mnot\nfound"}`), []string{"500 Internal Server Error: file", "not found"}},
		{"502", code(502, "<html>bad gateway</html>"), []string{"502 Bad Gateway"}},
		{"503", code(503, `{"status":"error","message":"no heartbeat yet"}`), []string{"503", "no heartbeat yet"}},
		{"777", code(777, ""), []string{"777"}},
		{"a redirect to nowhere", code(302, ""), []string{"302"}},
		{"not JSON", code(200, "<html>hello</html>"), nil},
		{"nothing", code(200, ""), nil},
		{"JSON without a status", code(200, `{"timestamp":"2026-01-20T09:30:00"}`), []string{"status"}},
		{"cut off", code(200, `{"status":"✅ Login succ`), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := NewHTTP(quick(serve(t, test.handler)), testTicks(t), nil)
			trouble(t, s, monitor.CauseUnreadable, test.words...)
			if why := s.State().Why; strings.ContainsAny(why, "\n\x1b") {
				t.Errorf("not cleaned: %q", why)
			}
		})
	}
}

func TestEndlessBody(t *testing.T) {
	gone := make(chan int64, 100)
	chunk := make([]byte, 64<<10)
	s := NewHTTP(quick(serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(int64(10<<30)))
		var sent int64
		for sent < 10<<30 {
			n, err := w.Write(chunk)
			sent += int64(n)
			if err != nil {
				break
			}
		}
		gone <- sent
	})), testTicks(t), nil)
	trouble(t, s, monitor.CauseUnreadable, "larger than 1 MiB")
	if sent := <-gone; sent > 64<<20 {
		t.Errorf("%d bytes were taken", sent)
	}
}

func TestGzipBomb(t *testing.T) {
	gone := make(chan bool, 100)
	var bomb bytes.Buffer // of 1 MiB; streams may follow each other
	z := gzip.NewWriter(&bomb)
	z.Write(make([]byte, 1<<20))
	z.Close()
	s := NewHTTP(quick(serve(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			t.Error("gzip is not asked for")
		}
		w.Header().Set("Content-Encoding", "gzip")
		for range 10 << 10 { // 10 GiB
			if _, err := w.Write(bomb.Bytes()); err != nil {
				break
			}
		}
		gone <- true
	})), testTicks(t), nil)
	trouble(t, s, monitor.CauseUnreadable, "larger than 1 MiB")
	<-gone
}

func TestCompressedAnswer(t *testing.T) {
	h := poll1(t, quick(serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		io.WriteString(z, `{"status":"💰 Trade executed","timestamp":"2026-01-20T09:30:00","uptime_seconds":1}`)
		z.Close()
	})))
	h.message("💰 Trade executed")
}

func TestNotCompressedAsItSays(t *testing.T) {
	s := NewHTTP(quick(serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		io.WriteString(w, `{"status":"💰 Trade executed"}`)
	})), testTicks(t), nil)
	trouble(t, s, monitor.CauseUnreadable, "compressed")
}

func TestRedirects(t *testing.T) {
	var hops atomic.Int64
	mux := http.NewServeMux()
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) {
		hops.Add(1)
		http.Redirect(w, r, "/loop", http.StatusFound)
	})
	mux.HandleFunc("/file", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
	})
	mux.HandleFunc("/hop/{n}", func(w http.ResponseWriter, r *http.Request) {
		var n int
		fmt.Sscan(r.PathValue("n"), &n)
		if n > 0 {
			http.Redirect(w, r, fmt.Sprintf("/hop/%d", n-1), http.StatusTemporaryRedirect)
			return
		}
		io.WriteString(w, `{"status":"💰 Trade executed","timestamp":"2026-01-20T09:30:00","uptime_seconds":1}`)
	})
	base := serve(t, mux.ServeHTTP)
	trouble(t, NewHTTP(quick(base+"/loop"), testTicks(t), nil), monitor.CauseUnreadable, "redirects more than 5 times")
	trouble(t, NewHTTP(quick(base+"/hop/6"), testTicks(t), nil), monitor.CauseUnreadable, "redirects more than 5 times")
	trouble(t, NewHTTP(quick(base+"/file"), testTicks(t), nil), monitor.CauseUnreadable, "neither http nor https")
	poll1(t, quick(base+"/hop/5")).message("💰 Trade executed")
}

// Credentials go to the configured server alone: not to another port of its
// host, and not in the Referer of its query.
func TestCredentialsStayWithTheirHost(t *testing.T) {
	for name, c := range map[string]HTTPConfig{
		"basic":  {User: "trader", Password: "secret"},
		"bearer": {Token: "secret"},
	} {
		t.Run(name, func(t *testing.T) {
			other := serve(t, func(w http.ResponseWriter, r *http.Request) {
				for key, values := range r.Header {
					if strings.Contains(strings.Join(values, " "), "secret") || key == "Authorization" || key == "Referer" {
						t.Errorf("%s: %s was sent to another host", key, values)
					}
				}
				io.WriteString(w, `{"status":"💰 Trade executed","timestamp":"2026-01-20T09:30:00","uptime_seconds":1}`)
			})
			own := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") == "" {
					t.Error("the configured server got no credentials")
				}
				if r.URL.Path == "/first" {
					http.Redirect(w, r, "/second", http.StatusFound)
					return
				}
				http.Redirect(w, r, other, http.StatusFound)
			})
			full := quick(own + "/first?key=secret")
			full.User, full.Password, full.Token = c.User, c.Password, c.Token
			poll1(t, full).message("💰 Trade executed")
		})
	}
}

func TestTrusts(t *testing.T) {
	for _, test := range []struct {
		base, next string
		want       bool
	}{
		{"https://a.example/x", "https://a.example/y", true},
		{"https://a.example/x", "https://A.Example:443/y", true},
		{"http://a.example/x", "https://a.example/y", true},
		{"https://a.example/x", "http://a.example/y", false},
		{"https://a.example/x", "https://b.a.example/y", false},
		{"https://a.example/x", "https://example/y", false},
		{"http://a.example/x", "http://a.example:8080/y", false},
		{"http://a.example:8080/x", "https://a.example/y", false},
	} {
		base, _ := url.Parse(test.base)
		next, _ := url.Parse(test.next)
		if got := trusts(base, next); got != test.want {
			t.Errorf("%s → %s: %v", test.base, test.next, got)
		}
	}
}

func TestProxyIsNotForThisMachine(t *testing.T) {
	for _, test := range []struct {
		url  string
		want bool
	}{
		{"http://localhost:1/", false},
		{"http://127.0.0.1/", false},
		{"http://127.9.9.9/", false},
		{"https://[::1]:5/", false},
		{"http://robot.localhost/", false},
		{"http://robot.example/", true},
		{"https://robot.example/", true},
	} {
		r, _ := http.NewRequest(http.MethodGet, test.url, nil)
		proxy, err := proxyFor(r)
		if err != nil || (proxy != nil) != test.want {
			t.Errorf("%s: proxy %v, %v", test.url, proxy, err)
		}
	}
}

func TestRefused(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	trouble(t, NewHTTP(quick("http://"+l.Addr().String()), testTicks(t), nil), monitor.CauseUnreachable, "refused", l.Addr().String())
}

func TestNoDNS(t *testing.T) {
	s := NewHTTP(quick("http://robot.example/?key=secret"), testTicks(t), nil)
	transport := s.server.client.Transport.(*http.Transport)
	transport.Proxy = nil
	transport.DialContext = (&net.Dialer{Resolver: &net.Resolver{
		PreferGo: true,
		Dial: func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: io.ErrClosedPipe}
		},
	}}).DialContext
	trouble(t, s, monitor.CauseUnreachable, "DNS does not answer", "robot.example")
}

// A proxy that cannot be used is told as such.
func TestProxyOfTheEnvironment(t *testing.T) {
	s := NewHTTP(quick("http://robot.example/"), testTicks(t), nil)
	s.server.client.Transport.(*http.Transport).DialContext = func(_ context.Context, network, address string) (net.Conn, error) {
		if address != "proxy.invalid:1" {
			t.Errorf("dialled %s", address)
		}
		return nil, &net.OpError{Op: "dial", Net: network, Err: errnoRefused}
	}
	trouble(t, s, monitor.CauseUnreachable, "the proxy before robot.example refused")
}

func TestNotHTTP(t *testing.T) {
	say := func(text string) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		go func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				http.ReadRequest(bufio.NewReader(conn))
				io.WriteString(conn, text)
				conn.Close()
			}
		}()
		return "http://" + l.Addr().String()
	}
	trouble(t, NewHTTP(quick(say("")), testTicks(t), nil), monitor.CauseUnreachable, "cut the connection")
	trouble(t, NewHTTP(quick(say("SSH-2.0-OpenSSH_9.2\r\n\r\n")), testTicks(t), nil), monitor.CauseUnreadable, "not HTTP")
	trouble(t, NewHTTP(quick(say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")), testTicks(t), nil), monitor.CauseUnreachable, "cut the connection")
	trouble(t, NewHTTP(quick(say("HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 100<<10)+"\r\n\r\n{}")), testTicks(t), nil), monitor.CauseUnreadable, "not HTTP")
}

func TestTLS(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `{"status":"💰 Trade executed","timestamp":"2026-01-20T09:30:00","uptime_seconds":1}`)
	})
	secure := func(certificate *tls.Certificate) (string, *x509.CertPool) {
		server := httptest.NewUnstartedServer(handler)
		server.Config.ErrorLog = log.New(io.Discard, "", 0) // of handshakes that are meant to fail
		if certificate != nil {
			server.TLS = &tls.Config{Certificates: []tls.Certificate{*certificate}}
		}
		server.StartTLS()
		t.Cleanup(server.Close)
		pool := x509.NewCertPool()
		leaf, err := x509.ParseCertificate(server.TLS.Certificates[0].Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		pool.AddCert(leaf)
		return server.URL, pool
	}
	trusting := func(url string, pool *x509.CertPool) *HTTP {
		s := NewHTTP(quick(url), testTicks(t), nil)
		s.server.client.Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: pool}
		return s
	}
	address, pool := secure(nil)
	listen(t, trusting(address, pool)).message("💰 Trade executed")
	trouble(t, NewHTTP(quick(address), testTicks(t), nil), monitor.CauseUnreachable, "TLS", "signed by nobody")
	trouble(t, trusting(strings.Replace(address, "127.0.0.1", "localhost", 1), pool), monitor.CauseUnreachable, "TLS", "another host")

	address, pool = secure(expired(t))
	trouble(t, trusting(address, pool), monitor.CauseUnreachable, "TLS", "expired")

	plain := serve(t, handler)
	trouble(t, NewHTTP(quick(strings.Replace(plain, "http:", "https:", 1)), testTicks(t), nil), monitor.CauseUnreachable, "TLS", "does not speak TLS")
}

// expired is a certificate for 127.0.0.1 that was good until yesterday.
func expired(t *testing.T) *tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		NotBefore:    time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(-24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA:        true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
