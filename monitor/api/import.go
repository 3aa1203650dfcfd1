package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/decode"
)

// MaxImport is the most that one import may carry, in bytes; larger files are
// imported in parts.
const MaxImport = maxPosted

// Imported is what became of an import.
type Imported struct {
	Added int `json:"added"`
	Known int `json:"known"` // were there already
}

// importBeats adds old beats, as the history writes them in NDJSON, to that of
// a subject. All lines are read before anything is added.
func (s *server) importBeats(w http.ResponseWriter, r *http.Request) error {
	key, err := pathKey(r)
	if err != nil {
		return err
	}
	body, err := s.readPosted(w, r)
	defer body.release()
	if err != nil {
		return err
	}
	receipts, err := readKept(key, body.buffer.Bytes())
	if err != nil {
		return err
	}
	added, err := s.monitor.Import(r.Context(), key, receipts)
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, Imported{Added: added, Known: len(receipts) - added})
}

func readKept(key monitor.Key, body []byte) ([]monitor.Receipt, error) {
	var receipts []monitor.Receipt
	number := 0
	for line := range bytes.Lines(body) {
		number++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		decoder := json.NewDecoder(bytes.NewReader(line))
		decoder.DisallowUnknownFields()
		var kept KeptBeat
		if err := decoder.Decode(&kept); err != nil {
			return nil, badBody(fmt.Sprintf("line %d is not a beat as the history writes them: %s", number, bodyProblem(err).Detail))
		}
		receipt, why := kept.receipt(key)
		if why != "" {
			return nil, badBody(fmt.Sprintf("line %d: %s", number, why))
		}
		receipts = append(receipts, receipt)
	}
	return receipts, nil
}

// Bounds of what is imported.
const (
	maxKeptWord = 64
	maxKeptRaw  = 64 << 10
)

var (
	earliestKept = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
	latestKept   = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
)

// receipt reads a line back; why says what is wrong with it.
func (k KeptBeat) receipt(key monitor.Key) (r monitor.Receipt, why string) {
	within := func(t time.Time) bool { return t.After(earliestKept) && t.Before(latestKept) }
	kind, okKind := monitor.ParsePostingKind(k.Kind)
	disposition, okDisposition := monitor.ParseDisposition(k.Disposition)
	switch {
	case k.Key != key:
		return r, fmt.Sprintf("key %q is not %q", k.Key, key)
	case !within(k.At) || k.SentAt != nil && !within(*k.SentAt):
		return r, "its time is out of bounds"
	case !okKind || !okDisposition:
		return r, "want a kind of beat, start, log and a disposition of counted, duplicate, older, kept"
	case len(k.Status) > maxKeptWord || k.Status != decode.Clean(k.Status):
		return r, "its status is too long, or holds control characters"
	case len(k.Source) == 0 || len(k.Source) > maxKeptWord || k.Source != decode.Clean(k.Source):
		return r, "its source is missing or too long, or holds control characters"
	case len(k.Raw) > maxKeptRaw:
		return r, fmt.Sprintf("raw is longer than %d KiB", maxKeptRaw>>10)
	}
	r = monitor.Receipt{Disposition: disposition, Posting: monitor.Posting{
		Key: key, Source: k.Source, Kind: kind, At: k.At.UTC(), Raw: []byte(k.Raw), Beat: monitor.Heartbeat{Status: k.Status},
	}}
	if k.SentAt != nil {
		r.Posting.Beat.SentAt = *k.SentAt
	}
	return r, ""
}

// Import adds old beats to the history of a subject: lines of KeptBeat, at most
// MaxImport bytes.
func (c *Client) Import(ctx context.Context, key monitor.Key, lines []byte) (result Imported, err error) {
	ctx, cancel := context.WithTimeout(ctx, importTimeout)
	defer cancel()
	content, err := c.call(ctx, http.MethodPost, historyPath(key)+"/beats", ndjson(lines))
	if err != nil {
		return result, err
	}
	return result, json.Unmarshal(content, &result)
}
