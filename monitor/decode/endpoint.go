package decode

import (
	"encoding/json"
	"errors"
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
	Zone  *time.Location // of timestamps that name none; nil: local
	Rules []Rule         // before the built-in meaning of messages
	Now   time.Time      // when the answer came
}

// PathOptions says where the json preset finds its values: dotted paths, with
// numbers as indexes of arrays ("bots.0.state"). TimePath and SessionPath may
// be empty.
type PathOptions struct {
	StatusPath, TimePath, SessionPath string

	Zone  *time.Location
	Rules []Rule
	Now   time.Time
}

var errNotYet = errors.New("the answer cannot be read")

// Endpoint reads the answer of a status endpoint (preset sentinel).
func Endpoint(body []byte, o EndpointOptions) (Answer, error) {
	var v struct {
		Status    *string
		Timestamp string
	}
	if err := json.Unmarshal(body, &v); err != nil || v.Status == nil {
		return Answer{}, errNotYet
	}
	message := Clean(*v.Status)
	return Answer{Beat: monitor.Heartbeat{Status: Classify(message, o.Rules), Message: message}, Fingerprint: message + v.Timestamp}, nil
}

// JSONPath reads any JSON answer by the paths given (preset json).
func JSONPath(body []byte, o PathOptions) (Answer, error) { return Answer{}, errNotYet }

// Freqtrade reads the answers of freqtrade's health and show_config; config
// may be nil.
func Freqtrade(health, config []byte, o EndpointOptions) (Answer, error) {
	return Answer{}, errNotYet
}
