package agent

import (
	"context"
	"slices"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/api"
	"sentinel/monitor/config"
	"sentinel/monitor/history"
)

// digestLook is how often is looked whether a digest is due: the clock may be
// set, and the settings edited.
const digestLook = time.Minute

// staleDigest is how late a digest may be; a machine that was off over it is
// told the next one.
const staleDigest = 12 * time.Hour

// digests lets all channels but this desktop tell how the last day was, once a
// day, until ctx ends.
func (a *Agent) digests(ctx context.Context) {
	for {
		a.mu.Lock()
		c := a.config
		a.mu.Unlock()
		wait := digestLook
		latest, next := digestTimes(c.Alerts.Digest, time.Now())
		if !next.IsZero() {
			if err := a.digest(ctx, c, latest); err != nil {
				a.log.Error("how the day was is not told yet", "error", err)
			}
			wait = min(wait, time.Until(next))
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
	}
}

// digest puts the digest that was due then into the outbox, unless that was
// done before.
func (a *Agent) digest(ctx context.Context, c *config.Config, due time.Time) error {
	told, err := a.store.Digested(ctx)
	now := time.Now()
	if err != nil || !told.Before(due) && !told.After(now) { // a clock that was ahead told none of today
		return err
	}
	alerts := history.Alerts{Digested: due}
	if !told.IsZero() && now.Sub(due) < staleDigest { // the first run has no day to tell of
		text, err := a.dayInWords(ctx, now)
		if err != nil {
			return err
		}
		for _, channel := range c.Channels {
			if channel.Kind == config.KindDesktop {
				continue // the icon says how it is
			}
			m := alert.Message{
				ID:   now.UTC().Format("20060102T150405.000Z") + "-" + channel.Name + "-digest",
				Kind: alert.Digest, At: now.UTC(), Text: text,
			}
			letters, err := lettersOf([]alert.Outgoing{{Channel: channel.Name, Message: m}})
			if err != nil {
				return err
			}
			alerts.Letters = append(alerts.Letters, letters...)
		}
	}
	if err := a.store.KeepAlerts(ctx, alerts); err != nil {
		return err
	}
	a.desk.look()
	return nil
}

// digestTimes are when the latest digest was due, and the next one is; zero:
// never.
func digestTimes(at string, now time.Time) (latest, next time.Time) {
	clock, err := time.Parse("15:04", at)
	if err != nil {
		return time.Time{}, time.Time{}
	}
	on := func(days int) time.Time {
		return time.Date(now.Year(), now.Month(), now.Day()+days, clock.Hour(), clock.Minute(), 0, 0, now.Location())
	}
	if today := on(0); now.Before(today) {
		return on(-1), today
	}
	return on(0), on(1)
}

func (a *Agent) dayInWords(ctx context.Context, now time.Time) (string, error) {
	from := now.Add(-24 * time.Hour)
	day, err := a.Overall(ctx, api.OverallQuery{From: from, To: now, Step: 24 * time.Hour})
	if err != nil {
		return "", err
	}
	incidents, err := a.Incidents(ctx, api.IncidentQuery{State: "all", From: from, To: now})
	if err != nil {
		return "", err
	}
	incidents = slices.DeleteFunc(incidents, func(i monitor.Incident) bool { return i.Test })
	var open []monitor.Incident
	for _, i := range incidents {
		if i.Closed == nil {
			open = append(open, i)
		}
	}
	return view.Digest(day, incidents, open), nil
}
