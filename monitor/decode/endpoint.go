package decode

import (
	"errors"
	"fmt"
	"time"

	"sentinel/monitor"
)

// Answer is what the body of an endpoint's answer came to.
type Answer struct {
	Beat   monitor.Heartbeat
	Age    time.Duration // of the beat, as the answer reports it; never negative
	HasAge bool          // false: the answer does not say how old the beat is

	// Fingerprint is equal for two answers that report the same beat. It covers
	// status, time, session and unknown keys, not what moves by itself.
	Fingerprint string

	// Suspicious: the answer looks as those do that are invented when there is
	// nothing to report: no age, waiting or no text, no active session.
	Suspicious bool
}

// EndpointOptions says how to read the answer of an endpoint.
type EndpointOptions struct {
	Zone  *time.Location // of timestamps that name none; nil or time.Local: not known
	Rules []Rule         // before the built-in meaning of messages
	Now   time.Time      // when the answer came
}

// fresh is the age, in seconds, below which an answer is too good to be true:
// nothing is read, served and asked for within it, again and again.
const fresh = 0.01

// The keys of a status endpoint's answer.
const (
	keyStatus  = "status"
	keyTime    = "timestamp"
	keySession = "session_active"
	keyUpdate  = "last_update"
	keyUptime  = "uptime_seconds"
	keyMessage = "message"
)

// Endpoint reads the answer of a status endpoint (preset sentinel). Errors say
// why there is no status in it.
//
// The age is what uptime_seconds says, since the timestamp names no zone. Only
// without it the timestamp's age is taken, if its zone is known.
func Endpoint(body []byte, o EndpointOptions) (Answer, error) {
	fields, err := readObject(body)
	if err != nil {
		return Answer{}, err
	}
	said, ok := text(fields[keyStatus])
	if !ok {
		return Answer{}, errors.New(`the answer has no "status": check that the address is the status endpoint's`)
	}
	if why, ok := failure200(fields, said); ok {
		return Answer{}, fmt.Errorf("the endpoint reports a failure of its own: %s", why)
	}
	message := Clean(said)
	a := Answer{
		Beat: monitor.Heartbeat{
			Status:        Classify(message, o.Rules),
			Message:       message,
			SessionActive: boolean(fields[keySession]),
			Extra:         fields.without(keyStatus, keyTime, keySession, keyUpdate, keyUptime),
		},
		Fingerprint: fingerprint(fields.without(keyUpdate, keyUptime)),
	}
	uptime, hasUptime := decimal(fields[keyUptime])
	if hasUptime {
		a.Age, a.HasAge = seconds(uptime), true
	}
	a.readTime(fields, o)
	if hasUptime && uptime < 0 {
		a.Age = 0
		a.Beat.ClockFault = fmt.Sprintf("the endpoint says that its beat is %s in the future: check the clock and the time zone of its computer", roughly(seconds(-uptime)))
	}
	a.Suspicious = hasUptime && uptime > -fresh && uptime < fresh &&
		(message == "" || a.Beat.Status == monitor.StatusWaiting) &&
		(a.Beat.SessionActive == nil || !*a.Beat.SessionActive)
	return a, nil
}

// failure200 recognizes a failure that was sent as a success: the shape that
// failures have, which says nothing of the robot.
func failure200(fields object, said string) (why string, ok bool) {
	why, hasMessage := text(fields[keyMessage])
	_, hasTime := fields[keyTime]
	_, hasUptime := fields[keyUptime]
	return Clean(why), said == "error" && hasMessage && !hasTime && !hasUptime
}

// readTime reads the beat's own time.
func (a *Answer) readTime(fields object, o EndpointOptions) {
	near := time.Time{}
	if !o.Now.IsZero() {
		near = o.Now.Add(-a.Age)
	}
	sent, zoned, ok, found := moment(fields[keyTime], TimeOptions{Zone: o.Zone, Near: near})
	switch {
	case !found:
		return
	case !ok:
		a.Beat.ClockFault = "the timestamp of the answer cannot be read as a time"
		return
	}
	zoneKnown := zoned || o.Zone != nil && o.Zone != time.Local
	if !zoneKnown && a.HasAge && !near.IsZero() {
		sent = inOwnZone(sent, near)
	}
	a.Beat.SentAt = sent
	a.Beat.ClockFault = ClockFault(sent, time.Time{}, o.Now)
	if !a.HasAge && zoneKnown && !o.Now.IsZero() {
		a.takeAge(o.Now)
	}
}

// takeAge takes the age from the beat's own time.
func (a *Answer) takeAge(now time.Time) {
	a.HasAge = true
	if a.Beat.ClockFault == "" {
		a.Age = min(max(now.Sub(a.Beat.SentAt), 0), maxAge)
	}
}

// inOwnZone gives a time of an unknown zone the zone in which it agrees with the
// age that came with it, if there is one.
func inOwnZone(sent, near time.Time) time.Time {
	steps, ok := zoneOffset(sent.Sub(near))
	if !ok || steps == 0 {
		return sent
	}
	_, here := sent.Zone()
	ahead := time.Duration(steps) * zoneStep
	return sent.Add(-ahead).In(time.FixedZone("", here+int(ahead.Seconds())))
}
