package engine

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"sentinel/monitor"
)

// network notices that our own network is lost: then the robots behind it are
// not silent, we are blind. It is lost when every endpoint beyond loopback, on
// at least two hosts, was unreachable in one round; with one host, when this
// machine has no route or no DNS either. Status files prove nothing here.
type network struct {
	endpoints map[string]endpointState // by the name of the source
	elsewhere time.Duration            // when a beat last came from another machine: then the network was there
	lost      bool
	incident  *incident
}

type endpointState struct {
	at          time.Duration // of the latest look
	key         monitor.Key
	host        string
	unreachable bool // at the latest look
	noDNS       bool // and that for want of DNS
}

// watchNetwork begins with the given endpoints. Subjects that were blind when
// they were saved or reconfigured say that the network was lost then, and it
// stays so until one of the endpoints has been reached.
func (e *Engine) watchNetwork(watched []Watched) {
	since, behind := never, map[monitor.Key]bool{}
	for _, w := range watched {
		if w.Host == "" {
			continue
		}
		behind[w.Key] = true
		if at := e.records[e.slots[w.Key]].rare.blind; at != never && (since == never || at < since) {
			since = at
		}
	}
	for key := range e.slots {
		if !behind[key] {
			e.setBlind(key, false)
		}
	}
	e.network = network{
		endpoints: map[string]endpointState{}, elsewhere: never,
		lost: since != never, incident: e.network.incident,
	}
	for _, w := range watched {
		if w.Host != "" {
			e.network.endpoints[w.Source] = endpointState{at: e.reading.Steady, key: w.Key, host: w.Host, unreachable: e.network.lost}
		}
	}
	switch {
	case e.network.lost && e.network.incident == nil:
		e.network.incident = e.networkIncident(since)
		e.network.incident.told = monitor.LevelWarning
	case !e.network.lost && e.network.incident != nil:
		e.closeNetwork(monitor.EndRemoved)
	}
}

// observeNetwork takes in how a look at an endpoint ended and, when the
// network was lost or found by it, what that means for the subjects behind it.
// It comes before the report is applied: what the report says of its subject
// is judged when it is known whether we can see.
func (e *Engine) observeNetwork(report monitor.Report) {
	state, remote := e.network.endpoints[report.Source]
	if !remote {
		return
	}
	state.at = e.reading.Steady
	state.unreachable = report.Outcome == monitor.Trouble && report.Cause == monitor.CauseUnreachable
	state.noDNS = state.unreachable && report.NoDNS
	e.network.endpoints[report.Source] = state
	lost := e.network.allUnreachable(e.options.Online)
	if lost == e.network.lost {
		e.setBlind(state.key, lost) // watched since it was lost, or begun anew
		return
	}
	e.setNetwork(lost)
}

func (e *Engine) setNetwork(lost bool) {
	e.network.lost = lost
	e.tellNetwork(lost)
	if !lost {
		e.options.OnGap()
	}
	for _, s := range e.network.endpoints {
		e.setBlind(s.key, lost)
	}
}

// heardFromElsewhere: a beat came from another machine, so the network is
// there, whatever the endpoints say.
func (e *Engine) heardFromElsewhere() {
	e.network.elsewhere = e.reading.Steady
	if e.network.lost {
		e.setNetwork(false)
	}
}

func (n network) allUnreachable(online func() bool) bool {
	noDNS := false
	for _, s := range n.endpoints {
		if !s.unreachable || s.at < n.elsewhere {
			return false
		}
		noDNS = noDNS || s.noDNS
	}
	hosts := n.hosts()
	return len(hosts) >= 2 || len(hosts) == 1 && (noDNS || !online())
}

func (n network) hosts() []string {
	hosts := map[string]bool{}
	for _, s := range n.endpoints {
		hosts[s.host] = true
	}
	return slices.Sorted(maps.Keys(hosts))
}

// setBlind blinds or frees a subject. Freed, it is judged when it was looked
// at.
func (e *Engine) setBlind(key monitor.Key, blind bool) {
	slot, known := e.slots[key]
	if !known {
		return
	}
	since := e.records[slot].rare.blind
	if (since != never) == blind {
		return
	}
	r := e.records[slot].clone()
	if blind {
		r.rare.edit().blind = e.reading.Steady
	} else {
		r.rare.edit().blind = never
		for i := range r.feeds {
			if f := &r.feeds[i]; !f.origin.pushed {
				f.hold(since, e.reading.Steady+e.options.Hold)
			}
		}
	}
	changes := r.settle(e.moment())
	e.commit(slot, r, changes)
}

// tellNetwork opens or closes the one incident for all that is behind the
// network.
func (e *Engine) tellNetwork(lost bool) {
	now := e.reading.Steady
	e.log.Warn("own network", "lost", lost)
	if !lost {
		e.closeNetwork(monitor.EndRecovered)
		return
	}
	i := e.networkIncident(now)
	i.told = i.level
	e.network.incident = i
	e.changed()
	e.queue([]change{{kind: monitor.Opened, key: monitor.NetworkKey, incident: *i, at: now}})
}

func (e *Engine) closeNetwork(end monitor.IncidentEnd) {
	if e.network.incident != nil {
		e.queue([]change{closing(monitor.NetworkKey, e.network.incident, e.reading.Steady, end)})
		e.network.incident = nil
		e.changed()
	}
}

func (e *Engine) networkIncident(since time.Duration) *incident {
	return &incident{
		id: incidentID(monitor.NetworkKey, e.reading.WallAt(since), false), level: monitor.LevelWarning,
		cause:   monitor.CauseUnreachable,
		message: "no answer from " + strings.Join(e.network.hosts(), ", "),
		opened:  since, gone: since,
	}
}

// acknowledgeNetwork acknowledges the network's incident, if there is one.
func (e *Engine) acknowledgeNetwork(ctx context.Context, by string) (acknowledged bool, err error) {
	err = e.do(ctx, func() error {
		if i := e.network.incident; i != nil {
			i.acknowledge(by, e.reading.Steady)
			acknowledged = true
			e.changed()
		}
		return nil
	})
	return acknowledged, err
}
