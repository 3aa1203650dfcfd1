package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/decode"
)

const (
	// maxAnswer is the largest answer that is read, in bytes after decompression.
	maxAnswer = 1 << 20
	// maxComplaint is how much of an answer that reports an error is read.
	maxComplaint = 16 << 10
	maxRedirects = 5
	// maxWait is the longest that a server may ask us to wait.
	maxWait = 10 * time.Minute
)

// Why a redirect is not followed. Their texts are for people.
var (
	errRedirects = errors.New("it redirects more than 5 times")
	errScheme    = errors.New("it redirects to something that is neither http nor https")
)

// endpoint is the server that a source asks, with the credentials to do so.
// Any goroutine may use it.
type endpoint struct {
	base    *url.URL // without credentials; nil when bad is set
	bad     *failure // the configured URL cannot be used
	timeout time.Duration

	user, password, token string

	client *http.Client
}

// reply is an answer with a status of 200 to 299.
type reply struct {
	body []byte
	at   time.Time // when its head came
}

func newEndpoint(c HTTPConfig) *endpoint {
	e := &endpoint{timeout: c.Timeout, user: c.User, password: c.Password, token: c.Token}
	base, err := url.Parse(c.URL)
	switch {
	case err != nil, base.Scheme != "http" && base.Scheme != "https", base.Hostname() == "":
		e.bad = &failure{
			cause: monitor.CauseUnreachable,
			why:   "the url of this source cannot be used: it has to be like https://robot.example/api/heartbeat/status",
		}
		return e
	case base.User != nil && e.user == "":
		e.user = base.User.Username()
		e.password, _ = base.User.Password()
	}
	base.User, base.Fragment = nil, ""
	e.base = base
	e.client = &http.Client{Transport: newTransport(c), CheckRedirect: e.redirect}
	return e
}

// newTransport speaks HTTP/1.1 alone: a dead HTTP/2 connection is kept for
// minutes, and each request on it times out.
func newTransport(c HTTPConfig) *http.Transport {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	return &http.Transport{
		Protocols:              &protocols,
		Proxy:                  proxyFor,
		DialContext:            (&net.Dialer{Timeout: c.Timeout}).DialContext,
		TLSHandshakeTimeout:    c.Timeout,
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        max(90*time.Second, 3*c.Every), // outlives the pause between polls
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// proxyFor follows the environment, but never leads what is on this machine
// out of it.
func proxyFor(r *http.Request) (*url.URL, error) {
	host := r.URL.Hostname()
	if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() ||
		host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return nil, nil
	}
	return http.ProxyFromEnvironment(r)
}

// within bounds one whole exchange in time.
func (e *endpoint) within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, e.timeout)
}

// get asks for u and reads the answer, at most as long as ctx lasts. The error
// is a *failure.
func (e *endpoint) get(ctx context.Context, u *url.URL, wantBody bool) (reply, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return reply{}, e.fails(u, err)
	}
	request.Header.Set("User-Agent", "Sentinel")
	request.Header.Set("Accept", "application/json, */*;q=0.5")
	e.authorize(request)
	answer, err := e.client.Do(request)
	if err != nil {
		e.client.CloseIdleConnections() // where one connection died the others may have too
		return reply{}, e.fails(u, err)
	}
	defer answer.Body.Close()
	got := reply{at: time.Now()}
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		// Read, so that the connection can serve the next poll.
		complaint, _ := io.ReadAll(io.LimitReader(answer.Body, maxComplaint))
		return reply{}, e.refused(u, answer, complaint)
	}
	if !wantBody {
		_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, maxComplaint))
		return got, nil
	}
	got.body, err = io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	switch {
	case err != nil:
		return reply{}, e.fails(u, err)
	case len(got.body) > maxAnswer:
		return reply{}, unreadable("%s: the answer is larger than 1 MiB", hostOf(u))
	}
	return got, nil
}

func (e *endpoint) authorize(r *http.Request) {
	switch {
	case e.token != "":
		r.Header.Set("Authorization", "Bearer "+e.token)
	case e.user != "" || e.password != "":
		r.SetBasicAuth(e.user, e.password)
	}
}

// redirect decides whether to follow. What identifies us goes to the server
// that was configured and nowhere else: neither credentials nor, in a Referer,
// the query of its URL.
func (e *endpoint) redirect(r *http.Request, via []*http.Request) error {
	switch {
	case len(via) > maxRedirects:
		return errRedirects
	case r.URL.Scheme != "http" && r.URL.Scheme != "https":
		return errScheme
	}
	r.Header.Del("Referer")
	r.Header.Del("Cookie")
	r.Header.Del("Authorization")
	if trusts(e.base, r.URL) {
		e.authorize(r)
	}
	return nil
}

// trusts says whether the server at next may see the credentials for base: the
// same one, or the same host after a turn from http to https.
func trusts(base, next *url.URL) bool {
	if !strings.EqualFold(base.Hostname(), next.Hostname()) {
		return false
	}
	if base.Scheme == "http" && next.Scheme == "https" {
		return port(base) == "80" && port(next) == "443"
	}
	return base.Scheme == next.Scheme && port(base) == port(next)
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}

// retryAfter reads how long a server asks to wait: seconds or a date, bounded.
func retryAfter(header string, now time.Time) time.Duration {
	header = strings.TrimSpace(header)
	var wait time.Duration
	if seconds, err := strconv.ParseUint(header, 10, 64); err == nil {
		wait = time.Duration(min(seconds, uint64(maxWait/time.Second))) * time.Second
	} else if at, err := http.ParseTime(header); err == nil {
		wait = at.Sub(now)
	}
	return min(max(wait, 0), maxWait)
}

// hostOf names a server for people: a redirect may lead to any name.
func hostOf(u *url.URL) string { return decode.Clean(u.Host) }

func unreadable(format string, args ...any) *failure {
	return &failure{cause: monitor.CauseUnreadable, why: fmt.Sprintf(format, args...)}
}

func unreachable(format string, args ...any) *failure {
	return &failure{cause: monitor.CauseUnreachable, why: fmt.Sprintf(format, args...)}
}
