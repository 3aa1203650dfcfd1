package agent

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/trend"
)

// paces knows who gets slower. To look at all takes some seconds with thousands
// of subjects, so it is done in the background: once somebody wants to know, and
// from then on whenever days were summed up.
type paces struct {
	wanted chan struct{} // has a value when somebody wants to know

	mu     sync.Mutex
	slower []api.Drift
	at     *time.Time    // when that was looked at; nil before the first time
	looked chan struct{} // closed with the first time
}

func newPaces() *paces {
	return &paces{wanted: make(chan struct{}, 1), looked: make(chan struct{})}
}

// patience is how long who asks first waits: with some hundred subjects it is
// enough.
const patience = time.Second

// known returns who gets slower, as far as that was looked at; of a robot, with
// its accounts, alone.
func (p *paces) known(ctx context.Context, robot string) (slower []api.Drift, at *time.Time) {
	select {
	case <-p.looked:
	default:
		p.want()
		select {
		case <-p.looked:
		case <-time.After(patience):
		case <-ctx.Done():
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	slower = []api.Drift{}
	for _, d := range p.slower {
		if robot == "" || d.Key.Robot() == robot {
			slower = append(slower, d)
		}
	}
	return slower, p.at
}

func (p *paces) want() {
	select {
	case p.wanted <- struct{}{}:
	default:
	}
}

// again lets what was looked at be looked at anew.
func (p *paces) again() {
	select {
	case <-p.looked:
		p.want()
	default: // nobody ever wanted to know
	}
}

func (p *paces) set(slower []api.Drift, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at == nil {
		close(p.looked)
	}
	at = at.UTC()
	p.slower, p.at = slower, &at
}

// compare looks at how fast all beat, those first who got slower by most.
func (a *Agent) compare(ctx context.Context) error {
	now := time.Now()
	names, err := a.store.Names(ctx)
	if err != nil {
		return err
	}
	slower := []api.Drift{}
	for _, key := range names {
		days, err := a.store.KeptDays(ctx, key, midnight(now).Add(-trend.DriftSpan), now)
		if err != nil {
			return err
		}
		if drift := trend.DriftOf(midnight(now), summaries(days)); drift.Slower() {
			slower = append(slower, api.NewDrift(key, drift))
		}
	}
	slices.SortStableFunc(slower, func(a, b api.Drift) int { return cmp.Compare(b.Change, a.Change) })
	a.paces.set(slower, now)
	a.changed.signal()
	return nil
}

// midnight is when the day of UTC began.
func midnight(at time.Time) time.Time { return at.UTC().Truncate(24 * time.Hour) }

func summaries(days []trend.Day) []trend.Summary {
	sums := make([]trend.Summary, len(days))
	for i := range days {
		sums[i] = days[i].Summary()
	}
	return sums
}

// driftOf is nil for a subject that beats as it did.
func driftOf(key monitor.Key, days []trend.Day, now time.Time) *api.Drift {
	drift := trend.DriftOf(midnight(now), summaries(days))
	if !drift.Found() {
		return nil
	}
	found := api.NewDrift(key, drift)
	return &found
}
