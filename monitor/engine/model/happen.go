package model

import (
	"time"

	"sentinel/monitor"
)

// Post is a beat that the robot sends of its own accord; it returns what
// becomes of it.
func (s *Subject) Post(name string, said Said, m Moment) monitor.Disposition {
	f := s.source(name)
	id := beatID{said.Sent, said.Content}
	disposition, setBack := f.classify(said, m.Now, s.Rhythm.Interval, s.ever[id])
	if disposition == monitor.Counted {
		if s.ever == nil {
			s.ever = map[beatID]bool{}
		}
		s.ever[id] = true
		if name == monitor.SourcePing {
			s.run = never
		}
		said.ClockFault = said.Sent != Unsent && s.clockIsNamed(said, setBack, m)
		s.beat(f, said, m.Now, s.onTime(m), m)
	}
	s.Settle(m)
	return disposition
}

// Mistake lets a beat pass for one that counted long ago; false when it is one.
// What knows them all is wrong now and then.
func (s *Subject) Mistake(said Said) bool {
	id := beatID{said.Sent, said.Content}
	if s.ever[id] {
		return false
	}
	if s.ever == nil {
		s.ever = map[beatID]bool{}
	}
	s.ever[id] = true
	return true
}

// remembered is how many of the latest beats that counted a beat is compared
// with, to see that it is the very same again.
const remembered = 4

// beatID tells a beat from all others of its subject.
type beatID struct {
	sent    int64
	content uint64
}

// classify: the very same beat as one of the latest counts once, and so does one
// of long ago, ever, of which nothing else is made. Another one older than
// the newest does not count, unless two such in a row advance as their receipts
// do: then the robot's clock was set back. A ping says no time: each counts.
func (f *source) classify(said Said, now, interval time.Duration, ever bool) (d monitor.Disposition, setBack bool) {
	if said.Sent == Unsent {
		return monitor.Counted, false
	}
	for _, known := range f.counted[max(0, len(f.counted)-remembered):] {
		if known.Sent == said.Sent && known.Content == said.Content {
			f.repeated = now
			return monitor.Duplicate, false
		}
	}
	if f.last == never || f.beat.Sent == Unsent || said.Sent >= f.beat.Sent {
		return monitor.Counted, false
	}
	if ever {
		return monitor.Duplicate, false
	}
	if f.older != never {
		theirs, ours := time.Duration(said.Sent-f.olderAt), now-f.older
		if apart := (theirs - ours).Abs(); theirs > 0 && ours > 0 && apart <= 5*time.Second && apart <= interval/4 {
			return monitor.Counted, true
		}
	}
	f.older, f.olderAt = now, said.Sent
	return monitor.Older, false
}

// clockIsNamed: that a clock was set back is said with the beat that shows it and
// with those of the hour after it, until three in a row were right within 5 s.
func (s *Subject) clockIsNamed(said Said, setBack bool, m Moment) bool {
	if setBack {
		s.setBack, s.right = m.Now, 0
		return true
	}
	s.right++
	if skew := time.Duration(said.Sent - m.Wall.UnixNano()); skew.Abs() > 5*time.Second {
		s.right = 0
	}
	if s.right == 3 || s.setBack != never && m.Now-s.setBack >= time.Hour {
		s.setBack = never
	}
	return s.setBack != never
}

// Start is a ping that says that a run begins.
func (s *Subject) Start(m Moment) {
	s.source(monitor.SourcePing)
	s.run = m.Now
	s.Settle(m)
}

// Log is a ping that is only kept.
func (s *Subject) Log(m Moment) {
	s.source(monitor.SourcePing)
	s.Settle(m)
}

// Look is what a source found that looks by itself.
type Look struct {
	Outcome monitor.Outcome
	Said    Said
	Age     time.Duration
	Cause   monitor.Cause
	Test    time.Duration // for how long what is said is a test; 0: it is none
}

// Look takes in what the source of a pulled subject found.
func (s *Subject) Look(look Look, m Moment) {
	f := s.source(PulledSource)
	s.test = nil // the source has looked, and found something else
	onTime := s.onTime(m)
	if look.Cause != monitor.CauseUnreachable { // a look that reached nothing was none
		s.absentSince = never
	}
	switch look.Outcome {
	case monitor.Beat:
		if look.Test != 0 {
			f.failures, f.cause = 0, monitor.CauseNone
			s.play(look.Said.Status, look.Test, m)
			break
		}
		f.failures, f.cause = 0, monitor.CauseNone
		s.beat(f, look.Said, m.Now-look.Age, onTime, m)
	case monitor.Unmoved, monitor.Absent:
		f.failures, f.cause = 0, monitor.CauseNone
		switch {
		case look.Outcome == monitor.Absent:
		case look.Cause != monitor.CauseFrozen:
			f.unmoved = never
		case f.unmoved == never && s.missing == never: // who is missing for another cause keeps it
			f.unmoved = m.Now
		}
	case monitor.Trouble:
		f.failures++
		f.cause = look.Cause
	}
	s.Settle(m)
}

// PulledSource is the name of the source of subjects that do not post.
const PulledSource = "source"

// onTime: nobody blames who beats now for the silence before.
func (s *Subject) onTime(m Moment) bool {
	s.noteMarket(m)
	return s.expectedSilence() || s.misses(m) == 0
}

// beat is a beat that counts, which was at the given instant.
func (s *Subject) beat(f *source, said Said, at time.Duration, onTime bool, m Moment) {
	gone := s.saidGoodbye()
	f.last = max(f.last, at)
	f.beat = said
	f.counted = append(f.counted, said)
	if len(f.counted) > 2*remembered {
		f.counted = f.counted[remembered:]
	}
	f.repeated, f.older, f.unmoved = never, never, never
	f.frozen, s.forgave = false, false
	goodbye := s.freshest() == f && s.saidGoodbye()
	if goodbye || s.misses(m) <= s.Rhythm.MaxMisses {
		s.missing = never
	}
	if goodbye && !gone { // who says it twice has gone once
		s.end(monitor.EndStopped, m)
	}
	s.Settle(m)
	s.speakForRecovery(onTime, m)
}

// expectedSilence: nobody blames who said goodbye, is paused, or was not there yet.
func (s *Subject) expectedSilence() bool {
	return s.paused || !s.Seen() || s.saidGoodbye()
}
