package agent

import (
	"context"
	"fmt"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/config"
	"sentinel/monitor/trend"
)

// Rhythm implements api.Monitor.
func (a *Agent) Rhythm(ctx context.Context, key monitor.Key) (api.Rhythm, error) {
	s, err := a.Subject(ctx, key)
	if err != nil {
		return api.Rhythm{}, err
	}
	answer := api.Rhythm{Key: key, Interval: s.Interval, Grace: s.Grace, MaxMisses: s.MaxMisses}
	expected := monitor.Rhythm{Interval: seconds(s.Interval), Grace: seconds(s.Grace), MaxMisses: s.MaxMisses}
	now := time.Now()
	days, err := a.store.Days(ctx, key, midnight(now).Add(-trend.DriftSpan), now, now, expected)
	if err != nil {
		return api.Rhythm{}, err
	}
	answer.Drift = driftOf(key, days, now)
	month := trend.MergeDays(since(midnight(now).Add(-trend.SuggestSpan), days)...)
	suggested, ok := trend.Suggest(month, expected)
	switch {
	case ok:
		answer.Suggested = &api.Suggestion{Interval: suggested.Interval.Seconds(), MaxMisses: suggested.MaxMisses}
	case !trend.EnoughToSuggest(month):
		answer.Why = fmt.Sprintf("It is too early to suggest anything: that takes three days and %d heartbeats.", trend.EnoughGaps)
	default:
		answer.Why = "Its heartbeats come too unevenly to tell a late one from an outage, so nothing is suggested."
	}
	return answer, nil
}

// since leaves out the days that begin before an instant.
func since(from time.Time, days []trend.Day) []trend.Day {
	for len(days) > 0 && days[0].From.Before(from) {
		days = days[1:]
	}
	return days
}

// forceWithin is how long it may take until an accepted rhythm is in force: the
// settings file is looked at every two seconds, and is to stand still.
const forceWithin = 10 * time.Second

// settingsPath is the file that the settings are written into.
func (a *Agent) settingsPath() (string, error) {
	if a.options.ConfigPath == "" {
		return "", fmt.Errorf("%w: this monitor runs without a settings file, so nothing can be written into it", api.ErrRefused)
	}
	return a.options.ConfigPath, nil
}

// inForce are the settings as they are now.
func (a *Agent) inForce() *config.Config {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.config
}

// AcceptRhythm implements api.Monitor.
func (a *Agent) AcceptRhythm(ctx context.Context, key monitor.Key, s api.Suggestion) (api.Accepted, error) {
	path, err := a.settingsPath()
	if err != nil {
		return api.Accepted{}, err
	}
	rhythm, err := a.Rhythm(ctx, key)
	if err != nil {
		return api.Accepted{}, err
	}
	if rhythm.Suggested == nil || *rhythm.Suggested != s {
		return api.Accepted{}, fmt.Errorf("%w: this is not what is suggested for %s now: look again", api.ErrRefused, key)
	}
	changed, stop := a.changed.subscribe()
	defer stop()
	if rhythm.News() {
		if err := a.writeRhythm(key, s); err != nil {
			return api.Accepted{}, fmt.Errorf("%w: %w", api.ErrRefused, err)
		}
		a.log.Info("a suggested rhythm was accepted", "key", key, "interval", seconds(s.Interval), "max_misses", s.MaxMisses, "config", path)
	}
	return api.Accepted{Path: path, InForce: a.untilInForce(ctx, key, s, changed)}, nil
}

func (a *Agent) writeRhythm(key monitor.Key, s api.Suggestion) error {
	a.accepting.Lock()
	defer a.accepting.Unlock()
	return config.Accept(a.options.ConfigPath, a.inForce(), config.Accepted{Key: key, Interval: seconds(s.Interval), MaxMisses: s.MaxMisses})
}

// untilInForce waits until the settings were read again.
func (a *Agent) untilInForce(ctx context.Context, key monitor.Key, s api.Suggestion, changed <-chan struct{}) bool {
	ctx, cancel := context.WithTimeout(ctx, forceWithin)
	defer cancel()
	for {
		if now := a.rhythmOf(ctx, key); now.Interval == seconds(s.Interval) && now.MaxMisses == s.MaxMisses {
			return true
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}
