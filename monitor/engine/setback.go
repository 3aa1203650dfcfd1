package engine

import (
	"time"

	"sentinel/monitor"
)

// setBackFault is the finding on a clock that was set back.
const setBackFault = "its clock was set back"

// The finding stays with the beats that follow, so that a person can see it: for
// an hour, or until so many in a row have come by which the robot's clock is right.
const (
	setBackShown  = time.Hour
	agreeingBeats = 3
	clockAgrees   = 5 * time.Second
)

// setBack is a robot's clock that was found to be set back.
type setBack struct {
	at     time.Duration // when it was found; never: it is not shown
	agreed int           // beats in a row since by which it is right
}

// nameClock gives a beat the finding on the robot's clock, when it was just found
// to be set back, or that is still shown. A ping says nothing of clocks.
func (r *record) nameClock(heartbeat *monitor.Heartbeat, at time.Duration, found bool, m moment) {
	if heartbeat.SentAt.IsZero() || !found && r.rare.setBack.at == never {
		return
	}
	now := r.rare.setBack
	skew := heartbeat.SentAt.Sub(m.wall.WallAt(at))
	switch {
	case found:
		now = setBack{at: at}
	case skew.Abs() <= clockAgrees:
		now.agreed++
	default:
		now.agreed = 0
	}
	if now.agreed >= agreeingBeats || at-now.at >= setBackShown {
		now = noException.setBack
	} else if heartbeat.ClockFault == "" {
		heartbeat.ClockFault = setBackFault
	}
	if now != r.rare.setBack {
		r.rare.edit().setBack = now
	}
}
