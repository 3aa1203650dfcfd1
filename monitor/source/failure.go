package source

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/decode"
)

// failure is an exchange that brought no heartbeat. Its text is for people and
// holds no credentials and no query of a URL.
type failure struct {
	cause monitor.Cause // unreachable or unreadable
	why   string
	wait  time.Duration // how long the server asks us to leave it alone
	noDNS bool          // no DNS server answered
}

func (f *failure) Error() string { return f.why }

// refused tells of an answer whose status is not 200 to 299.
func (e *endpoint) refused(u *url.URL, answer *http.Response, complaint []byte) *failure {
	asked := u
	if answer.Request != nil && answer.Request.URL != nil {
		asked = answer.Request.URL // after redirects
	}
	code := answer.StatusCode
	says := strings.TrimSpace(fmt.Sprintf("%s answered %d %s", hostOf(asked), code, http.StatusText(code)))
	switch {
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		return unreadable("%s: check the user, password or token of this source", says)
	case code == http.StatusNotFound:
		return unreadable("%s: check the url of this source", says)
	case code == http.StatusTooManyRequests, code == http.StatusServiceUnavailable:
		f := unreadable("%s%s", says, e.complaint(complaint))
		if f.wait = retryAfter(answer.Header.Get("Retry-After"), time.Now()); f.wait > 0 {
			f.why += fmt.Sprintf("; it asks to wait %s", f.wait.Round(time.Second))
		}
		return f
	}
	return unreadable("%s%s", says, e.complaint(complaint))
}

// complaint is what a server says of its own failure, after ": ".
func (e *endpoint) complaint(body []byte) string {
	var said struct{ Message, Error any }
	if json.Unmarshal(body, &said) != nil {
		return ""
	}
	for _, value := range []any{said.Message, said.Error} {
		text, _ := value.(string)
		if text = decode.Clean(e.redact(text)); text != "" {
			return ": " + text
		}
	}
	return ""
}

// fails tells why there was no answer, or none that could be read to its end.
func (e *endpoint) fails(u *url.URL, err error) *failure {
	host := hostOf(u)
	// The text of a url.Error holds the URL: never shown.
	var at *url.Error
	if errors.As(err, &at) {
		if where, bad := url.Parse(at.URL); bad == nil && where.Host != "" {
			host = hostOf(where) // after redirects
		}
		err = at.Err
	}
	if f := redirectFailure(host, err); f != nil {
		return f
	}
	if f := tlsFailure(host, err); f != nil {
		return f
	}
	if f := e.networkFailure(host, err); f != nil {
		return f
	}
	if f := brokenAnswer(host, err); f != nil {
		return f
	}
	return unreachable("%s: no answer: %s", host, decode.Clean(e.redact(innermost(err))))
}

func redirectFailure(host string, err error) *failure {
	if errors.Is(err, errRedirects) || errors.Is(err, errScheme) {
		return unreadable("%s: %v; check the url of this source", host, err)
	}
	return nil
}

func tlsFailure(host string, err error) *failure {
	var (
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
		unknown x509.UnknownAuthorityError
		record  tls.RecordHeaderError
		alert   tls.AlertError
		verify  *tls.CertificateVerificationError
	)
	switch {
	case errors.As(err, &name):
		return unreachable("%s: TLS: its certificate is for another host", host)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return unreachable("%s: TLS: its certificate has expired or is not valid yet (or the clock here is wrong)", host)
	case errors.As(err, &unknown):
		return unreachable("%s: TLS: its certificate is signed by nobody that this machine trusts", host)
	case errors.As(err, &invalid), errors.As(err, &verify):
		return unreachable("%s: TLS: its certificate is not valid", host)
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return unreachable("%s: TLS: it does not speak TLS: is the url http:// rather than https://?", host)
	case errors.As(err, &alert):
		return unreachable("%s: TLS: it refused the handshake: %v", host, alert)
	}
	return nil
}

func (e *endpoint) networkFailure(host string, err error) *failure {
	var (
		dns  *net.DNSError
		op   *net.OpError
		slow interface{ Timeout() bool }
	)
	whom := host
	if errors.As(err, &op) && op.Op == "proxyconnect" {
		whom = "the proxy before " + host
	}
	switch {
	case strings.Contains(err.Error(), "invalid proxy"): // its text holds the proxy's URL
		return unreachable("%s: the proxy that the environment names cannot be used", host)
	case errors.As(err, &dns) && dns.IsNotFound:
		return unreachable("%s: DNS knows no such name", whom)
	case errors.As(err, &dns):
		f := unreachable("%s: DNS does not answer: is this machine online?", whom)
		f.noDNS = true
		return f
	case errors.Is(err, errnoRefused):
		return unreachable("%s refused the connection: is the robot's server running?", whom)
	case errors.Is(err, errnoNoNetwork), errors.Is(err, errnoNoHost):
		return unreachable("%s: no route: is this machine online?", whom)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return unreachable("%s timed out: no whole answer within %s", whom, e.timeout)
	case errors.Is(err, errnoReset), errors.Is(err, errnoAborted),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return unreachable("%s cut the connection", whom)
	}
	return nil
}

// brokenAnswer tells of an answer that is not HTTP, or not compressed as it
// says. net/http has no types for most of these.
func brokenAnswer(host string, err error) *failure {
	var corrupt flate.CorruptInputError
	text := err.Error()
	switch {
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt):
		return unreadable("%s: the answer is not compressed as it says", host)
	case strings.Contains(text, "malformed HTTP"), strings.Contains(text, "malformed MIME"),
		strings.Contains(text, "malformed chunked"), strings.Contains(text, "server response headers exceeded"),
		strings.Contains(text, "readLoopPeekFailLocked"): // it went on talking after its answer
		return unreadable("%s: the answer is not HTTP", host)
	}
	return nil
}

// innermost is the text of the error at the bottom: the layers above repeat
// addresses.
func innermost(err error) string {
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return err.Error()
}

// redact takes out of foreign text what may be a secret: credentials, and what
// stands in the query of the URL.
func (e *endpoint) redact(text string) string {
	secrets := []string{e.password, e.token}
	if e.base != nil {
		secrets = append(secrets, e.base.RawQuery)
		for _, values := range e.base.Query() {
			for _, value := range values {
				if len(value) >= 6 { // shorter ones are ordinary words
					secrets = append(secrets, value)
				}
			}
		}
	}
	for _, secret := range secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "…")
		}
	}
	return authorization.ReplaceAllString(text, "$1 …")
}

// authorization is what a server repeats of a header with credentials, ours or the
// proxy's.
var authorization = regexp.MustCompile(`(?i)\b(basic|bearer)\s+[A-Za-z0-9._~+/=-]{6,}`)
