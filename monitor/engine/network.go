package engine

import (
	"time"

	"sentinel/monitor"
)

// network notices that our own network is lost: then the robots behind it are
// not silent, we are blind. It is lost when every endpoint beyond loopback, on
// at least two hosts, was unreachable in one round, and no beat came from
// elsewhere since.
type network struct {
	hosts map[string]endpointState // by the name of the source
	lost  bool
	since time.Duration // when it was lost
}

type endpointState struct {
	key         monitor.Key
	host        string
	unreachable bool
}

func newNetwork(watched []Watched) network {
	n := network{hosts: map[string]endpointState{}}
	for _, w := range watched {
		if w.Host != "" {
			n.hosts[w.Source] = endpointState{key: w.Key, host: w.Host}
		}
	}
	return n
}

// observeNetwork takes in how a look at an endpoint ended and, when the
// network was lost or found by it, what that means for the subjects behind it.
func (e *Engine) observeNetwork(report monitor.Report) {
	state, remote := e.network.hosts[report.Source]
	if !remote {
		return
	}
	state.unreachable = report.Outcome == monitor.Trouble && report.Cause == monitor.CauseUnreachable
	e.network.hosts[report.Source] = state
	lost := e.network.allUnreachable()
	if lost == e.network.lost {
		return
	}
	e.network.lost = lost
	e.log.Warn("own network", "lost", lost)
	if lost {
		e.network.since = e.reading.Steady
	} else {
		e.options.OnGap()
	}
	for source, s := range e.network.hosts {
		e.setUnobserved(s.key, lost, source != report.Source)
	}
}

func (n network) allUnreachable() bool {
	hosts := map[string]bool{}
	for _, s := range n.hosts {
		if !s.unreachable {
			return false
		}
		hosts[s.host] = true
	}
	return len(hosts) >= 2
}

// setUnobserved blinds or frees a subject. What was not looked at since is
// judged only when it was.
func (e *Engine) setUnobserved(key monitor.Key, unobserved, hold bool) {
	old, known := e.records[key]
	if !known || old.unobserved == unobserved {
		return
	}
	r := old.clone()
	r.unobserved = unobserved
	if !unobserved && hold {
		for i := range r.feeds {
			r.hold(&r.feeds[i], e.network.since, e.reading.Steady+e.options.Hold)
		}
	}
	e.commit(key, r, r.settle(e.moment()))
}
