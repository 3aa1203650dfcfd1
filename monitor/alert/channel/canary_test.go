package channel

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor/alert"
)

// canary stands for a secret in each part of each address.
const canary = "cAnArY"

// sung tells whether a text holds the canary, also in disguise.
func sung(text string) bool {
	lower := strings.ToLower(text)
	for _, form := range []string{canary, url.QueryEscape(canary), base64.StdEncoding.EncodeToString([]byte(canary))[:7], fmt.Sprintf("%x", canary)} {
		if strings.Contains(lower, strings.ToLower(form)) {
			return true
		}
	}
	return false
}

// chain is all that anybody could print of an error.
func chain(err error) string {
	var all strings.Builder
	for err != nil {
		fmt.Fprintf(&all, "%v %+v %#v %s\n", err, err, err, err)
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			for _, one := range many.Unwrap() {
				all.WriteString(chain(one))
			}
			break
		}
		err = errors.Unwrap(err)
	}
	return all.String()
}

// failing are the ways in which a server and the way to it fail.
func failing(t *testing.T) map[string]http.RoundTripper {
	t.Helper()
	// A server that says all it knows back to who asks.
	echo := func(status int) http.RoundTripper {
		return serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "https://"+canary+".example/"+canary)
			w.WriteHeader(status)
			fmt.Fprintf(w, `{"ok":false,"error":%q,"description":%[1]q,"message":%[1]q,"status":0}`, canary+r.URL.String())
		}).detour()
	}
	ways := map[string]http.RoundTripper{
		"DNS":      dialing(func() error { return &net.DNSError{Err: "no such host", Name: canary, IsNotFound: true} }),
		"dead DNS": dialing(func() error { return &net.DNSError{Err: "server misbehaving", Name: canary} }),
		"strange":  roundTrip(func(r *http.Request) (*http.Response, error) { return nil, fmt.Errorf("%s failed", r.URL) }),
		"panic":    roundTrip(func(r *http.Request) (*http.Response, error) { panic(r.URL.String()) }),
		"no TLS":   &http.Transport{DialContext: to(serve(t, says(200, "")).Listener.Addr().String())},
		"garbage":  &http.Transport{DialContext: to(talker(t, canary+" is no HTTP\r\n\r\n"))},
		"cut":      &http.Transport{DialContext: to(talker(t, ""))},
		"short": serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "99")
			io.WriteString(w, canary)
		}).detour(),
		"bad proxy":   &http.Transport{Proxy: func(*http.Request) (*url.URL, error) { return nil, fmt.Errorf("invalid proxy URL %q", canary) }},
		"dead proxy":  proxied("http://" + canary + ":" + canary + "@" + closed(t)),
		"proxy's 407": proxied("http://" + canary + ":" + canary + "@" + serve(t, says(407, canary)).Listener.Addr().String()),
		"refused":     &http.Transport{DialContext: to(closed(t))},
	}
	certified := httptest.NewTLSServer(says(200, ""))
	certified.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(certified.Close)
	ways["certificate"] = &http.Transport{DialContext: to(certified.Listener.Addr().String())}
	for _, status := range []int{200, 204, 301, 302, 307, 308, 400, 401, 403, 404, 410, 413, 418, 429, 500, 502, 503} {
		ways[fmt.Sprint(status)] = echo(status)
	}
	return ways
}

func to(address string) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, address)
	}
}

func dialing(err func() error) http.RoundTripper {
	return &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: err()}
	}}
}

func proxied(proxy string) http.RoundTripper {
	u, _ := url.Parse(proxy)
	return &http.Transport{Proxy: http.ProxyURL(u)}
}

// closed is an address at which nothing listens.
func closed(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// talker says one thing to all who connect.
func talker(t *testing.T, word string) string {
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
			_, _ = conn.Read(make([]byte, 1))
			_, _ = io.WriteString(conn, word)
			_ = conn.Close()
		}
	}()
	return l.Addr().String()
}

// channels are addresses of all kinds, with a canary in each part.
var channels = []Options{
	{Kind: KindWebhook, URL: "https://" + canary + ":" + canary + "@" + canary + ".example/" + canary + "?" + canary + "=" + canary + "#" + canary, Secret: canary},
	{Kind: KindAlertmanager, URL: "https://" + canary + ":" + canary + "@" + canary + ".example/" + canary + "?" + canary + "=" + canary},
	{Kind: KindShoutrrr, URL: slackHook},
	{Kind: KindShoutrrr, URL: slackBot},
	{Kind: KindShoutrrr, URL: telegramBot},
	{Kind: KindShoutrrr, URL: "discord://" + canary + "@123456789012345678"},
	{Kind: KindShoutrrr, URL: "generic+https://" + canary + ":" + canary + "@" + canary + ".example/" + canary + "?@Authorization=" + canary},
	{Kind: KindShoutrrr, URL: "gotify://" + canary + ".example/A" + canary + "12345678"},
	{Kind: KindShoutrrr, URL: "matrix://" + canary + ":" + canary + "@" + canary + ".example/?rooms=!" + canary + ":" + canary},
	{Kind: KindShoutrrr, URL: "mattermost://" + canary + ".example/" + canary},
	{Kind: KindShoutrrr, URL: "ntfy://" + canary + ":" + canary + "@" + canary + ".example/" + canary},
	{Kind: KindShoutrrr, URL: "pushover://shoutrrr:" + canary + "@" + canary},
	{Kind: KindShoutrrr, URL: "zulip://" + canary + "%40zulip.example:" + canary + "@" + canary + ".example/?stream=" + canary + "&topic=" + canary},
}

// overheard collects what anybody logs or prints while the test runs.
func overheard(t *testing.T, do func()) string {
	t.Helper()
	var logged bytes.Buffer
	log.SetOutput(&logged)
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&logged, nil)))
	stdout, stderr := os.Stdout, os.Stderr
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	os.Stdout, os.Stderr = w, w
	printed := make(chan string)
	go func() {
		all, _ := io.ReadAll(r)
		printed <- string(all)
	}()
	do()
	os.Stdout, os.Stderr = stdout, stderr
	_ = w.Close()
	text := <-printed
	slog.SetDefault(before)
	log.SetOutput(os.Stderr)
	return logged.String() + text
}

// Every channel fails in every way, and says why without a word of its address.
func TestNoSecretIsTold(t *testing.T) { // not parallel: it listens to the whole process
	ways := failing(t)
	said := overheard(t, func() {
		for _, o := range channels {
			for way, transport := range ways {
				o.Transport, o.Text = transport, words("title", "body")
				s, err := New(o)
				if err != nil {
					t.Errorf("%s: %v", o.URL, err)
					continue
				}
				err = quietly(s, t.Context())
				if sung(chain(err)) {
					t.Errorf("%s of %s: %s", way, o.URL, chain(err))
				}
				if _, explained := errors.AsType[*Failure](err); err != nil && !explained {
					t.Errorf("%s of %s: %v is no failure", way, o.URL, err)
				}
			}
		}
	})
	if sung(said) {
		t.Errorf("overheard: %s", said)
	}
}

// quietly sends, and takes the panic of a transport for what it is: a fault of
// the test's, for those that do not go through a service.
func quietly(s Sender, ctx context.Context) (err error) {
	defer func() {
		if recover() != nil {
			err = nil
		}
	}()
	return s.Send(ctx, opened(silent("alpha")))
}

// An address that cannot be used is not shown either.
func TestNoSecretOfABadAddressIsTold(t *testing.T) {
	said := overheard(t, func() {
		for _, kind := range []string{KindShoutrrr, KindWebhook, KindAlertmanager, KindDesktop, "other"} {
			for _, address := range []string{
				"", canary, canary + "://" + canary, "telegram://" + canary + "@telegram", "telegram://" + canary + ":x@telegram?chats=1&" + canary + "=1",
				"slack://" + canary + "@webhook", "slack://hook:" + canary + "@x", "smtp://" + canary, "smtp://h/?from=a@b&to=c@d&" + canary + "=1",
				"https://" + canary + "%zz", "http://" + canary + " x", "://" + canary, "generic+" + canary + "://" + canary, "slack+https://" + canary,
				"logger://" + canary, "discord://" + canary, "ntfy://", "matrix://" + canary, "smtp://h:" + canary + "/",
			} {
				if kind != KindShoutrrr && strings.HasPrefix(address, "http") {
					address += "%zz"
				}
				s, err := New(Options{Kind: kind, URL: address, Secret: canary, Text: words("t", "b"), Transport: nowhere{}})
				if err == nil {
					err = s.Send(t.Context(), opened(silent("alpha")))
				}
				if err == nil || sung(chain(err)) {
					t.Errorf("%s of kind %s: %s", address, kind, chain(err))
				}
			}
		}
	})
	if sung(said) {
		t.Errorf("overheard: %s", said)
	}
}

// A server that says nothing costs Bound, and no more.
func TestSendIsBounded(t *testing.T) {
	t.Parallel()
	hangs := roundTrip(func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, fmt.Errorf("%s: %w", r.URL, r.Context().Err())
	})
	for _, o := range channels {
		synctest.Test(t, func(t *testing.T) {
			o.Transport, o.Text = hangs, words("title", "body")
			s, err := New(o)
			if err != nil {
				t.Fatal(err)
			}
			err = s.Send(t.Context(), opened(silent("alpha")))
			checkFailure(t, o.URL, err, "did not answer within 10s", false, 0)

			ended, cancel := context.WithCancel(t.Context())
			cancel()
			if err := s.Send(ended, alert.Message{ID: "x", Kind: alert.Opened, Incidents: opened(silent("alpha")).Incidents}); !errors.Is(err, context.Canceled) {
				t.Errorf("%s: canceled: %v", o.URL, err)
			}
			time.Sleep(10 * time.Minute) // some services go on for a while
		})
	}
}
