package agent

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/config"
	"sentinel/monitor/engine"
	"sentinel/monitor/history"
)

// desk lets alert.Desk decide who is told of what happens, keeps what it
// decided, and gives the messages to the couriers of the channels. When the disk
// refuses or hangs, they get them all the same.
type desk struct {
	*Agent
	wake chan struct{}

	mu      sync.Mutex
	waiting []monitor.Transition
	known   int64            // the newest transition that taken was told of
	said    []alert.Outgoing // that are about no incident, and wait to be sent
	gap     time.Time        // when a time ended in which nobody watched; zero: it is taken into account
	edited  *config.Config   // an edited configuration that is to take effect; nil: none

	// Owned by the goroutine of run from here on.
	decides  *alert.Desk
	couriers map[string]*courier
	leaving  map[string]*courier // of channels that are gone from the settings, and may be back
	upto     int64               // the newest transition that was taken
	blind    bool                // what an earlier run took is not known
	unkept   history.Alerts      // what waits for the disk, without letters
	late     *keeping            // a write that the disk holds up; nil: none
}

func newDesk(a *Agent) *desk {
	return &desk{Agent: a, wake: make(chan struct{}, 1), couriers: map[string]*courier{}, leaving: map[string]*courier{}}
}

// take queues what has happened. It may be called from any goroutine.
func (d *desk) take(transitions []monitor.Transition) {
	d.mu.Lock()
	d.waiting = append(d.waiting, transitions...)
	d.mu.Unlock()
	signal(d.wake)
	d.drills.happened(transitions)
}

// taken says that transitions which it was given without their IDs, for the disk
// did not take them then, have these now: the next start is not to take them
// again. It may be called from any goroutine.
func (d *desk) taken(transitions []monitor.Transition) {
	if len(transitions) == 0 {
		return
	}
	d.mu.Lock()
	for _, t := range transitions {
		d.known = max(d.known, t.ID)
	}
	d.mu.Unlock()
	signal(d.wake)
}

// look lets it decide anew, for somebody has acknowledged something, and the
// couriers look into the outbox.
func (d *desk) look() { signal(d.wake) }

// woke says that nobody watched until now. It may be called from any goroutine.
func (d *desk) woke() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gap = time.Now()
}

// use puts an edited configuration in force.
func (d *desk) use(c *config.Config) {
	d.mu.Lock()
	d.edited = c
	d.mu.Unlock()
	signal(d.wake)
}

// say sends a channel a message that is about no incident. It may be called from
// any goroutine.
func (d *desk) say(channel string, kind alert.Kind, text string) {
	now := time.Now().UTC()
	m := alert.Message{ID: fmt.Sprintf("%s-%s-%s", now.Format("20060102T150405.000Z"), channel, kind), Kind: kind, At: now, Text: text}
	d.mu.Lock()
	d.said = append(d.said, alert.Outgoing{Channel: channel, Message: m})
	d.mu.Unlock()
	signal(d.wake)
}

// run ends with ctx, after a last round.
func (d *desk) run(ctx context.Context, c *config.Config) {
	var sending sync.WaitGroup
	defer sending.Wait()
	d.begin(ctx, c)
	d.renewCouriers(ctx, c, &sending)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			d.step(context.WithoutCancel(ctx))
			return
		case <-d.wake:
		case <-timer.C:
		case err := <-d.lateDone():
			d.endLate(err)
		}
		d.mu.Lock()
		edited := d.edited
		d.edited = nil
		d.mu.Unlock()
		if edited != nil {
			d.decides.SetRules(d.rules(edited))
			d.renewCouriers(ctx, edited, &sending)
		}
		timer.Stop()
		if next := d.step(ctx); !next.IsZero() {
			timer.Reset(max(0, time.Until(next)))
		}
		for _, c := range d.couriers {
			signal(c.news)
		}
	}
}

// nothingYet is kept as the newest transition that was taken when there was none
// so far: the next run is not the first one.
const nothingYet = -1

// open notes, at the first start of all and before anything can happen, from
// where on channels are told: a crash soon after must lose none of it.
func (d *desk) open(ctx context.Context) error {
	_, upto, err := d.store.Cases(ctx)
	if err != nil || upto != 0 {
		return err
	}
	_, newest, err := d.store.Transitions(ctx, -1, 0)
	if err != nil {
		return err
	}
	return d.store.KeepAlerts(ctx, history.Alerts{Upto: cmp.Or(newest, nothingYet)})
}

// begin goes on where an earlier run ended: with what it kept, and with what it
// wrote and did not take into account. The first run tells nothing of the past.
func (d *desk) begin(ctx context.Context, c *config.Config) {
	states, upto, err := d.store.Cases(ctx)
	if err != nil {
		d.log.Error("what was told cannot be read; what is open is told again", "error", err)
		d.decides = alert.NewDesk(d.rules(c), nil)
		d.decides.Forgot()
		d.blind = true
		return
	}
	var saved []alert.Case
	for _, state := range states {
		var one alert.Case
		if err := json.Unmarshal(state.State, &one); err != nil {
			d.log.Error("what a channel was told cannot be read; it may be told again", "channel", state.Channel, "error", err)
			continue
		}
		saved = append(saved, one)
	}
	d.decides, d.upto = alert.NewDesk(d.rules(c), saved), max(upto, 0)
	first := upto == 0
	for {
		list, newest, err := d.store.Transitions(ctx, d.upto, transitionsAtOnce)
		switch {
		case err != nil:
			d.log.Error("what happened cannot be read", "error", err)
			return
		case first:
			d.upto = newest
			d.unkept.Upto = cmp.Or(newest, nothingYet)
			return
		case len(list) == 0:
			return
		}
		d.takeAll(list)
	}
}

// takeAll takes what was not taken yet. What the disk refused has no ID.
func (d *desk) takeAll(list []monitor.Transition) {
	for _, t := range list {
		if t.ID != 0 && t.ID <= d.upto {
			continue
		}
		d.upto = max(d.upto, t.ID)
		d.decides.Take(t)
	}
}

// step decides, keeps and hands over, and returns when to do so again.
func (d *desk) step(ctx context.Context) time.Time {
	d.mu.Lock()
	waiting, known := d.waiting, d.known
	d.waiting = nil
	said := d.said
	d.said = nil
	if !d.gap.IsZero() {
		d.decides.Woke(d.gap)
		d.gap = time.Time{}
	}
	d.mu.Unlock()
	select {
	case err := <-d.lateDone():
		d.endLate(err)
	default:
	}
	before := d.upto
	d.takeAll(waiting)
	faring := d.fares.look(time.Now())
	for name, fails := range faring.fails {
		d.decides.Fails(name, fails, time.Now())
	}
	d.takeAll(faring.happened)
	d.upto = max(d.upto, known)
	open, err := d.engine.Incidents(ctx)
	if err != nil && !errors.Is(err, engine.ErrStopped) {
		d.log.Error("which incidents are open is not known", "error", err)
	}
	if open != nil {
		open = append(open, faring.open...)
	}
	work := d.decides.Step(time.Now(), open)
	if !faring.next.IsZero() && (work.Next.IsZero() || faring.next.Before(work.Next)) {
		work.Next = faring.next
	}
	d.drills.decided(work.Decisions)
	letters, err := lettersOf(append(work.Messages, said...))
	if err != nil {
		d.log.Error("a message cannot be written", "error", err)
	}
	if len(work.Changed)+len(work.Over)+len(letters)+len(work.Decisions) == 0 && d.upto == before && d.unkept.Upto == 0 {
		return work.Next
	}
	alerts := alertsOf(work, d.upto)
	if d.blind && d.upto == 0 {
		alerts.Upto = 0 // as it was
	}
	d.unkept = joinAlerts(d.unkept, alerts)
	carried := d.carried()
	kept, mayBeKept := d.keep(ctx, slices.Concat(carried, letters))
	if kept {
		return work.Next
	}
	if !mayBeKept {
		d.stillCarried(carried)
	}
	for _, l := range letters { // which are in no outbox
		if c := d.courier(l.Channel); c != nil {
			c.carry(l, mayBeKept)
		}
	}
	if again := time.Now().Add(keepAgain); d.late == nil && (work.Next.IsZero() || again.Before(work.Next)) {
		return again
	}
	return work.Next
}
