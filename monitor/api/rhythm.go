package api

import (
	"net/http"

	"sentinel/monitor"
)

// Rhythm is what is expected of a subject, what its own heartbeats suggest, and
// whether it gets slower.
type Rhythm struct {
	Key       monitor.Key `json:"key"`
	Interval  float64     `json:"interval_seconds"`
	Grace     float64     `json:"grace_seconds"`
	MaxMisses int         `json:"max_misses"`
	// Suggested may be what holds already; null where Why says why there is none.
	Suggested *Suggestion `json:"suggested"`
	Why       string      `json:"why"` // a sentence
	// Drift is null for a subject that beats as it did, or too little to say.
	Drift *Drift `json:"drift"`
}

// Suggestion is an interval and a threshold that a subject's own heartbeats
// suggest; the rules are package trend's.
type Suggestion struct {
	Interval  float64 `json:"interval_seconds"`
	MaxMisses int     `json:"max_misses"`
}

// News tells whether something else is suggested than what is expected.
func (r Rhythm) News() bool {
	return r.Suggested != nil && *r.Suggested != (Suggestion{r.Interval, r.MaxMisses})
}

// Accepted says what became of a suggestion that was accepted.
type Accepted struct {
	Path    string `json:"path"`     // of the settings file that says it now
	InForce bool   `json:"in_force"` // false: it will be in some seconds
}

func (s *server) rhythm(w http.ResponseWriter, r *http.Request) error {
	key, err := pathKey(r)
	if err != nil {
		return err
	}
	if p := readParams(r); p.err != nil {
		return p.err
	}
	rhythm, err := s.monitor.Rhythm(r.Context(), key)
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, rhythm)
}

// acceptRhythm writes into the settings what is suggested. It says what that is,
// so that nothing is written that nobody has seen.
func (s *server) acceptRhythm(w http.ResponseWriter, r *http.Request) error {
	key, err := pathKey(r)
	if err != nil {
		return err
	}
	var body Suggestion
	if err := readBody(w, r, &body); err != nil {
		return err
	}
	switch {
	case body.Interval <= 0:
		return invalid("interval_seconds", "interval_seconds is the interval that is suggested")
	case body.MaxMisses < 1:
		return invalid("max_misses", "max_misses is the threshold that is suggested")
	}
	accepted, err := s.monitor.AcceptRhythm(r.Context(), key, body)
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, accepted)
}
