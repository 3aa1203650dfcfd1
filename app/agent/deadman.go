package agent

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"sentinel/monitor/config"
)

const (
	// deadmanTimeout bounds one ping.
	deadmanTimeout = 10 * time.Second
	// leastDeadman is the least time between two pings.
	leastDeadman = time.Second
	// deadmanAnswer is how much of an answer is read.
	deadmanAnswer = 4 << 10
	maxRedirects  = 5
)

// deadman asks a service elsewhere, time and again, to raise the alarm when it
// asks no more: somebody has to notice when this monitor dies. It asks only
// while the engine answers. It ends with ctx.
func (a *Agent) deadman(ctx context.Context) {
	client := &http.Client{Timeout: deadmanTimeout, CheckRedirect: withoutReferer}
	defer client.CloseIdleConnections()
	for {
		a.mu.Lock()
		c := a.config.Alerts
		a.mu.Unlock()
		if c.Deadman != "" {
			a.notices.set("deadman", a.pingDeadman(ctx, client, c.Deadman))
		} else {
			a.notices.set("deadman", "")
		}
		timer := time.NewTimer(max(c.DeadmanEvery, leastDeadman))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

// pingDeadman returns what is wrong, without the address, which is a secret.
func (a *Agent) pingDeadman(ctx context.Context, client *http.Client, address string) string {
	if _, err := a.Summary(ctx); err != nil {
		return ""
	}
	url, err := config.Address(address)
	if err != nil {
		return "The dead-man service cannot be told that Sentinel lives: " + err.Error()
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "The dead-man service cannot be told that Sentinel lives: its address is none"
	}
	response, err := client.Do(request)
	if err != nil {
		if ctx.Err() != nil {
			return ""
		}
		a.log.Warn("the dead-man service does not answer")
		return "The dead-man service cannot be told that Sentinel lives: no answer from " + request.URL.Host
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, deadmanAnswer))
	if response.StatusCode/100 != 2 {
		return fmt.Sprintf("The dead-man service cannot be told that Sentinel lives: %s answered %s", request.URL.Host, statusOf(response))
	}
	return ""
}

// withoutReferer follows, and does not tell who is there the address, which is a
// secret.
func withoutReferer(next *http.Request, via []*http.Request) error {
	next.Header.Del("Referer")
	if len(via) >= maxRedirects {
		return http.ErrUseLastResponse
	}
	return nil
}

// statusOf is a status by its number: what else a server writes into that line is
// not to be shown.
func statusOf(response *http.Response) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", response.StatusCode, http.StatusText(response.StatusCode)))
}
