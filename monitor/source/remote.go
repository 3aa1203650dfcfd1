package source

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Errors of Remote.
var (
	ErrNoRemote = errors.New("only a sentinel endpoint whose url ends in /heartbeat/status has health, status and logs beside it")
	ErrRemote   = errors.New("there is no such thing to ask for")
)

const (
	statusPath   = "/heartbeat/status"
	defaultLines = 100
	maxLines     = 10_000
)

// Remote asks the server of a sentinel endpoint for what stands beside it: what
// is health, status or logs; logType (main, executor or session; empty: main)
// and lines (up to 10,000; 0: 100) are for logs. It returns the body as it came,
// of at most 1 MiB: hostile text. It only reads, with the source's credentials
// and within its timeout, and may be called from any goroutine. The error's
// text is for people.
func (h *HTTP) Remote(ctx context.Context, what, logType string, lines int) ([]byte, error) {
	if h.server.bad != nil {
		return nil, h.server.bad
	}
	u, err := h.beside(what)
	if err != nil {
		return nil, err
	}
	if what == "logs" {
		if err := askForLogs(u, logType, lines); err != nil {
			return nil, err
		}
	}
	within, cancel := h.server.within(ctx)
	defer cancel()
	got, err := h.server.get(within, u, true)
	if err != nil {
		return nil, fmt.Errorf("ask for %s: %w", what, err)
	}
	return got.body, nil
}

// beside is the URL of what stands beside the endpoint.
func (h *HTTP) beside(what string) (*url.URL, error) {
	if !slices.Contains([]string{"health", "status", "logs"}, what) {
		return nil, fmt.Errorf("%q: want health, status or logs: %w", what, ErrRemote)
	}
	prefix, ok := strings.CutSuffix(strings.TrimRight(h.server.base.EscapedPath(), "/"), statusPath)
	if !ok || h.config.Preset != PresetSentinel {
		return nil, ErrNoRemote
	}
	u := *h.server.base
	u.RawPath = prefix + "/" + what
	var err error
	if u.Path, err = url.PathUnescape(u.RawPath); err != nil {
		return nil, fmt.Errorf("the url of this source: %w", ErrNoRemote)
	}
	return &u, nil
}

func askForLogs(u *url.URL, logType string, lines int) error {
	if logType == "" {
		logType = "main"
	}
	if !slices.Contains([]string{"main", "executor", "session"}, logType) {
		return fmt.Errorf("log %q: want main, executor or session: %w", logType, ErrRemote)
	}
	if lines <= 0 {
		lines = defaultLines
	}
	query := u.Query() // a key may stand there
	query.Set("type", logType)
	query.Set("lines", strconv.Itoa(min(lines, maxLines)))
	u.RawQuery = query.Encode()
	return nil
}
