package model

import (
	"time"

	"sentinel/monitor"
)

// fault lets something go wrong with the robot.
func (r *robot) fault() {
	s := r.script
	interval := r.Rhythm.Interval
	threshold := interval*time.Duration(r.Rhythm.MaxMisses+1) + r.Rhythm.Grace
	faults := 8 // of who is looked at
	if r.Posts {
		faults = 14
	}
	switch s.random.IntN(faults) {
	case 0: // an outage
		r.silent = s.now + s.long(interval, 3*7*24*time.Hour)
		r.stillness()
		if s.chance(0.3) { // for who was told, that is too strict
			r.reload(s.now + threshold + s.within(0, 3*interval))
		}
	case 1: // one that ends about when it would be noticed
		r.silent = s.now + threshold - interval + s.within(-2*interval, interval)
		r.stillness()
	case 2: // at the very instant at which it is noticed, or is late; or next to it
		misses := time.Duration(s.random.IntN(r.Rhythm.MaxMisses + 2))
		r.pauseFor((misses+1)*interval + r.Rhythm.Grace + time.Duration(s.random.IntN(3)-1)*time.Millisecond)
	case 3: // a goodbye
		r.status, r.statusFor = monitor.StatusStopped, 1
		r.send(r.say())
		r.silent = s.now + s.long(interval, 3*24*time.Hour)
	case 4, 5: // trouble of its own
		troubles := []string{"error", "expired", "degraded", "warning", "unhealthy"}
		r.status, r.statusFor = troubles[s.random.IntN(len(troubles))], 1+s.random.IntN(20)
	case 6: // its clock is set, or put right, or thinks that summer begins or ends
		r.offset += []time.Duration{time.Hour, -time.Hour, s.step(), -s.within(0, 10*time.Second), -r.offset}[s.random.IntN(5)]
	case 7: // its source cannot be read
		r.troubled = s.now + s.long(interval, 12*time.Hour)
	case 8: // it hangs, and its sender does not
		r.frozen = s.now + s.long(interval, 24*time.Hour)
	case 9: // its network holds back what it sends
		r.backlog = s.now + s.long(interval, 12*time.Hour)
	case 10: // a beat overtakes others
		said := r.say()
		r.post(s.now+s.within(0, 5*interval), said, monitor.PostBeat)
	case 11: // twice at once, or thrice
		said := r.say()
		for range 2 + s.random.IntN(2) {
			r.send(said)
		}
	case 12: // its network repeats the latest
		if n := len(r.latest); n > 0 {
			for range 1 + s.random.IntN(6) {
				said := r.latest[n-1-s.random.IntN(min(n, remembered))]
				r.post(s.now+s.within(0, 10*time.Second), said, monitor.PostBeat)
			}
		}
	case 13: // a run that does not end in time
		r.post(s.now+time.Second, Said{}, monitor.PostStart)
	}
}

// stillness is how the silence looks to a source that looks by itself.
func (r *robot) stillness() {
	causes := []monitor.Cause{
		monitor.CauseNone, monitor.CauseFrozen, monitor.CauseUnreachable, monitor.CauseUnreadable,
		monitor.CauseFabricated, monitor.CauseStopped,
	}
	r.still = causes[r.script.random.IntN(len(causes))]
}

// pauseFor lets two beats reach the monitor at so many instants apart.
func (r *robot) pauseFor(length time.Duration) {
	s := r.script
	first, second := r.say(), r.say()
	for _, said := range []Said{first, second} {
		if r.Posts {
			r.post(s.now, said, monitor.PostBeat)
		} else {
			s.at(s.now, Action{Kind: Looks, Robot: r.index, Look: Look{Said: said}})
		}
		s.now += length
	}
	s.now -= 2 * length
	r.written, r.noticed = s.now, s.now
	r.silent = s.now + length + 1
	r.still = monitor.CauseNone
}
