package source

import (
	"encoding/json"
	"slices"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/decode"
)

// maxSuspects is how many suspicious answers in a row are one too many.
const maxSuspects = 3

// Sentences about answers that are read well and yet are no beats.
const (
	whyFrozen     = "the endpoint answers, but its heartbeat does not move"
	whyFabricated = "the endpoint invents fresh heartbeats: its own status file is probably gone"
)

// answerMind judges the answers of an endpoint, one after the other. It does no
// input or output and belongs to the goroutine of Run.
type answerMind struct {
	source string
	key    monitor.Key

	known httpMemo
	saved []byte // known as last reported
}

// httpMemo is what an endpoint's source remembers over a restart.
type httpMemo struct {
	Known    string `json:"known"`              // fingerprint of the latest beat
	Held     string `json:"held,omitempty"`     // fingerprint of a suspicious answer that is held back
	Suspects int    `json:"suspects,omitempty"` // suspicious answers in a row
}

func newAnswerMind(c HTTPConfig) *answerMind {
	m := &answerMind{source: c.Name, key: c.Key}
	if json.Unmarshal(c.Memo, &m.known) != nil {
		m.known = httpMemo{}
	}
	m.saved, _ = json.Marshal(m.known)
	return m
}

// answered judges an answer. began is when the request was sent, at when the
// answer came.
func (m *answerMind) answered(a decode.Answer, began, at time.Time) monitor.Report {
	report := monitor.Report{Source: m.source, Key: m.key, At: began}
	moved := a.Fingerprint != m.known.Known
	switch {
	case a.Suspicious && moved:
		m.suspect(a, &report)
	case moved:
		m.known = httpMemo{Known: a.Fingerprint}
		report.Outcome, report.Beat, report.Age = monitor.Beat, a.Beat, ageOfAnswer(a, began, at)
	default:
		m.known.Held, m.known.Suspects = "", 0
		report.Outcome, report.Beat, report.Age = monitor.Unmoved, a.Beat, ageOfAnswer(a, began, at)
		report.Cause, report.Why = monitor.CauseFrozen, whyFrozen
	}
	report.Memo = m.memo()
	return report
}

// suspect holds back an answer that looks as invented ones do. A server that
// means it says the same again, older, at one of the next polls: answered then
// takes that as the beat. One that invents them has a new time every time.
func (m *answerMind) suspect(a decode.Answer, report *monitor.Report) {
	if a.Fingerprint != m.known.Held {
		m.known.Held = a.Fingerprint
		m.known.Suspects = min(m.known.Suspects+1, maxSuspects)
	}
	if m.known.Suspects < maxSuspects {
		report.Outcome = monitor.Unmoved
		return
	}
	report.Outcome, report.Cause, report.Why = monitor.Trouble, monitor.CauseFabricated, whyFabricated
}

// alive takes an endpoint of which any answer is a beat.
func (m *answerMind) alive(began time.Time) monitor.Report {
	return monitor.Report{
		Source: m.source, Key: m.key, Outcome: monitor.Beat, At: began,
		Beat: monitor.Heartbeat{Status: monitor.StatusHealthy, Message: "answers"},
	}
}

func (m *answerMind) failed(f *failure, began time.Time) monitor.Report {
	return monitor.Report{
		Source: m.source, Key: m.key, Outcome: monitor.Trouble, At: began,
		Cause: f.cause, Why: f.why, NoDNS: f.noDNS,
	}
}

// ageOfAnswer is how old the beat was when the request was sent: what it said
// of itself when it was sent back, less what that took. Not negative, so that a
// slow answer is never younger than its request.
func ageOfAnswer(a decode.Answer, began, at time.Time) time.Duration {
	if !a.HasAge {
		return 0
	}
	return max(0, a.Age-at.Sub(began))
}

// memo is what to remember, nil when that is nothing new.
func (m *answerMind) memo() []byte {
	memo, err := json.Marshal(m.known)
	if err != nil || slices.Equal(memo, m.saved) {
		return nil
	}
	m.saved = memo
	return memo
}
