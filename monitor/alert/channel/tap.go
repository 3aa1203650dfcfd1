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

	mu     sync.Mutex
	last   *heard        // nil: nothing was asked
	failed chan struct{} // closed when the try has failed for now
	fail   sync.Once
}

func newTap(ctx context.Context, client *http.Client) *tap {
	return &tap{ctx: ctx, client: client, failed: make(chan struct{})}
}

// heard is what came of one request.
type heard struct {
	answer
	err error
}

// errOver keeps a service from trying again by itself, unasked and for minutes,
// after it failed or was asked to wait: when to try again is not its to say.
var errOver = errors.New("the try is over")

// Do carries one request.
func (t *tap) Do(r *http.Request) (*http.Response, error) {
	select {
	case <-t.failed:
		return nil, errOver
	default:
	}
	got, err := exchange(t.client, r.WithContext(t.ctx))
	t.mu.Lock()
	t.last = &heard{got, err}
	t.mu.Unlock()
	if err != nil || got.status == http.StatusTooManyRequests || got.status >= 500 {
		t.fail.Do(func() { close(t.failed) })
	}
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
