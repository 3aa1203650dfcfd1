package api

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/trend"
)

const (
	// maxSpans is how many spans one answer of the history has at most.
	maxSpans = 10_000
	// maxHistory is how long a time may be asked for.
	maxHistory = 10 * 366 * 24 * time.Hour
	// leastStep is the finest that a history is summed up.
	leastStep = time.Hour
)

// HistoryQuery asks how a subject fared.
type HistoryQuery struct {
	From, To time.Time
	Step     time.Duration // of the spans: whole hours
}

// History is how a subject fared in a time.
type History struct {
	Key         monitor.Key        `json:"key"`
	From        time.Time          `json:"from"`
	To          time.Time          `json:"to"`
	StepSeconds float64            `json:"step_seconds"`
	Total       Span               `json:"total"`
	Spans       []Span             `json:"spans"`     // one a step, oldest first; see trend.StepOf
	Turns       []Turn             `json:"turns"`     // what held at the beginning first
	Incidents   []monitor.Incident `json:"incidents"` // that touch the time, newest first
}

// Span is what a span of time amounts to; the rules are package trend's.
type Span struct {
	From         time.Time `json:"from"`
	Seconds      float64   `json:"seconds"`
	Beats        int       `json:"beats"`
	Expected     int       `json:"expected"`
	Misses       int       `json:"misses"`
	Outages      int       `json:"outages"`
	DownSeconds  float64   `json:"down_seconds"`
	Availability *float64  `json:"availability"` // 0 to 1, of the counted time; null when there was none

	LongestGapSeconds float64     `json:"longest_gap_seconds"`
	GapSeconds        Percentiles `json:"gap_seconds"`

	LevelSeconds   map[monitor.Level]float64 `json:"level_seconds"`
	LeftOutSeconds LeftOut                   `json:"left_out_seconds"`
}

// Percentiles of the time between beats, in seconds, to within 1 %; null when
// there were none.
type Percentiles struct {
	Median *float64 `json:"median"`
	P95    *float64 `json:"p95"`
	P99    *float64 `json:"p99"`
}

// LeftOut is the time, in seconds, that says nothing about a subject.
type LeftOut struct {
	Unseen     float64 `json:"unseen"`
	Unobserved float64 `json:"unobserved"`
	Paused     float64 `json:"paused"`
	Quiet      float64 `json:"quiet"`
	Stopped    float64 `json:"stopped"`
}

// Turn says how a subject fares from an instant on.
type Turn struct {
	At       time.Time        `json:"at"`
	Level    monitor.Level    `json:"level"`
	Liveness monitor.Liveness `json:"liveness"`
	Cause    monitor.Cause    `json:"cause"`
}

// NewSpan writes a summary as the API does.
func NewSpan(s trend.Summary) Span {
	span := Span{
		From: s.From.UTC(), Seconds: s.Length.Seconds(), Beats: s.Beats, Expected: s.Expected, Misses: s.Misses, Outages: s.Outages,
		DownSeconds: s.Down.Seconds(), LongestGapSeconds: s.LongestGap.Seconds(),
		GapSeconds:     Percentiles{quantile(s, 0.5), quantile(s, 0.95), quantile(s, 0.99)},
		LeftOutSeconds: newLeftOut(s.LeftOut), LevelSeconds: map[monitor.Level]float64{},
	}
	for _, level := range monitor.Levels {
		span.LevelSeconds[level] = s.Levels[level].Seconds()
	}
	if share, ok := s.Availability(); ok {
		span.Availability = &share
	}
	return span
}

func newLeftOut(l trend.LeftOut) LeftOut {
	return LeftOut{
		Unseen: l.Unseen.Seconds(), Unobserved: l.Unobserved.Seconds(), Paused: l.Paused.Seconds(),
		Quiet: l.Quiet.Seconds(), Stopped: l.Stopped.Seconds(),
	}
}

func quantile(s trend.Summary, q float64) *float64 {
	length, ok := s.Gaps.Quantile(q)
	if !ok {
		return nil
	}
	seconds := min(length, s.LongestGap).Seconds() // which is exact
	return &seconds
}

func (s *server) history(w http.ResponseWriter, r *http.Request) error {
	key, err := pathKey(r)
	if err != nil {
		return err
	}
	p := readParams(r, "from", "to", "step")
	q := p.span(time.Now())
	q.Step = p.step(q)
	if p.err != nil {
		return p.err
	}
	history, err := s.monitor.History(r.Context(), key, q)
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, history)
}

// span reads from and to: the last day when neither is given.
func (p *params) span(now time.Time) HistoryQuery {
	q := HistoryQuery{To: p.instant("to", now)}
	q.From = p.instant("from", q.To.Add(-24*time.Hour))
	switch length := q.To.Sub(q.From); {
	case p.err != nil:
	case length <= 0:
		p.reject("from", "from is not before to")
	case length > maxHistory:
		p.reject("from", "from is more than ten years before to")
	}
	return q
}

// beats writes each beat of a subject in a time, as NDJSON or CSV, oldest
// first. An error after the first line ends the answer in its midst.
func (s *server) beats(w http.ResponseWriter, r *http.Request) error {
	key, err := pathKey(r)
	if err != nil {
		return err
	}
	p := readParams(r, "from", "to", "format")
	q := p.span(time.Now())
	format := p.choice("format", "ndjson", "csv")
	if p.err != nil {
		return p.err
	}
	long := newLongAnswer(w)
	write, flush := beatsAsNDJSON(long)
	if format == "csv" {
		write, flush = beatsAsCSV(long)
	}
	if err := s.monitor.Beats(r.Context(), key, q.From, q.To, write); err != nil {
		s.log.Warn("an export broke off", "key", key, "error", err)
		return long.broke(err)
	}
	return ignore(flush())
}

// remembered answers with whoever has a history, also those that nobody watches.
func (s *server) remembered(w http.ResponseWriter, r *http.Request) error {
	if p := readParams(r); p.err != nil {
		return p.err
	}
	keys, err := s.monitor.Remembered(r.Context())
	if err != nil {
		return err
	}
	if keys == nil {
		keys = []monitor.Key{}
	}
	return answer(w, http.StatusOK, keys)
}

// KeptBeat is one line of a history of beats.
type KeptBeat struct {
	Key         monitor.Key `json:"key"`
	At          time.Time   `json:"at"`      // when it was taken
	SentAt      *time.Time  `json:"sent_at"` // the robot's own time, with its offset; null when unknown
	Status      string      `json:"status"`
	Source      string      `json:"source"`
	Disposition string      `json:"disposition"` // counted, duplicate, older, kept
	Kind        string      `json:"kind"`        // beat, start, log
	Raw         string      `json:"raw"`         // as posted
}

func keptBeat(r monitor.Receipt) KeptBeat {
	p := r.Posting
	kept := KeptBeat{
		Key: p.Key, At: p.At.UTC(), Status: p.Beat.Status, Source: p.Source,
		Disposition: r.Disposition.String(), Kind: p.Kind.String(), Raw: string(p.Raw),
	}
	if !p.Beat.SentAt.IsZero() {
		kept.SentAt = &p.Beat.SentAt
	}
	return kept
}

func beatsAsNDJSON(w http.ResponseWriter) (write func(monitor.Receipt) error, flush func() error) {
	w.Header().Set("Content-Type", "application/x-ndjson")
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return func(r monitor.Receipt) error { return encoder.Encode(keptBeat(r)) }, func() error { return nil }
}

// BeatColumns are the columns of a history of beats as CSV.
var BeatColumns = []string{"key", "at", "sent_at", "status", "source", "disposition", "kind", "raw"}

func beatsAsCSV(w http.ResponseWriter) (write func(monitor.Receipt) error, flush func() error) {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	table := csv.NewWriter(w)
	_ = table.Write(BeatColumns) // what fails comes up at the next line, or at the end
	return func(r monitor.Receipt) error {
			kept, sent := keptBeat(r), ""
			if kept.SentAt != nil {
				sent = kept.SentAt.Format(time.RFC3339Nano)
			}
			return table.Write([]string{
				string(kept.Key), kept.At.Format(time.RFC3339Nano), sent, kept.Status, kept.Source, kept.Disposition, kept.Kind, kept.Raw,
			})
		}, func() error {
			table.Flush()
			return table.Error()
		}
}

// instant reads a time, missing when none is given.
func (p *params) instant(name string, missing time.Time) time.Time {
	said := p.text(name, maxWord)
	if said == "" {
		return missing
	}
	at, err := time.Parse(time.RFC3339, said)
	if err != nil {
		p.reject(name, "%s %s: want a time such as 2026-01-20T09:30:00Z", name, strconv.Quote(said))
	}
	return at
}

// length reads a length of time, missing when none is given.
func (p *params) length(name string, missing time.Duration) time.Duration {
	said := p.text(name, maxWord)
	if said == "" {
		return missing
	}
	length, err := time.ParseDuration(said)
	if err != nil {
		p.reject(name, "%s %s: want a length of time such as 1h or 24h", name, strconv.Quote(said))
	}
	return length
}
