package channel

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// maxAnswer is how much of an answer is read, in bytes.
	maxAnswer    = 64 << 10
	maxRedirects = 5
	// maxWait is the longest that a service may ask us to wait.
	maxWait = time.Hour
	// userAgent is how we introduce ourselves.
	userAgent = "Sentinel"
)

// answer is what a server said.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) good() bool { return a.status >= 200 && a.status <= 299 }

// retryAfter is how long the server asks us to wait: in the header, or where
// Telegram says it.
func (a answer) retryAfter() time.Duration {
	var wait time.Duration
	header := strings.TrimSpace(a.header.Get("Retry-After"))
	var said struct {
		Parameters struct {
			RetryAfter uint64 `json:"retry_after"`
		} `json:"parameters"`
	}
	if seconds, err := strconv.ParseFloat(header, 64); err == nil {
		wait = time.Duration(min(max(seconds, 0), maxWait.Seconds()) * float64(time.Second))
	} else if at, err := http.ParseTime(header); err == nil {
		wait = time.Until(at)
	} else if json.Unmarshal(a.body, &said) == nil {
		wait = time.Duration(min(said.Parameters.RetryAfter, uint64(maxWait/time.Second))) * time.Second
	}
	return min(max(wait, 0), maxWait)
}

// newTransport keeps no connections: messages are hours apart, and one that was
// kept is dead by then.
func newTransport() http.RoundTripper {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DisableKeepAlives:      true,
		MaxResponseHeaderBytes: maxAnswer,
	}
}

func newClient(transport http.RoundTripper) *http.Client {
	return &http.Client{Transport: transport, CheckRedirect: redirect}
}

// redirect follows to the same host alone, and only where the message goes
// along: what is behind another address is not who was meant to read it.
func redirect(next *http.Request, via []*http.Request) error {
	first := via[0]
	if len(via) > maxRedirects || next.Method != first.Method || next.URL.Host != first.URL.Host || next.URL.Scheme != first.URL.Scheme {
		return http.ErrUseLastResponse
	}
	next.Header.Del("Referer")
	return nil
}

// exchange sends a request and reads its answer.
func exchange(client *http.Client, r *http.Request) (answer, error) {
	if r.Header.Get("User-Agent") == "" {
		r.Header.Set("User-Agent", userAgent)
	}
	response, err := client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	return answer{response.StatusCode, response.Header, body}, err
}

// post sends JSON to a server that answers with a status alone.
func post(ctx context.Context, client *http.Client, url string, header http.Header, body []byte) error {
	bounded, cancel := context.WithTimeout(ctx, Bound)
	defer cancel()
	r, err := http.NewRequestWithContext(bounded, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return final("the url of this channel cannot be used")
	}
	r.Header = header
	r.Header.Set("Content-Type", "application/json")
	got, err := exchange(client, r)
	switch {
	case err != nil && ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded):
		return ctx.Err()
	case err != nil && got.status == 0:
		return unreached("the server", err)
	case !got.good():
		return refused("the server", got)
	}
	return nil
}
