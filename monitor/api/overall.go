package api

import (
	"net/http"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/trend"
)

// MaxWorst is how many subjects an Overall names at most.
const MaxWorst = 50

// OverallQuery asks how all subjects fared.
type OverallQuery struct {
	From, To time.Time
	Step     time.Duration // of the spans: whole hours
	Robot    string        // with its accounts alone; empty: all
}

// Overall is how all subjects, or a robot with its accounts, fared in a time, as
// far as their states tell.
type Overall struct {
	From        time.Time       `json:"from"`
	To          time.Time       `json:"to"`
	StepSeconds float64         `json:"step_seconds"`
	Robot       string          `json:"robot"`    // empty: all
	Subjects    int             `json:"subjects"` // that were known in the time
	Total       Fared           `json:"total"`
	Spans       []Fared         `json:"spans"` // one a step, oldest first
	Worst       []SubjectFared  `json:"worst"` // those with counted time, the least available first, at most MaxWorst
	Week        []HourOfOutages `json:"week"`  // the hours of the week with outages, from Monday on, by the monitor's clock
	Slower      []Drift         `json:"slower"`
	// Compared is when Slower was last looked at; null before the first time.
	Compared *time.Time `json:"compared"`
}

// Fared is what a time amounts to. Of several subjects, their times add up.
type Fared struct {
	From           time.Time `json:"from"`
	Seconds        float64   `json:"seconds"`
	Outages        int       `json:"outages"`
	DownSeconds    float64   `json:"down_seconds"`
	Availability   *float64  `json:"availability"` // 0 to 1, of the counted time; null when there was none
	LeftOutSeconds LeftOut   `json:"left_out_seconds"`
}

// SubjectFared is how one of many fared.
type SubjectFared struct {
	Key monitor.Key `json:"key"`
	Fared
}

// HourOfOutages is an hour of the week in which there were outages.
type HourOfOutages struct {
	Weekday     string  `json:"weekday"` // in English
	Hour        int     `json:"hour"`    // 0 to 23
	DownSeconds float64 `json:"down_seconds"`
	Outages     int     `json:"outages"` // that began
}

// Drift says that a subject beats otherwise in the last seven days than in the
// four weeks before.
type Drift struct {
	Key              monitor.Key `json:"key"`
	Change           float64     `json:"change"` // 0.4 is 40 % slower, below 0 is faster
	P95Seconds       float64     `json:"p95_seconds"`
	BeforeP95Seconds float64     `json:"before_p95_seconds"`
}

// NewDrift writes a drift as the API does.
func NewDrift(key monitor.Key, d trend.Drift) Drift {
	return Drift{Key: key, Change: d.Change(), P95Seconds: d.Last.P95.Seconds(), BeforeP95Seconds: d.Before.P95.Seconds()}
}

// NewFared writes a summary as the API does.
func NewFared(s trend.Summary) Fared {
	f := Fared{
		From: s.From.UTC(), Seconds: s.Length.Seconds(), Outages: s.Outages, DownSeconds: s.Down.Seconds(),
		LeftOutSeconds: newLeftOut(s.LeftOut),
	}
	if share, ok := s.Availability(); ok {
		f.Availability = &share
	}
	return f
}

// NewWeek lists the hours with outages, from Monday on.
func NewWeek(week [7][24]trend.Outages) []HourOfOutages {
	list := []HourOfOutages{}
	for i := range week {
		day := time.Weekday((i + 1) % 7)
		for hour, o := range week[day] {
			if o.Time > 0 || o.Begun > 0 {
				list = append(list, HourOfOutages{day.String(), hour, o.Time.Seconds(), o.Begun})
			}
		}
	}
	return list
}

func (s *server) overall(w http.ResponseWriter, r *http.Request) error {
	p := readParams(r, "from", "to", "step", "robot")
	span := p.span(time.Now())
	q := OverallQuery{From: span.From, To: span.To, Step: p.step(span), Robot: p.text("robot", maxText)}
	if q.Robot != "" {
		if key, err := monitor.ParseKey(q.Robot); err != nil || key.Account() != "" {
			p.reject("robot", "robot %q: want the name of a robot", q.Robot)
		}
	}
	if p.err != nil {
		return p.err
	}
	overall, err := s.monitor.Overall(r.Context(), q)
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, overall)
}

// step reads the length of the steps of a time.
func (p *params) step(span HistoryQuery) time.Duration {
	step := p.length("step", leastStep)
	switch {
	case p.err != nil:
	case step < leastStep || step%leastStep != 0:
		p.reject("step", "step %q: want whole hours, such as 1h or 24h", step)
	case span.To.Sub(span.From)/step >= maxSpans:
		p.reject("step", "these are more than %d steps: make step longer", maxSpans)
	}
	return step
}
