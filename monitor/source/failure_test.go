package source

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sentinel/monitor"
)

func TestFailureInWords(t *testing.T) {
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	tests := []struct {
		err   error
		cause monitor.Cause
		words string
	}{
		{dial(&net.DNSError{Err: "no such host", Name: "robot.example", IsNotFound: true}), monitor.CauseUnreachable, "DNS knows no such name"},
		{dial(&net.DNSError{Err: "i/o timeout", IsTimeout: true}), monitor.CauseUnreachable, "DNS does not answer"},
		{dial(errnoRefused), monitor.CauseUnreachable, "refused the connection"},
		{dial(errnoNoNetwork), monitor.CauseUnreachable, "no route"},
		{dial(errnoNoHost), monitor.CauseUnreachable, "no route"},
		{&net.OpError{Op: "read", Err: errnoReset}, monitor.CauseUnreachable, "cut the connection"},
		{io.EOF, monitor.CauseUnreachable, "cut the connection"},
		{context.DeadlineExceeded, monitor.CauseUnreachable, "timed out"},
		{&net.OpError{Op: "remote error", Err: tls.AlertError(40)}, monitor.CauseUnreachable, "refused the handshake"},
		{http.ErrSchemeMismatch, monitor.CauseUnreachable, "does not speak TLS"},
		{errRedirects, monitor.CauseUnreadable, "redirects more than 5 times"},
		{errors.New(`invalid proxy address "http://me:hunter2@proxy": bad`), monitor.CauseUnreachable, "proxy"},
		{errors.New("readLoopPeekFailLocked: %!w(<nil>)"), monitor.CauseUnreadable, "not HTTP"},
		{errors.New("strange: tok-123456 and hunter2 and q=verysecret\x1b[0m"), monitor.CauseUnreachable, "no answer: strange"},
	}
	e := newEndpoint(HTTPConfig{URL: "https://me:hunter2@robot.example/status?q=verysecret", Token: "tok-123456"})
	for _, test := range tests {
		wrapped := &url.Error{Op: "Get", URL: "https://me:hunter2@robot.example/status?q=verysecret", Err: fmt.Errorf("x: %w", test.err)}
		f := e.fails(e.base, wrapped)
		if f.cause != test.cause || !strings.Contains(f.why, test.words) || !strings.Contains(f.why, "robot.example") {
			t.Errorf("%v: %+v, want %s %q", test.err, f, test.cause, test.words)
		}
		if want := test.words == "DNS does not answer"; f.noDNS != want {
			t.Errorf("%v: noDNS is %v", test.err, f.noDNS)
		}
		for _, secret := range []string{"hunter2", "verysecret", "tok-123456", "\x1b", "url.Error", "net.Op"} {
			if strings.Contains(f.why, secret) {
				t.Errorf("%q holds %q", f.why, secret)
			}
		}
	}
}

func TestServersDoNotEchoSecrets(t *testing.T) {
	c := quick(serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(500)
		fmt.Fprintf(w, `{"error":"you sent %s and %s"}`, r.Header.Get("Authorization"), r.URL.RawQuery)
	}) + "?key=verysecret")
	c.Token = "tok-123456"
	h := poll1(t, c)
	if r := h.next(monitor.Trouble); strings.Contains(r.Why, "tok-123456") || strings.Contains(r.Why, "verysecret") ||
		!strings.Contains(r.Why, "you sent Bearer …") {
		t.Errorf("%q", r.Why)
	}
}

func TestURLThatCannotBeUsed(t *testing.T) {
	for _, bad := range []string{"", "robot.example/status", "ftp://robot.example/", "http://", "http://me:secret@[::1", "://secret", "file:///etc/passwd"} {
		s := NewHTTP(quick(bad), testTicks(t), nil)
		trouble(t, s, monitor.CauseUnreachable, "url of this source")
		if state := s.State(); strings.Contains(fmt.Sprint(state), "secret") {
			t.Errorf("%+v", state)
		}
		if _, err := s.Remote(t.Context(), "health", "", 0); err == nil {
			t.Error("Remote: no error")
		}
		s.Look()
	}
}
