package agent

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/api"
	"sentinel/monitor/history"
)

// Messages implements api.Monitor.
func (a *Agent) Messages(ctx context.Context, q api.MessageQuery) ([]api.Message, error) {
	letters, err := a.store.Letters(ctx, history.LettersQuery{Channel: q.Channel, Before: q.Before, Limit: cmp.Or(q.Limit, api.DefaultMessages)})
	if err != nil {
		return nil, err
	}
	now := time.Now()
	list := make([]api.Message, 0, len(letters))
	for _, l := range letters {
		list = append(list, messageOf(l, now))
	}
	return list, nil
}

// messageOf puts a letter into the words that its channel was given, or is given
// now.
func messageOf(l history.Letter, now time.Time) api.Message {
	shown := api.Message{Channel: l.Channel, Made: l.Made, State: string(l.State), Tries: l.Tries, Error: l.Error, At: l.Made}
	if !l.Ended.IsZero() {
		now, shown.Ended = l.Ended, &l.Ended
	}
	var m alert.Message
	if err := json.Unmarshal(l.Body, &m); err != nil {
		shown.Title = "A message that cannot be read"
		return shown
	}
	shown.ID, shown.Kind, shown.At, shown.Level = m.ID, string(m.Kind), m.At, view.AlertLevel(m, now)
	shown.Title, shown.Body = view.AlertText(m, now)
	shown.Test = m.Kind == alert.Test || slices.ContainsFunc(m.Incidents, func(i monitor.Incident) bool { return i.Test })
	for _, i := range m.Incidents {
		shown.Incidents, shown.Keys = append(shown.Incidents, i.ID), append(shown.Keys, i.Key)
	}
	return shown
}
