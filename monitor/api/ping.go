package api

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/decode"
)

// ping takes a ping, as cron jobs and MetaTrader send them: the URL says it
// all, and the body is a note to keep.
func (s *server) ping(w http.ResponseWriter, r *http.Request) error {
	key, err := monitor.ParsePathKey(r.PathValue("key"))
	if err != nil {
		return failure(http.StatusNotFound, "%s; in a path / is written ~", err)
	}
	if _, err := s.poster(r, key.Robot()); err != nil {
		return err
	}
	// A note that breaks off or is too long is cut: the ping itself has come.
	body, _ := io.ReadAll(io.LimitReader(r.Body, decode.MaxPing))
	// Who pipes a long log here is still sending it: hung up on, it would fail.
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, maxPosted))
	signal := r.PathValue("signal")
	kind, beat, ok := decode.Ping(signal, key.Kind(), body)
	if !ok {
		return failure(http.StatusNotFound,
			"there is no signal %q: want start, fail, log or an exit status from 0 to 255; in a key / is written ~", signal)
	}
	posting := monitor.Posting{
		Key: key, Source: monitor.SourcePing, Kind: kind, Beat: beat, At: time.Now(), Remote: s.guard.remote(r),
		Raw: pingRaw(signal, body),
	}
	if _, err := s.receive([]monitor.Posting{posting}); err != nil {
		return err
	}
	w.Header()["Content-Type"] = textType
	_, err = io.WriteString(w, "OK")
	return ignore(err)
}

var textType = []string{"text/plain; charset=utf-8"}

// pingRaw is what is kept of a ping: its signal, a line end, its body.
func pingRaw(signal string, body []byte) []byte {
	return fmt.Appendf(nil, "%s\n%s", signal, body)
}

// KeptPing reads what is kept of a ping: a Posting's Raw.
func KeptPing(raw []byte) (signal string, body []byte) {
	first, body, _ := bytes.Cut(raw, []byte("\n"))
	return string(first), body
}
