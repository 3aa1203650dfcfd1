package agent

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/history"
	"sentinel/monitor/trend"
)

// fineHistory is how long a time may be to be summed up from its beats, hour by
// hour. Of a longer one the days that were summed up are read.
const fineHistory = 3 * 24 * time.Hour

// History implements api.Monitor.
func (a *Agent) History(ctx context.Context, key monitor.Key, q api.HistoryQuery) (api.History, error) {
	if now := time.Now(); q.To.After(now) {
		q.To = now // of what is to come nobody knows anything
	}
	if !q.From.Before(q.To) {
		return api.History{}, fmt.Errorf("%w: from is yet to come", api.ErrInvalid)
	}
	answer := api.History{
		Key: key, From: q.From.UTC(), To: q.To.UTC(), StepSeconds: q.Step.Seconds(),
		Spans: []api.Span{}, Turns: []api.Turn{}, Incidents: []monitor.Incident{},
	}
	if err := a.hasHistory(ctx, key); err != nil {
		return answer, err
	}
	units, err := a.units(ctx, key, q)
	if err != nil {
		return answer, err
	}
	answer.Total = api.NewSpan(trend.Merge(units...))
	for _, step := range inSteps(units, q.Step) {
		answer.Spans = append(answer.Spans, api.NewSpan(trend.Merge(step...)))
	}
	if answer.Turns, err = a.turns(ctx, key, q); err != nil {
		return answer, err
	}
	answer.Incidents, err = a.Incidents(ctx, api.IncidentQuery{State: "all", Key: key, From: q.From, To: q.To})
	return answer, err
}

// hasHistory returns an error for a subject that nobody has ever heard of.
func (a *Agent) hasHistory(ctx context.Context, key monitor.Key) error {
	_, err := a.Subject(ctx, key)
	if !errors.Is(err, api.ErrNotFound) {
		return err
	}
	known, storeErr := a.store.Knows(ctx, key)
	if storeErr != nil || known {
		return storeErr
	}
	return err
}

// units are the hours of a time, or its days where the steps are of days.
func (a *Agent) units(ctx context.Context, key monitor.Key, q api.HistoryQuery) ([]trend.Summary, error) {
	rhythm := a.rhythmOf(ctx, key)
	if q.To.Sub(q.From) <= fineHistory {
		return a.store.Hours(ctx, key, q.From, q.To, rhythm)
	}
	days, err := a.store.Days(ctx, key, q.From, q.To, time.Now(), rhythm)
	if err != nil {
		return nil, err
	}
	var units []trend.Summary
	for i := range days {
		if q.Step%(24*time.Hour) == 0 {
			units = append(units, days[i].Summary())
			continue
		}
		for _, hour := range days[i].Hours {
			if hour.Length > 0 && hour.From.Before(q.To) && hour.From.Add(hour.Length).After(q.From) {
				units = append(units, hour)
			}
		}
	}
	return units, nil
}

// rhythmOf is what is expected of a subject now; of one that is not watched any
// more, what would be.
func (a *Agent) rhythmOf(ctx context.Context, key monitor.Key) monitor.Rhythm {
	if s, err := a.Subject(ctx, key); err == nil {
		return monitor.Rhythm{
			Interval: seconds(s.Interval), Grace: seconds(s.Grace), MaxMisses: s.MaxMisses,
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return expectedBy(a.config)(key).Rhythm
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// inSteps groups what is in the order of time.
func inSteps(units []trend.Summary, step time.Duration) (steps [][]trend.Summary) {
	var latest time.Time
	for _, unit := range units {
		if begin := trend.StepOf(unit.From, step); !begin.Equal(latest) {
			steps = append(steps, nil)
			latest = begin
		}
		steps[len(steps)-1] = append(steps[len(steps)-1], unit)
	}
	return steps
}

func (a *Agent) turns(ctx context.Context, key monitor.Key, q api.HistoryQuery) ([]api.Turn, error) {
	list := []api.Turn{}
	turns, err := a.store.Turns(ctx, key, q.From, q.To)
	if err != nil {
		return nil, err
	}
	absences, err := a.store.Absences(ctx, q.From, q.To)
	if err != nil {
		return nil, err
	}
	for _, t := range history.Unwatched(turns, absences) {
		list = append(list, api.Turn{At: t.At, Level: t.Level, Liveness: t.Liveness, Cause: t.Cause})
	}
	return list, nil
}

// Beats implements api.Monitor.
func (a *Agent) Beats(ctx context.Context, key monitor.Key, from, to time.Time, each func(monitor.Receipt) error) error {
	if err := a.hasHistory(ctx, key); err != nil {
		return err
	}
	err := a.store.Beats(ctx, key, from, to, each)
	if errors.Is(err, history.ErrDamaged) {
		a.notices.set("past", "Parts of the history cannot be read: "+err.Error())
		return nil
	}
	return err
}

// Import implements api.Monitor.
func (a *Agent) Import(ctx context.Context, key monitor.Key, receipts []monitor.Receipt) (int, error) {
	now := time.Now()
	a.imported.Store(&now)
	added, err := a.store.Import(ctx, key, receipts)
	if err != nil {
		return added, fmt.Errorf("%w: %w", api.ErrUnavailable, err)
	}
	return added, nil
}
