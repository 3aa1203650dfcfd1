package channel

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
)

// tap is the HTTP client that a service is given. It bounds what services do
// without a bound, and remembers the last answer: what they make of it is not to
// be relied on (Telegram's takes no answer at all for a success), and holds
// addresses.
type tap struct {
	ctx    context.Context // of the try: the services know none
	client *http.Client

	mu   sync.Mutex
	last *heard // nil: nothing was asked
}

// heard is what came of one request.
type heard struct {
	answer
	err error
}

// errAsked keeps a service from trying again by itself after it was asked to
// wait.
var errAsked = errors.New("it asked to wait")

// Do carries one request.
func (t *tap) Do(r *http.Request) (*http.Response, error) {
	if before, asked := t.heard(); asked && before.status == http.StatusTooManyRequests {
		return nil, errAsked
	}
	got, err := exchange(t.client, r.WithContext(t.ctx))
	t.mu.Lock()
	t.last = &heard{got, err}
	t.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return &http.Response{
		Status: http.StatusText(got.status), StatusCode: got.status, Header: got.header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(bytes.NewReader(got.body)), ContentLength: int64(len(got.body)), Request: r,
	}, nil
}

func (t *tap) heard() (heard, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last == nil {
		return heard{}, false
	}
	return *t.last, true
}

func (t *tap) used() bool {
	_, used := t.heard()
	return used
}
