package agent

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/engine"
)

const (
	// drillPatience is how long a drill waits for the channels, beyond the time
	// for which its messages wait for others.
	drillPatience = time.Minute
	// drillExpires is how much longer its test lasts when nobody ends it.
	drillExpires = time.Minute
	// drillWritten is how long a drill waits until its end is written. A disk that
	// takes longer is another trouble.
	drillWritten = hangs + time.Second
)

// drillBeat is what the robot of a drill says.
var drillBeat = monitor.Heartbeat{Status: monitor.StatusError, Message: "this is a drill, to see who is told; nothing is wrong"}

// Drill implements api.Monitor. It is taken back whatever happens: at once when
// ctx ends, and at the next start should this process end.
func (a *Agent) Drill(ctx context.Context) (api.Drill, error) {
	d, err := a.beginDrill(ctx)
	if err != nil {
		return api.Drill{}, err
	}
	defer a.drills.end()
	d.wait(ctx, a.inForce().Alerts.GroupWait+drillPatience)
	result := a.resultOf(d)
	if err := a.endDrill(ctx, d); err != nil {
		return api.Drill{}, err
	}
	return result, context.Cause(ctx)
}

func (a *Agent) beginDrill(ctx context.Context) (*drill, error) {
	within, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	lasts := a.inForce().Alerts.GroupWait + drillPatience + drillExpires
	d, err := a.drills.begin(a.listed(), a.isAway, func() (monitor.Incident, error) {
		return a.engine.Play(within, monitor.DrillKey, drillBeat, lasts)
	})
	if errors.Is(err, engine.ErrKnown) {
		return nil, fmt.Errorf("%w: a robot is named %s, and a drill needs that name: rename or forget the robot", api.ErrRefused, monitor.DrillKey)
	}
	return d, engineError(err)
}

// endDrill takes a drill back, and waits until that is written.
func (a *Agent) endDrill(ctx context.Context, d *drill) error {
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerWithin)
	defer cancel()
	if err := a.engine.EndPlay(within, monitor.DrillKey); err != nil {
		return engineError(err) // then it ends by itself, later
	}
	late := time.NewTimer(drillWritten)
	defer late.Stop()
	select {
	case <-d.closed:
	case <-late.C:
	}
	return nil
}

// resultOf is how a drill went so far.
func (a *Agent) resultOf(d *drill) api.Drill {
	d.mu.Lock()
	defer d.mu.Unlock()
	result := api.Drill{Incident: d.incident.ID, Key: d.incident.Key, Opened: d.incident.Opened, Channels: []api.DrillChannel{}}
	for _, c := range d.channels {
		result.Channels = append(result.Channels, a.fared(c))
	}
	return result
}

// fared is how a channel did.
func (a *Agent) fared(c *drilled) api.DrillChannel {
	shown := api.DrillChannel{Channel: c.of.Name, Kind: c.of.Kind, Told: c.told}
	trouble := a.notices.of("channel " + c.of.Name)
	switch {
	case c.told:
		shown.Seconds = c.took.Seconds()
	case c.away:
		shown.Stage, shown.Reason = stageRoute, errNoDesktop.Error()
	case c.decidedAgainst():
		shown.Stage, shown.Reason = c.decision.Stage, c.decision.Reason
	case c.failed != nil:
		shown.Reason = c.failed.Error()
	case trouble != "":
		shown.Reason = trouble
	default:
		shown.Reason = "it has not answered yet"
	}
	return shown
}
