package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/decode"
)

const (
	// maxPosted is the most that a body of heartbeats may hold, unpacked.
	maxPosted = 8 << 20
	// lightBody is what any number of requests may carry at once.
	lightBody = 64 << 10
	// maxHeavy is how many requests with more than that are read at once.
	maxHeavy = 16
	// heavyWait is how long another one waits for its turn.
	heavyWait = time.Second
)

// defaultRobot is the robot of heartbeats that name none.
const defaultRobot = "default"

// post takes heartbeats: one, a JSON array or NDJSON. It answers 200 only once
// all that it accepted is on disk.
func (s *server) post(w http.ResponseWriter, r *http.Request) error {
	return s.postOf(w, r, r.PathValue("robot"))
}

// postOfStatus is for a robot whose name is the status endpoint's.
func (s *server) postOfStatus(w http.ResponseWriter, r *http.Request) error {
	return s.postOf(w, r, "status")
}

func (s *server) postOf(w http.ResponseWriter, r *http.Request, robot string) error {
	robot, err := s.poster(r, robot)
	if err != nil {
		return err
	}
	release, err := s.admit(r)
	if err != nil {
		return err
	}
	defer release()
	buffer := buffers.Get().(*bytes.Buffer)
	defer giveBack(buffer)
	if err := readPosted(w, r, buffer); err != nil {
		return err
	}
	ndjson, err := postedForm(r, buffer.Bytes())
	if err != nil {
		return err
	}
	events, rejected, err := decode.Events(buffer.Bytes(), ndjson)
	switch {
	case errors.Is(err, decode.ErrTooMany):
		return failure(http.StatusRequestEntityTooLarge, "%s", err)
	case err != nil:
		return failure(http.StatusBadRequest, "%s", err)
	}
	postings := make([]monitor.Posting, 0, len(events))
	now, remote := time.Now(), s.guard.remote(r)
	for _, event := range events {
		key, err := monitor.NewKey(robot, event.Account)
		if err != nil { // both parts were checked
			return err
		}
		postings = append(postings, monitor.Posting{
			Key: key, Source: monitor.SourceReceiver, Kind: monitor.PostBeat, Beat: event.Beat,
			At: now, Remote: remote, Raw: event.Raw,
		})
	}
	if len(postings) == 0 {
		return nothingAccepted(rejected)
	}
	if err := s.receive(r.Context(), postings); err != nil {
		return err
	}
	return accepted(w, len(postings), rejected)
}

// receive hands postings over. What cannot be made durable is to be sent again.
func (s *server) receive(ctx context.Context, postings []monitor.Posting) error {
	err := s.monitor.Receive(ctx, postings)
	if err == nil {
		return nil
	}
	p := failure(http.StatusServiceUnavailable, "%s", sentence(err, ErrUnavailable))
	p.retryAfter = "10"
	return p
}

func nothingAccepted(rejected []decode.Rejection) *problem {
	first := rejected[0]
	p := failure(http.StatusBadRequest, "%s", first.Error)
	p.Field, p.Rejected = first.Field, rejected
	if first.Field != "" {
		p.Detail = first.Field + ": " + first.Error
	}
	return p
}

// acceptedAnswer is what a body of heartbeats is answered.
type acceptedAnswer struct {
	Accepted int                `json:"accepted"`
	Rejected []decode.Rejection `json:"rejected,omitempty"`
}

func accepted(w http.ResponseWriter, n int, rejected []decode.Rejection) error {
	if len(rejected) > 0 {
		return answer(w, http.StatusOK, acceptedAnswer{n, rejected})
	}
	w.Header()["Content-Type"] = jsonType
	text := append(make([]byte, 0, 32), `{"accepted":`...)
	_, err := w.Write(append(strconv.AppendInt(text, int64(n), 10), "}\n"...))
	return ignore(err)
}

var jsonType = []string{"application/json"}

// admit lets many small bodies in and few large ones, so that memory stays
// what it is.
func (s *server) admit(r *http.Request) (release func(), err error) {
	if r.ContentLength > maxPosted {
		return nil, tooLarge()
	}
	if 0 <= r.ContentLength && r.ContentLength <= lightBody && r.Header.Get("Content-Encoding") == "" {
		return func() {}, nil
	}
	wait := time.NewTimer(heavyWait)
	defer wait.Stop()
	select {
	case s.heavy <- struct{}{}:
		return func() { <-s.heavy }, nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	case <-wait.C:
		p := failure(http.StatusTooManyRequests, "too many large requests at once: send this one again")
		p.retryAfter = "1"
		return nil, p
	}
}

func tooLarge() *problem {
	return failure(http.StatusRequestEntityTooLarge, "more than %d MiB: send it in several requests", maxPosted>>20)
}

// buffers holds the bodies of requests under way.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func giveBack(b *bytes.Buffer) {
	if b.Cap() <= lightBody {
		b.Reset()
		buffers.Put(b)
	}
}

// readPosted reads a body, unpacked.
func readPosted(w http.ResponseWriter, r *http.Request, into *bytes.Buffer) error {
	body := http.MaxBytesReader(w, r.Body, maxPosted)
	var from io.Reader = body
	switch encoding := strings.ToLower(r.Header.Get("Content-Encoding")); encoding {
	case "", "identity":
	case "gzip", "x-gzip":
		packed, err := gzip.NewReader(body)
		if err != nil {
			return readFailure(err)
		}
		from = io.LimitReader(packed, maxPosted+1)
	default:
		return failure(http.StatusUnsupportedMediaType, "Content-Encoding %q is not understood: send gzip or nothing", encoding)
	}
	if _, err := into.ReadFrom(from); err != nil {
		return readFailure(err)
	}
	if into.Len() > maxPosted {
		return tooLarge()
	}
	return nil
}

func readFailure(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return tooLarge()
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum):
		return failure(http.StatusBadRequest, "the body is not gzip")
	}
	return failure(http.StatusBadRequest, "the body broke off")
}

// postedForm tells whether a body is NDJSON, and refuses what does not claim to
// be JSON. MetaTrader posts JSON as a form, and small clients say nothing.
func postedForm(r *http.Request, body []byte) (ndjson bool, err error) {
	said := r.Header.Get("Content-Type")
	if said == "application/json" {
		return false, nil
	}
	kind, _, err := mime.ParseMediaType(said)
	if said != "" && err != nil {
		return false, unsupported(said)
	}
	switch {
	case kind == "application/json", strings.HasPrefix(kind, "application/") && strings.HasSuffix(kind, "+json"):
		return false, nil
	case kind == "application/x-ndjson", kind == "application/jsonl":
		return true, nil
	case kind == "", kind == "text/plain", kind == "application/x-www-form-urlencoded", kind == "application/octet-stream":
		start := bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
		if len(start) > 0 && (start[0] == '{' || start[0] == '[') {
			return false, nil
		}
	}
	return false, unsupported(said)
}

func unsupported(said string) *problem {
	return failure(http.StatusUnsupportedMediaType,
		"heartbeats are JSON: send Content-Type: application/json or application/x-ndjson, not %q", said)
}

// poster finds out whose heartbeats a request may post.
func (s *server) poster(r *http.Request, robot string) (string, error) {
	if !s.options.Receiver {
		return "", failure(http.StatusNotFound, "the receiver is off: [listen] address is empty in the settings file")
	}
	if robot != "" {
		if key, err := monitor.ParseKey(robot); err != nil || key.Kind() != monitor.KindRobot {
			return "", invalid("robot", "robot %q: want 1 to %d of A-Z a-z 0-9 . _ -", robot, monitor.MaxKeyPart)
		}
	}
	return s.guard.poster(r, robot)
}

// ping takes a ping, as cron jobs send them.
func (s *server) ping(w http.ResponseWriter, r *http.Request) error {
	key, err := pathKey(r)
	if err != nil {
		return err
	}
	if _, err := s.poster(r, key.Robot()); err != nil {
		return err
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, decode.MaxPing))
	if err != nil {
		return failure(http.StatusBadRequest, "the body broke off")
	}
	signal := r.PathValue("signal")
	kind, beat, ok := decode.Ping(signal, key.Kind(), body)
	if !ok {
		return failure(http.StatusNotFound, "there is no signal %q: want start, fail, log or an exit status from 0 to 255", signal)
	}
	posting := monitor.Posting{
		Key: key, Source: monitor.SourcePing, Kind: kind, Beat: beat, At: time.Now(), Remote: s.guard.remote(r),
		Raw: pingRaw(signal, body),
	}
	if err := s.receive(r.Context(), []monitor.Posting{posting}); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err = io.WriteString(w, "OK")
	return ignore(err)
}

// pingRaw is what is kept of a ping: its signal, a line end, its body.
func pingRaw(signal string, body []byte) []byte {
	return fmt.Appendf(nil, "%s\n%s", signal, body)
}

// KeptPing reads what pingRaw wrote.
func KeptPing(raw []byte) (signal string, body []byte) {
	first, body, _ := bytes.Cut(raw, []byte("\n"))
	return string(first), body
}
