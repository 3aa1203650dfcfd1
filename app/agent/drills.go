package agent

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/alert/channel"
	"sentinel/monitor/api"
	"sentinel/monitor/config"
)

// The names of stages that a drill knows.
const (
	stageRoute = "route"
	stageGroup = "group" // the message waits for others, or was made
)

// drills is the drill that is under way, if one is. The desk and the couriers say
// here what they do, from their goroutines; without a drill that costs nothing.
type drills struct {
	mu      sync.Mutex
	current *drill
}

// drill is what is known of a drill that is under way.
type drill struct {
	began    time.Time
	incident monitor.Incident
	news     chan struct{} // holds a signal when a channel has got on
	closed   chan struct{} // closed when its incident has ended, and that is written

	mu       sync.Mutex
	channels []*drilled
	ended    bool // its incident has
}

// drilled is how far a channel is.
type drilled struct {
	of       config.Channel
	away     bool // it is not here: nothing is decided on it
	decision monitor.Decision
	told     bool
	took     time.Duration // from the opening until it took the message
	failed   error         // why it did not take it, the latest
	final    bool          // and will not
}

// decidedAgainst tells whether a stage decided that the channel is not told, or
// not now.
func (c *drilled) decidedAgainst() bool {
	return c.decision.Stage != "" && c.decision.Stage != stageGroup
}

func (c *drilled) settled() bool { return c.told || c.away || c.final || c.decidedAgainst() }

// begin begins a drill by opening its incident: what becomes of that is noted
// from the very first.
func (s *drills) begin(channels []config.Channel, away func(config.Channel) bool, open func() (monitor.Incident, error)) (*drill, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil {
		return nil, fmt.Errorf("%w: a drill is under way already: wait until it is over", api.ErrRefused)
	}
	d := &drill{news: make(chan struct{}, 1), closed: make(chan struct{}), began: time.Now()}
	for _, c := range channels {
		d.channels = append(d.channels, &drilled{of: c, away: away(c)})
	}
	var err error
	if d.incident, err = open(); err != nil {
		return nil, err
	}
	s.current = d
	return d, nil
}

func (s *drills) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = nil
}

// decided notes what the stages decided.
func (s *drills) decided(decisions []monitor.Decision) {
	for _, decision := range decisions {
		s.on(decision.Channel, func(d *drill, c *drilled) {
			if decision.Incident == d.incident.ID {
				c.decision = decision
			}
		})
	}
}

// took notes that a channel took a message.
func (s *drills) took(name string, m alert.Message) {
	s.on(name, func(d *drill, c *drilled) {
		if d.isIn(m) && !c.told {
			c.told, c.took = true, time.Since(d.began)
		}
	})
}

// refused notes why a channel did not take a message.
func (s *drills) refused(name string, m alert.Message, why error) {
	s.on(name, func(d *drill, c *drilled) {
		if d.isIn(m) {
			failure, _ := errors.AsType[*channel.Failure](why)
			c.failed, c.final = why, failure != nil && (failure.Final || failure.Itself)
		}
	})
}

// happened notes what is written.
func (s *drills) happened(transitions []monitor.Transition) {
	s.mu.Lock()
	d := s.current
	s.mu.Unlock()
	if d == nil {
		return
	}
	for _, t := range transitions {
		if t.Incident.ID == d.incident.ID && t.Incident.Closed != nil {
			d.close()
		}
	}
}

// on lets f note how a channel got on, when a drill is under way.
func (s *drills) on(name string, f func(*drill, *drilled)) {
	s.mu.Lock()
	d := s.current
	s.mu.Unlock()
	if d == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if at := slices.IndexFunc(d.channels, func(c *drilled) bool { return c.of.Name == name }); at >= 0 {
		f(d, d.channels[at])
		signal(d.news)
	}
}

// isIn tells whether a message tells of the drill.
func (d *drill) isIn(m alert.Message) bool {
	return slices.ContainsFunc(m.Incidents, func(i monitor.Incident) bool { return i.ID == d.incident.ID })
}

func (d *drill) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.ended {
		d.ended = true
		close(d.closed)
	}
}

// wait waits until each channel has done what it will, but not for ever.
func (d *drill) wait(ctx context.Context, atMost time.Duration) {
	late := time.NewTimer(atMost)
	defer late.Stop()
	for !d.settled() {
		select {
		case <-ctx.Done():
			return
		case <-late.C:
			return
		case <-d.closed: // somebody of its name is there, or has forgotten it
			return
		case <-d.news:
		}
	}
}

func (d *drill) settled() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return !slices.ContainsFunc(d.channels, func(c *drilled) bool { return !c.settled() })
}
