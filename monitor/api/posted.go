package api

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

const (
	// maxPosted is the most that a body of heartbeats may hold, in bytes, both
	// as it is sent and unpacked.
	maxPosted = 8 << 20
	// lightBody is how much any number of requests may hold at once.
	lightBody = 64 << 10
	// maxHeavy is how many requests may hold more than that at once: each some
	// 25 MiB, as it was sent and as it was read, until it is on disk.
	maxHeavy = 4
	// heavyWait is how long another one waits for its turn.
	heavyWait = 5 * time.Second
)

// posted is the body of one request, unpacked, in memory that is used again.
type posted struct {
	buffer *bytes.Buffer
	packed *gzip.Reader  // nil: it was not packed
	place  chan struct{} // where a heavy body holds a place; nil: it is light
}

var (
	buffers   = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	unpackers = sync.Pool{New: func() any { return new(gzip.Reader) }}
)

// forget gives back the bytes of a body, which must not be used any more.
func (p *posted) forget() {
	if p.buffer != nil && p.buffer.Cap() <= 2*lightBody {
		p.buffer.Reset()
		buffers.Put(p.buffer)
	}
	p.buffer = nil
}

// release gives back all that a body held. What was read of a heavy one takes
// as much memory as the body did, so it holds its place until it is answered.
func (p *posted) release() {
	p.forget()
	if p.packed != nil {
		unpackers.Put(p.packed)
	}
	if p.place != nil {
		<-p.place
	}
}

// content is what was posted, without the one NUL that ends it where a robot sent
// a C string whole: MQL5's StringToCharArray puts it there.
func (p *posted) content() []byte {
	return bytes.TrimSuffix(p.buffer.Bytes(), []byte{0})
}

// readPosted reads and unpacks a body. Many small ones are read at once and few
// large ones, and of one that is too large no more than shows that it is: what
// strangers send does not decide how much memory this program takes. The caller
// releases the body, also after an error.
func (s *server) readPosted(w http.ResponseWriter, r *http.Request) (*posted, error) {
	p := &posted{buffer: buffers.Get().(*bytes.Buffer)}
	if r.ContentLength > maxPosted {
		return p, tooLarge()
	}
	from, err := p.unpack(w, r)
	if err != nil {
		return p, err
	}
	if err := p.read(from, lightBody); err != nil || p.buffer.Len() <= lightBody {
		return p, err
	}
	if p.place, err = s.heavyPlace(r.Context()); err != nil {
		return p, err
	}
	if p.packed == nil && r.ContentLength > 0 {
		p.buffer.Grow(int(r.ContentLength) + bytes.MinRead - p.buffer.Len()) // at once, not by doubling
	}
	if err := p.read(from, maxPosted); err != nil {
		return p, err
	}
	if p.buffer.Len() > maxPosted {
		return p, tooLarge()
	}
	return p, nil
}

// unpack returns the reader of a request's body without its packing.
func (p *posted) unpack(w http.ResponseWriter, r *http.Request) (io.Reader, error) {
	body := http.MaxBytesReader(w, r.Body, maxPosted)
	said := r.Header["Content-Encoding"]
	if len(said) == 0 {
		return body, nil
	}
	switch encoding := strings.Join(said, ", "); strings.ToLower(encoding) {
	case "", "identity":
		return body, nil
	case "gzip", "x-gzip":
		p.packed = unpackers.Get().(*gzip.Reader)
		if err := p.packed.Reset(body); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, errNotGzip // shorter than the header of a packed one
		} else if err != nil {
			return nil, readFailure(err)
		}
		return p.packed, nil
	default:
		return nil, failure(http.StatusUnsupportedMediaType, "Content-Encoding %q is not understood: send gzip, or leave it away", encoding)
	}
}

// read reads on until the body ends or one byte more than limit is there.
func (p *posted) read(from io.Reader, limit int) error {
	if _, err := p.buffer.ReadFrom(io.LimitReader(from, int64(limit+1-p.buffer.Len()))); err != nil {
		return readFailure(err)
	}
	return nil
}

// heavyPlace waits for a place among the heavy bodies.
func (s *server) heavyPlace(ctx context.Context) (chan struct{}, error) {
	select {
	case s.heavy <- struct{}{}:
		return s.heavy, nil
	default:
	}
	wait := time.NewTimer(s.patience)
	defer wait.Stop()
	select {
	case s.heavy <- struct{}{}:
		return s.heavy, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-wait.C:
		return nil, failure(http.StatusTooManyRequests, "too many large requests at once: send this one again")
	}
}

func tooLarge() *problem {
	return failure(http.StatusRequestEntityTooLarge, "the body is larger than %d MiB: send it in several requests", maxPosted>>20)
}

// readFailure says in words why a body could not be read.
func readFailure(err error) error {
	var large *http.MaxBytesError
	var corrupt flate.CorruptInputError
	switch {
	case errors.As(err, &large):
		return tooLarge()
	case errors.Is(err, os.ErrDeadlineExceeded):
		return failure(http.StatusRequestTimeout, "the body did not come in time: send it at once")
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt):
		return errNotGzip
	}
	return badBody("the body broke off")
}

var errNotGzip = badBody("the body is not gzip, as its Content-Encoding says, or it is damaged")

// badBody is a failure of a body as a whole.
func badBody(sentence string) *problem { return invalid("body", "%s", sentence) }

// postedForm tells whether a body is NDJSON, and refuses what is not said to be
// JSON. MetaTrader posts JSON as a form, and small clients say nothing: what
// begins like JSON is taken from them.
func postedForm(r *http.Request, body []byte) (ndjson bool, err error) {
	said := r.Header.Get("Content-Type")
	if said == "application/json" {
		return false, nil
	}
	kind, _, err := mime.ParseMediaType(said)
	switch {
	case said == "":
	case err != nil:
		return false, unsupported(said)
	case kind == "application/json", strings.HasPrefix(kind, "application/") && strings.HasSuffix(kind, "+json"):
		return false, nil
	case kind == "application/x-ndjson", kind == "application/jsonl":
		return true, nil
	}
	switch kind {
	case "", "application/x-www-form-urlencoded", "text/plain", "application/octet-stream":
		start := bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
		if len(start) == 0 || start[0] == '{' || start[0] == '[' {
			return false, nil
		}
	}
	return false, unsupported(said)
}

func unsupported(said string) *problem {
	if said == "" {
		said = "nothing"
	}
	return failure(http.StatusUnsupportedMediaType,
		"heartbeats are JSON: send Content-Type: application/json or application/x-ndjson, not %s", said)
}
