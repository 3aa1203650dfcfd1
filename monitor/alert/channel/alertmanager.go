package channel

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/alert"
)

const (
	alertsPath = "/api/v2/alerts"
	// firing is how long an alert fires without more news of it. Left to itself
	// Alertmanager calls an alert resolved after minutes, and a silent robot
	// would be well. A message is repeated long before.
	firing = 7 * 24 * time.Hour
	// testFiring is the same of a test, which nothing ends.
	testFiring = time.Minute
)

// alertmanager turns incidents into alerts.
type alertmanager struct {
	url    string
	text   func(alert.Message) (title, body string)
	client *http.Client

	mu   sync.Mutex
	told map[string]posted // as last posted, by incident: its labels may change
}

// posted is an alert as Alertmanager takes it.
type posted struct {
	Labels      map[string]string `json:"labels"` // who it is: another label is another alert
	Annotations map[string]string `json:"annotations"`
	StartsAt    time.Time         `json:"startsAt"`
	EndsAt      time.Time         `json:"endsAt"` // in the past: resolved
}

func newAlertmanager(o Options) (*alertmanager, error) {
	u, err := webAddress(o.URL)
	if err != nil {
		return nil, err
	}
	if !strings.HasSuffix(u.Path, alertsPath) {
		u = u.JoinPath(alertsPath)
	}
	return &alertmanager{url: u.String(), text: o.Text, client: newClient(o.Transport), told: map[string]posted{}}, nil
}

// Send posts an alert for each incident. A digest is none.
func (a *alertmanager) Send(ctx context.Context, m alert.Message) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	var alerts []posted
	for _, i := range m.Incidents {
		alerts = append(alerts, a.alerts(m, i)...)
	}
	if m.Kind == alert.Test && len(alerts) == 0 {
		alerts = []posted{a.test(m)}
	}
	if len(alerts) == 0 {
		return nil
	}
	body, err := json.Marshal(alerts)
	if err != nil {
		return final("the alerts cannot be written as JSON")
	}
	if err := post(ctx, a.client, a.url, http.Header{}, body); err != nil {
		return err
	}
	a.remember(m)
	return nil
}

// alerts are those that an incident makes: itself, and the end of what it was
// told as before, when that had other labels. An alert that nobody was told of
// is not ended: people would be told of that.
func (a *alertmanager) alerts(m alert.Message, i monitor.Incident) []posted {
	now := a.alert(m, i)
	before, known := a.told[i.ID]
	switch {
	case known && maps.Equal(before.Labels, now.Labels):
		return []posted{now}
	case known && i.Closed != nil:
		before.EndsAt = *i.Closed
		return []posted{before}
	case known:
		before.EndsAt = m.At
		return []posted{before, now}
	case m.Kind != alert.Worsened || i.Level != monitor.LevelCritical:
		return []posted{now}
	}
	// It was told before this program began, as a warning of some cause.
	list := []posted{now}
	for _, cause := range warnings {
		was := now
		was.Labels, was.EndsAt = labels(i, monitor.LevelWarning, cause), m.At
		list = append(list, was)
	}
	return list
}

// warnings are the causes that a warning may have.
var warnings = []monitor.Cause{
	monitor.CauseMissing, monitor.CauseDegraded, monitor.CauseWarning, monitor.CauseUnreachable, monitor.CauseUnreadable,
	monitor.CauseFabricated, monitor.CauseFrozen, monitor.CauseStopped,
}

func (a *alertmanager) alert(m alert.Message, i monitor.Incident) posted {
	m.Incidents = []monitor.Incident{i}
	summary, description := a.text(m)
	p := posted{
		Labels:      labels(i, i.Level, i.Cause),
		Annotations: map[string]string{"summary": summary, "description": description},
		StartsAt:    i.Opened, EndsAt: m.At.Add(firing),
	}
	if i.Closed != nil {
		p.EndsAt = *i.Closed
	}
	return p
}

// remember notes what was posted of what goes on.
func (a *alertmanager) remember(m alert.Message) {
	maps.DeleteFunc(a.told, func(_ string, p posted) bool { return p.EndsAt.Before(m.At) })
	for _, i := range m.Incidents {
		if i.Closed != nil {
			delete(a.told, i.ID)
		} else {
			a.told[i.ID] = a.alert(m, i)
		}
	}
}

func labels(i monitor.Incident, level monitor.Level, cause monitor.Cause) map[string]string {
	l := map[string]string{"alertname": "SentinelHeartbeat", "severity": level.String()}
	for name, value := range map[string]string{"robot": i.Robot, "account": i.Account, "cause": string(cause)} {
		if value != "" {
			l[name] = value
		}
	}
	switch {
	case i.Key == monitor.NetworkKey:
		l["robot"] = string(i.Key)
	case i.Kind == monitor.KindChannel:
		l["alertname"], l["channel"] = "SentinelChannel", i.Key.Account()
	}
	if i.Test {
		l["test"] = "true"
	}
	return l
}

func (a *alertmanager) test(m alert.Message) posted {
	summary, description := a.text(m)
	return posted{
		Labels:      map[string]string{"alertname": "SentinelTest", "severity": "info", "test": "true"},
		Annotations: map[string]string{"summary": summary, "description": description},
		StartsAt:    m.At, EndsAt: m.At.Add(testFiring),
	}
}
