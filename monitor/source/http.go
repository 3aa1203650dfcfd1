package source

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/decode"
)

// The presets of endpoints.
const (
	PresetSentinel  = "sentinel"  // GET /api/heartbeat/status
	PresetFreqtrade = "freqtrade" // its health and show_config
	PresetStatus    = "status"    // any answer of 200 to 299 is a beat
	PresetJSON      = "json"      // values at configured paths
)

const (
	defaultHTTPEvery   = 10 * time.Second
	defaultHTTPTimeout = 10 * time.Second
)

// HTTPConfig says which endpoint to poll, and how. Secrets are resolved.
type HTTPConfig struct {
	Name   string
	Key    monitor.Key
	Preset string // one of the presets; empty: sentinel
	URL    string // http or https; for freqtrade the base URL

	User, Password string
	Token          string // a bearer token; goes before User and Password

	StatusPath, TimePath, SessionPath string // preset json

	Zone  *time.Location // of timestamps that name none; nil: local
	Rules []decode.Rule

	Every   time.Duration // between polls; 0: 10 s
	Timeout time.Duration // of one whole exchange; 0: 10 s
	Memo    []byte        // the latest Report.Memo of the run before; nil: none
}

// HTTP polls an endpoint.
type HTTP struct {
	*desk
	config HTTPConfig
	server *endpoint
	ticks  *Ticks
	mind   *answerMind
}

var _ Source = (*HTTP)(nil)

// NewHTTP makes a source of an endpoint. It sends nothing before Run.
func NewHTTP(c HTTPConfig, ticks *Ticks, log *slog.Logger) *HTTP {
	if c.Preset == "" {
		c.Preset = PresetSentinel
	}
	if c.Every <= 0 {
		c.Every = defaultHTTPEvery
	}
	if c.Timeout <= 0 {
		c.Timeout = defaultHTTPTimeout
	}
	server := newEndpoint(c)
	state := State{Name: c.Name, Kind: "http"}
	if server.base != nil {
		where := url.URL{Scheme: server.base.Scheme, Host: server.base.Host, Path: server.base.Path}
		state.Where, state.Host = where.String(), server.base.Hostname()
	}
	return &HTTP{desk: newDesk(state, log), config: c, server: server, ticks: ticks, mind: newAnswerMind(c)}
}

// poll is what one poll came to: an answer or an error.
type poll struct {
	answer decode.Answer
	err    error // a *failure, or the context's
	began  time.Time
	at     time.Time // when the answer came
}

// Run implements Source.
func (h *HTTP) Run(ctx context.Context, sink Sink) error {
	ticks, stop := h.ticks.Every(h.config.Every)
	defer stop()
	if h.server.client != nil {
		defer h.server.client.CloseIdleConnections()
	}

	polls := make(chan poll, 1) // room for one: the poller never waits, even when we are gone
	var (
		asking bool
		again  bool      // a look was asked for meanwhile
		until  time.Time // when the server may be asked again
		last   *failure  // why the latest poll failed; nil: it did not
	)
	start := func() {
		asking = true
		go func() { polls <- h.poll(ctx) }()
	}
	start()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticks:
			if !asking && !time.Now().Before(until) {
				start()
			}
		case <-h.bell:
			switch {
			case asking:
				again = true
			case time.Now().Before(until):
				sink(h.mind.failed(last, time.Now()))
			default:
				h.wake()
				start()
			}
		case p := <-polls:
			asking, until, last = false, time.Time{}, nil
			if ctx.Err() != nil {
				return nil
			}
			report := h.judge(p)
			if errors.As(p.err, &last) && last.wait > 0 {
				until = time.Now().Add(last.wait)
			}
			sink(report)
			if again && until.IsZero() {
				start()
			}
			again = false
		}
	}
}

// wake drops the connections that are kept: they may have died in a sleep.
func (h *HTTP) wake() {
	if h.server.client != nil {
		h.server.client.CloseIdleConnections()
	}
}

// judge turns what a poll came to into a report.
func (h *HTTP) judge(p poll) monitor.Report {
	var report monitor.Report
	var f *failure
	switch {
	case errors.As(p.err, &f):
		report = h.mind.failed(f, p.began)
	case h.config.Preset == PresetStatus:
		report = h.mind.alive(p.began)
	default:
		report = h.mind.answered(p.answer, p.began, p.at)
	}
	if report.Outcome == monitor.Trouble {
		h.looked(p.began, report.Cause, report.Why)
	} else {
		h.looked(p.began, monitor.CauseNone, "")
	}
	return report
}

// poll asks once. It touches nothing that Run's goroutine writes.
func (h *HTTP) poll(ctx context.Context) poll {
	p := poll{began: time.Now()}
	if h.server.bad != nil {
		p.err = h.server.bad
		return p
	}
	within, cancel := h.server.within(ctx)
	defer cancel()
	p.answer, p.at, p.err = h.ask(within)
	return p
}

func (h *HTTP) ask(ctx context.Context) (decode.Answer, time.Time, error) {
	c, base := h.config, h.server.base
	if c.Preset == PresetFreqtrade {
		return h.askFreqtrade(ctx)
	}
	got, err := h.server.get(ctx, base, c.Preset != PresetStatus)
	if err != nil || c.Preset == PresetStatus {
		return decode.Answer{}, got.at, err
	}
	var answer decode.Answer
	if c.Preset == PresetJSON {
		answer, err = decode.JSONPath(got.body, decode.PathOptions{
			StatusPath: c.StatusPath, TimePath: c.TimePath, SessionPath: c.SessionPath,
			Zone: c.Zone, Rules: c.Rules, Now: got.at.Round(0),
		})
	} else {
		answer, err = decode.Endpoint(got.body, h.options(got.at))
	}
	return answer, got.at, h.misread(err)
}

// askFreqtrade asks for the time of the latest loop, and for the state, which
// may be missing.
func (h *HTTP) askFreqtrade(ctx context.Context) (decode.Answer, time.Time, error) {
	base := *h.server.base
	base.Path = strings.TrimSuffix(strings.TrimRight(base.Path, "/"), "/api/v1")
	base.RawPath = ""
	health, err := h.server.get(ctx, base.JoinPath("api/v1/health"), true)
	if err != nil {
		return decode.Answer{}, time.Time{}, err
	}
	config, err := h.server.get(ctx, base.JoinPath("api/v1/show_config"), true)
	if err != nil {
		config.body = nil
	}
	answer, err := decode.Freqtrade(health.body, config.body, h.options(health.at))
	return answer, health.at, h.misread(err)
}

func (h *HTTP) options(now time.Time) decode.EndpointOptions {
	return decode.EndpointOptions{Zone: h.config.Zone, Rules: h.config.Rules, Now: now.Round(0)}
}

// misread makes a failure of an answer that holds no heartbeat.
func (h *HTTP) misread(err error) error {
	if err == nil {
		return nil
	}
	return unreadable("%s: %s", hostOf(h.server.base), decode.Clean(h.server.redact(err.Error())))
}
