package agent

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/alert/channel"
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

// keeping is a write that was begun.
type keeping struct {
	alerts  history.Alerts // without letters
	letters []history.Letter
	done    chan error
}

// keepAgain is the pause after a disk that refused.
const keepAgain = time.Minute

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
	happened, fails, failing := d.fares.look()
	for name, fails := range fails {
		d.decides.Fails(name, fails, time.Now())
	}
	d.takeAll(happened)
	d.upto = max(d.upto, known)
	open, err := d.engine.Incidents(ctx)
	if err != nil && !errors.Is(err, engine.ErrStopped) {
		d.log.Error("which incidents are open is not known", "error", err)
	}
	if open != nil {
		open = append(open, failing...)
	}
	work := d.decides.Step(time.Now(), open)
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

// carried are the letters that are in no outbox, since the disk refused them: with
// the next that it takes they are to come there too, and not to be lost when the
// program ends before they are delivered.
func (d *desk) carried() (letters []history.Letter) {
	for _, couriers := range []map[string]*courier{d.couriers, d.leaving} {
		for _, name := range slices.Sorted(maps.Keys(couriers)) {
			letters = append(letters, couriers[name].toKeep()...)
		}
	}
	return letters
}

func (d *desk) stillCarried(letters []history.Letter) {
	for _, l := range letters {
		if c := d.courier(l.Channel); c != nil {
			c.notKept(l)
		}
	}
}

// courier is who carries the letters of a channel; nil: nobody.
func (d *desk) courier(name string) *courier { return cmp.Or(d.couriers[name], d.leaving[name]) }

// keep puts on disk what was decided; kept is false when that does not succeed,
// or not soon: then the letters may still come there.
func (d *desk) keep(ctx context.Context, letters []history.Letter) (kept, mayBeKept bool) {
	if d.late != nil {
		return false, false
	}
	job := &keeping{d.unkept, letters, make(chan error, 1)}
	alerts := d.unkept
	alerts.Letters = letters
	d.unkept = history.Alerts{}
	go func() { job.done <- d.store.KeepAlerts(context.WithoutCancel(ctx), alerts) }()
	patience := time.NewTimer(hangs)
	defer patience.Stop()
	d.late = job
	select {
	case err := <-job.done:
		d.endLate(err)
		return err == nil, false
	case <-patience.C:
		return false, true
	}
}

// lateDone has the outcome of a write that the disk holds up; nil when there is
// none.
func (d *desk) lateDone() chan error {
	if d.late == nil {
		return nil
	}
	return d.late.done
}

// endLate takes up a write that has ended.
func (d *desk) endLate(err error) {
	if err != nil {
		d.log.Error("what is told is not kept", "error", err)
		d.unkept = joinAlerts(d.late.alerts, d.unkept)
		d.stillCarried(d.late.letters)
	}
	d.late = nil
}

// alertsOf is what has come of deciding, for the disk, without letters.
func alertsOf(w alert.Work, upto int64) history.Alerts {
	alerts := history.Alerts{Decisions: w.Decisions, Upto: cmp.Or(upto, nothingYet)}
	for _, c := range w.Changed {
		if state, err := json.Marshal(c); err == nil { // it holds text and numbers: it can be written
			alerts.Cases = append(alerts.Cases, history.CaseState{Channel: c.Channel, Incident: c.Incident.ID, State: state})
		}
	}
	for _, c := range w.Over {
		alerts.Cases = append(alerts.Cases, history.CaseState{Channel: c.Channel, Incident: c.Incident.ID})
	}
	return alerts
}

// joinAlerts is what waits for the disk, with what was decided later.
func joinAlerts(waiting, later history.Alerts) history.Alerts {
	return history.Alerts{
		Cases:     newest(keptTurns, append(waiting.Cases, later.Cases...)),
		Decisions: newest(keptTurns, append(waiting.Decisions, later.Decisions...)),
		Upto:      cmp.Or(later.Upto, waiting.Upto),
	}
}

func lettersOf(messages []alert.Outgoing) (letters []history.Letter, err error) {
	for _, m := range messages {
		body, err := json.Marshal(m.Message)
		if err != nil {
			return letters, err
		}
		letters = append(letters, history.Letter{Channel: m.Channel, Body: body, Made: time.Now()})
	}
	return letters, nil
}

// renewCouriers makes a courier for each channel that is new, or whose settings
// were edited. Where one is gone its letters wait for it to be back.
func (d *desk) renewCouriers(ctx context.Context, c *config.Config, sending *sync.WaitGroup) {
	before := d.couriers
	d.couriers = map[string]*courier{}
	for _, channel := range channelsOf(c, d.options.Desktop != nil) {
		old := d.courierBefore(channel.Name, before)
		if old != nil && old.ended.Err() == nil && reflect.DeepEqual(old.of, channel) {
			d.couriers[channel.Name] = old
			continue
		}
		if old != nil {
			old.end()
		}
		one := newCourier(d.Agent, channel, old)
		d.couriers[channel.Name] = one
		d.fares.serve(one)
		sending.Go(func() { one.run(ctx) })
	}
	for name, gone := range before {
		gone.end()
		d.leaving[name] = gone
		d.fares.gone(name)
	}
	names := slices.Collect(maps.Keys(d.couriers))
	sending.Go(func() { d.tellStranded(ctx, names) }) // the disk may hang
}

// courierBefore takes out who served a channel until now, or until the channel was
// taken out of the settings; nil: nobody.
func (d *desk) courierBefore(name string, before map[string]*courier) *courier {
	old := cmp.Or(before[name], d.leaving[name])
	delete(before, name)
	delete(d.leaving, name)
	return old
}

// tellStranded says for which channels messages wait that are not in the settings
// any more: a name that was edited leaves them behind.
func (d *desk) tellStranded(ctx context.Context, served []string) {
	waiting, err := d.store.LettersWaiting(ctx)
	if err != nil {
		d.log.Error("whether messages wait for channels that are gone is not known", "error", err)
		return
	}
	var lost []string
	for name, n := range waiting {
		if !slices.Contains(served, name) {
			lost = append(lost, fmt.Sprintf("%d for %s", n, name))
		}
	}
	text := ""
	if slices.Sort(lost); len(lost) > 0 {
		text = "Messages wait for channels that the settings do not name any more (" + strings.Join(lost, ", ") + "): name them so again, and they are sent."
	}
	d.notices.set("stranded", text)
}

// rules are those of a configuration.
func (d *desk) rules(c *config.Config) alert.Rules {
	rules := alert.Rules{GroupWait: c.Alerts.GroupWait, GroupInterval: c.Alerts.GroupInterval, RepeatEvery: c.Alerts.RepeatEvery}
	for _, of := range channelsOf(c, d.options.Desktop != nil) {
		one := alert.Channel{
			Name: of.Name, Levels: of.Levels, ExceptCritical: of.ExceptCritical, EscalateAfter: of.EscalateAfter, Takes: takesOf(of),
			Screen: of.Kind == config.KindDesktop,
			Ends:   of.Kind == config.KindDesktop || of.Kind == channel.KindAlertmanager,
		}
		one.Quiet, _ = alert.ParseHours(of.QuietHours, of.Zone) // which were checked
		rules.Channels = append(rules.Channels, one)
	}
	return rules
}
