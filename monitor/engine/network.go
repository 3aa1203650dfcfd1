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
	lost      bool
	incident  *incident
}

type endpointState struct {
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
		if at := e.records[w.Key].blind; at != never && (since == never || at < since) {
			since = at
		}
	}
	for key := range e.records {
		if !behind[key] {
			e.setBlind(key, false)
		}
	}
	e.network = network{endpoints: map[string]endpointState{}, lost: since != never, incident: e.network.incident}
	for _, w := range watched {
		if w.Host != "" {
			e.network.endpoints[w.Source] = endpointState{key: w.Key, host: w.Host, unreachable: e.network.lost}
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
	state.unreachable = report.Outcome == monitor.Trouble && report.Cause == monitor.CauseUnreachable
	state.noDNS = state.unreachable && report.NoDNS
	e.network.endpoints[report.Source] = state
	lost := e.network.allUnreachable(e.options.Online)
	if lost == e.network.lost {
		e.setBlind(state.key, lost) // watched since it was lost, or begun anew
		return
	}
	e.network.lost = lost
	e.tellNetwork(lost)
	if !lost {
		e.options.OnGap()
	}
	for _, s := range e.network.endpoints {
		e.setBlind(s.key, lost)
	}
}

func (n network) allUnreachable(online func() bool) bool {
	noDNS := false
	for _, s := range n.endpoints {
		if !s.unreachable {
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
	old, known := e.records[key]
	if !known || (old.blind != never) == blind {
		return
	}
	r := old.clone()
	since := r.blind
	r.blind = never
	if blind {
		r.blind = e.reading.Steady
	} else {
		for i := range r.feeds {
			r.hold(&r.feeds[i], since, e.reading.Steady+e.options.Hold)
		}
	}
	e.commit(key, r, r.settle(e.moment()))
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
			i.acknowledge(by)
			acknowledged = true
			e.changed()
		}
		return nil
	})
	return acknowledged, err
}
