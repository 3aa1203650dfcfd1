package agent

import (
	"fmt"
	"sync"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/alert"
)

const (
	// troubleAfter is how many tries may fail before a notice tells of it, and
	// othersAfter for how long they may before the other channels do.
	troubleAfter = 3
	othersAfter  = 2 * time.Minute
)

// fares is how the channels fare, as their couriers say. A channel that takes no
// messages is a trouble like others: the other channels are told of it, once, and
// of its end. It is no incident of the history; elsewhere the notices show it.
//
// Its methods may be called from any goroutine. What a courier says that serves
// its channel no more is not heard: it may be trying for a while yet.
type fares struct {
	notices *notices
	wake    func() // lets the desk look here

	mu       sync.Mutex
	by       map[string]*fare
	happened []monitor.Transition // that the desk has not taken yet
}

// fare is how one channel fares.
type fare struct {
	courier *courier
	since   time.Time         // since when it takes no messages; zero: it does
	latest  attempt           // that failed
	trouble *monitor.Incident // of which the others are told; nil: of none
	worked  bool              // it took a message in this run
}

// attempt is a try that failed.
type attempt struct {
	message alert.Message
	made    time.Time // when the message was
	lasting bool      // it will not be taken before somebody has changed something
	why     error
}

func newFares(n *notices, wake func()) *fares {
	return &fares{notices: n, wake: wake, by: map[string]*fare{}}
}

// serve says who serves a channel from now on.
func (s *fares) serve(c *courier) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.by[c.name]; f != nil {
		f.courier = c
		return
	}
	s.by[c.name] = &fare{courier: c}
}

// gone says that the settings have a channel no more.
func (s *fares) gone(name string) {
	s.mu.Lock()
	if f := s.by[name]; f != nil {
		s.end(f, monitor.Closed, monitor.EndRemoved)
		delete(s.by, name)
	}
	s.mu.Unlock()
	s.note(name, "", "")
	s.wake()
}

// of is the record of a channel, if that courier serves it. The caller holds mu.
func (s *fares) of(c *courier) *fare {
	if f := s.by[c.name]; f != nil && f.courier == c {
		return f
	}
	return nil
}

// unusable says that what sends the messages of a channel cannot be made, or, with
// nil, that it can.
func (s *fares) unusable(c *courier, why error) {
	s.mu.Lock()
	f := s.of(c)
	quiet := f == nil || !f.since.IsZero() // a try has said more
	s.mu.Unlock()
	switch {
	case quiet:
	case why == nil:
		s.notices.set("channel "+c.name, "")
	default:
		s.notices.set("channel "+c.name, fmt.Sprintf("The channel %s cannot be used: %v", c.name, why))
	}
}

// took says that a channel took a message. It may have failed in an earlier run.
func (s *fares) took(c *courier) {
	s.mu.Lock()
	f := s.of(c)
	if f != nil {
		first := !f.worked
		f.since, f.worked = time.Time{}, true
		if f.trouble == nil && first {
			f.trouble = &monitor.Incident{
				ID: string(monitor.ChannelKey(c.name)), Key: monitor.ChannelKey(c.name), Kind: monitor.KindChannel, Opened: time.Now().UTC(), Notes: []monitor.Note{},
			}
		}
		s.end(f, monitor.Recovered, monitor.EndRecovered)
	}
	s.mu.Unlock()
	if f != nil {
		s.note(c.name, "", "")
		s.wake()
	}
}

// setAside says that a channel, which answers, refused a message for what it is,
// and that those behind it go on.
func (s *fares) setAside(c *courier, m alert.Message, why error) {
	s.mu.Lock()
	f := s.of(c)
	if f != nil {
		f.since = time.Time{}
		s.end(f, monitor.Recovered, monitor.EndRecovered)
	}
	s.mu.Unlock()
	if f != nil {
		s.note(c.name, "", fmt.Sprintf("The channel %s refused a message for good, of %s, and those behind it go on: %v",
			c.name, m.At.Local().Format("2 Jan 15:04"), why))
		s.wake()
	}
}

// failed says that a channel did not take a message, made then, at the try of that
// number; lasting: that it will not take it before somebody has changed something.
func (s *fares) failed(c *courier, m alert.Message, made time.Time, try int, lasting bool, why error) {
	s.mu.Lock()
	f := s.of(c)
	if f != nil {
		switch {
		case !f.since.IsZero():
		case try > 1: // it failed in an earlier run
			f.since = made
		default:
			f.since = time.Now()
		}
		f.latest = attempt{m, made, lasting, why}
	}
	s.mu.Unlock()
	if f == nil {
		return
	}
	if lasting || try >= troubleAfter {
		s.notices.set("channel "+c.name, fmt.Sprintf("The channel %s takes no messages, and what it should be told waits: %v", c.name, why))
	}
	s.wake()
}

// tell lets the others be told, once for each level of what the channel should
// have taken. The caller holds mu.
func (s *fares) tell(name string, f *fare) {
	i := monitor.Incident{
		ID: string(monitor.ChannelKey(name)), Key: monitor.ChannelKey(name), Kind: monitor.KindChannel,
		Level: monitor.LevelWarning, Cause: monitor.CauseUnreachable, Message: f.latest.why.Error(), Opened: f.latest.made.UTC(),
		Notes: []monitor.Note{},
	}
	for _, told := range f.latest.message.Incidents { // nobody was told by it that it is so bad
		if told.Closed == nil && !told.Test {
			i.Level = max(i.Level, told.Level)
		}
	}
	kind, worse := monitor.Opened, true
	if before := f.trouble; before != nil {
		kind, worse = monitor.Worsened, i.Level > before.Level
		i.Opened, i.Level = before.Opened, max(i.Level, before.Level)
	}
	f.trouble = &i
	if worse {
		s.happened = append(s.happened, monitor.Transition{Kind: kind, At: time.Now().UTC(), Incident: i})
	}
}

// end ends the trouble of a channel, if it has one. The caller holds mu.
func (s *fares) end(f *fare, kind monitor.TransitionKind, end monitor.IncidentEnd) {
	if f.trouble == nil {
		return
	}
	i, now := *f.trouble, time.Now().UTC()
	f.trouble = nil
	i.Closed, i.End = &now, end
	s.happened = append(s.happened, monitor.Transition{Kind: kind, At: now, Incident: i})
}

// note replaces what the notices say of a channel.
func (s *fares) note(name, trouble, refused string) {
	s.notices.set("channel "+name, trouble)
	s.notices.set("refused "+name, refused)
}

// faring is how all channels fare at an instant.
type faring struct {
	happened []monitor.Transition // since the last look
	fails    map[string]bool      // which take no messages
	open     []monitor.Incident   // of which the others are told
	next     time.Time            // when to look again at the latest; zero: when something happens
}

func (s *fares) look(now time.Time) faring {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := faring{fails: map[string]bool{}}
	for name, f := range s.by {
		if at.fails[name] = !f.since.IsZero(); !at.fails[name] {
			continue
		}
		due := f.since.Add(othersAfter)
		switch {
		case f.latest.lasting || !now.Before(due):
			s.tell(name, f)
		case at.next.IsZero() || due.Before(at.next):
			at.next = due
		}
	}
	at.happened, s.happened = s.happened, nil
	at.open = s.open()
	return at
}

// troubles are those that are open, of which the others are told.
func (s *fares) troubles() []monitor.Incident {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open()
}

// open is troubles; the caller holds mu.
func (s *fares) open() (open []monitor.Incident) {
	for _, f := range s.by {
		if f.trouble != nil {
			open = append(open, *f.trouble)
		}
	}
	return open
}

// fails tells whether a channel takes no messages, as far as is known.
func (s *fares) fails(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.by[name]
	return f != nil && !f.since.IsZero()
}

// serving is who serves a channel; nil: nobody.
func (s *fares) serving(name string) *courier {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.by[name]; f != nil {
		return f.courier
	}
	return nil
}
