package decode

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"sentinel/monitor"
)

// Freqtrade reads the answers of freqtrade's health, whose last_process_ts is
// when its loop last ran, and show_config, whose state is its status; config may
// be nil. Errors say why there is no status in them.
func Freqtrade(health, config []byte, o EndpointOptions) (Answer, error) {
	fields, err := readObject(health)
	if err != nil {
		return Answer{}, fmt.Errorf("freqtrade's health: %w", err)
	}
	sent, _, ok, found := moment(fields["last_process_ts"], TimeOptions{Zone: time.UTC, Near: o.Now})
	if !found {
		return Answer{}, errors.New("freqtrade answers, but its loop has not run yet: last_process_ts is empty")
	}
	a := Answer{Beat: monitor.Heartbeat{Status: monitor.StatusHealthy}}
	if !ok {
		a.Beat.ClockFault = cannotRead
	} else {
		a.Beat.SentAt = sent
		a.Beat.ClockFault = ClockFault(sent, time.Time{}, o.Now)
		a.takeAge(o.Now)
	}
	state := ""
	if config != nil {
		shown, err := readObject(config)
		if err != nil {
			return Answer{}, fmt.Errorf("freqtrade's show_config: %w", err)
		}
		if state, ok = text(shown["state"]); ok && strings.TrimSpace(state) != "" {
			a.Beat.Status, a.Beat.Message = reported(strings.ToLower(state), o.Rules)
		}
	}
	a.Fingerprint = fingerprint(orNull(fields["last_process_ts"]), state)
	return a, nil
}
