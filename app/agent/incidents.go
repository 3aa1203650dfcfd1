package agent

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/history"
)

// closedIncidents is how many ended incidents are listed when nobody says of
// when.
const closedIncidents = 200

// Incidents implements api.Monitor.
func (a *Agent) Incidents(ctx context.Context, q api.IncidentQuery) ([]monitor.Incident, error) {
	list := []monitor.Incident{}
	if q.State != "closed" {
		open, err := a.openIncidents(ctx)
		if err != nil {
			return nil, err
		}
		for _, i := range open {
			if (q.To.IsZero() || i.Opened.Before(q.To)) && q.Takes(i) {
				list = append(list, i)
			}
		}
	}
	if q.State != "open" {
		wanted := history.IncidentQuery{Key: q.Key, From: q.From, To: q.To, Takes: q.Takes}
		if q.To.IsZero() {
			wanted.Limit = closedIncidents
		}
		ended, err := a.store.Incidents(ctx, wanted)
		if err != nil {
			return nil, err
		}
		list = append(list, ended...)
	}
	slices.SortFunc(list, func(x, y monitor.Incident) int {
		return cmp.Or(y.Opened.Compare(x.Opened), cmp.Compare(x.ID, y.ID))
	})
	return list, nil
}

// openIncidents come with their notes. A history that cannot be read keeps none
// of them from being shown.
func (a *Agent) openIncidents(ctx context.Context) ([]monitor.Incident, error) {
	within, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	open, err := a.engine.Incidents(within)
	if err != nil {
		return nil, engineError(err)
	}
	if err := a.store.AddNotes(ctx, open); err != nil {
		a.log.Error("open incidents are shown without their notes", "error", err)
	}
	return open, nil
}

// Incident implements api.Monitor.
func (a *Agent) Incident(ctx context.Context, id string) (api.IncidentStory, error) {
	one, err := a.incident(ctx, id)
	if err != nil {
		return api.IncidentStory{}, err
	}
	happened, err := a.store.Happened(ctx, one)
	if err != nil {
		return api.IncidentStory{}, err
	}
	decisions, err := a.store.Decisions(ctx, id)
	if err != nil {
		return api.IncidentStory{}, err
	}
	story := api.IncidentStory{Incident: one, Happened: []api.Transition{}, Decisions: decisions}
	for _, t := range happened {
		story.Happened = append(story.Happened, api.NewTransition(t))
	}
	return story, nil
}

// incident finds an open incident, or else one that has ended.
func (a *Agent) incident(ctx context.Context, id string) (monitor.Incident, error) {
	open, err := a.openIncidents(ctx)
	if err != nil {
		return monitor.Incident{}, err
	}
	if at := slices.IndexFunc(open, func(i monitor.Incident) bool { return i.ID == id }); at >= 0 {
		return open[at], nil
	}
	one, found, err := a.store.Incident(ctx, id)
	if err != nil {
		return one, err
	}
	if !found {
		return one, fmt.Errorf("%w: there is no incident %q", api.ErrNotFound, id)
	}
	return one, nil
}

// AddNote implements api.Monitor.
func (a *Agent) AddNote(ctx context.Context, id string, note monitor.Note) error {
	if _, err := a.incident(ctx, id); err != nil {
		return err
	}
	if err := a.store.WriteNote(ctx, id, note); err != nil {
		return fmt.Errorf("%w: the note is not kept: %w", api.ErrUnavailable, err)
	}
	a.changed.signal()
	return nil
}
