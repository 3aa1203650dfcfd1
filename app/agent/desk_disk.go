package agent

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"sentinel/monitor/alert"
	"sentinel/monitor/history"
)

// How the desk keeps what it decided: also when the disk refuses, or hangs.

// keeping is a write that was begun.
type keeping struct {
	alerts  history.Alerts // without letters
	letters []history.Letter
	done    chan error
}

// keepAgain is the pause after a disk that refused.
const keepAgain = time.Minute

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
