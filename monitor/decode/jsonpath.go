package decode

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"sentinel/monitor"
)

// PathOptions says where the json preset finds its values: dotted paths, with
// numbers as indexes of arrays ("bots.0.state"). Any may be empty, but for one
// of StatusPath and TimePath.
type PathOptions struct {
	StatusPath, TimePath, SessionPath string

	Zone  *time.Location // of times that name none; nil: local
	Rules []Rule         // before the built-in meaning of messages
	Now   time.Time      // when the answer came
}

// JSONPath reads any JSON answer by the paths given (preset json). Errors say
// why there is no status in it.
func JSONPath(body []byte, o PathOptions) (Answer, error) {
	body = tidyJSON(body)
	if !json.Valid(body) {
		return Answer{}, errNotJSON
	}
	var a Answer
	raw, err := a.readPathStatus(body, o)
	if err != nil {
		return Answer{}, err
	}
	session, _ := at(body, o.SessionPath)
	a.Beat.SessionActive = boolean(session)
	when, _ := at(body, o.TimePath)
	if o.TimePath != "" {
		if err := a.readPathTime(when, o); err != nil {
			return Answer{}, err
		}
	}
	var rest any = json.RawMessage(body)
	if fields := (object{}); json.Unmarshal(body, &fields) == nil {
		rest = fields.without(keyUpdate, keyUptime)
	}
	a.Fingerprint = fingerprint(orNull(raw), orNull(when), orNull(session), rest)
	return a, nil
}

// readPathStatus reads the status at StatusPath. Without one a robot that says
// when it was alive says that it is well.
func (a *Answer) readPathStatus(body []byte, o PathOptions) (raw json.RawMessage, err error) {
	if o.StatusPath == "" && o.TimePath != "" {
		a.Beat.Status = monitor.StatusHealthy
		return nil, nil
	}
	raw, ok := at(body, o.StatusPath)
	if !ok {
		return nil, fmt.Errorf("the answer has nothing at status_path %q", o.StatusPath)
	}
	if a.Beat.Status, a.Beat.Message, ok = reportedIn(raw, o.Rules); !ok {
		return nil, fmt.Errorf("what stands at status_path %q is no text", o.StatusPath)
	}
	return raw, nil
}

// readPathTime reads the time at TimePath; the age follows from it.
func (a *Answer) readPathTime(when json.RawMessage, o PathOptions) error {
	sent, _, ok, found := moment(when, TimeOptions{Zone: o.Zone, Near: o.Now})
	if !found {
		return fmt.Errorf("the answer has no time at time_path %q", o.TimePath)
	}
	if !ok {
		a.Beat.ClockFault = cannotRead
		return nil
	}
	a.Beat.SentAt = sent
	a.Beat.ClockFault = ClockFault(sent, time.Time{}, o.Now)
	a.takeAge(o.Now)
	return nil
}

func orNull(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("null")
	}
	return raw
}

// at returns the value at a dotted path. A key that holds dots itself is found
// when it is the last. "$." before the path and "[0]" in it are understood.
func at(value json.RawMessage, path string) (json.RawMessage, bool) {
	path = strings.TrimPrefix(strings.TrimPrefix(path, "$"), ".")
	path = strings.NewReplacer("[", ".", "]", "").Replace(path)
	path = strings.TrimPrefix(path, ".")
	if path == "" {
		return nil, false
	}
	for {
		value = bytes.TrimSpace(value)
		if len(value) == 0 {
			return nil, false
		}
		step, rest, more := strings.Cut(path, ".")
		switch value[0] {
		case '{':
			var fields object
			if json.Unmarshal(value, &fields) != nil {
				return nil, false
			}
			if whole, ok := fields[path]; ok {
				return whole, true
			}
			next, ok := fields[step]
			if !ok {
				return nil, false
			}
			value = next
		case '[':
			var items []json.RawMessage
			index, err := strconv.Atoi(step)
			if err != nil || json.Unmarshal(value, &items) != nil || index < 0 || index >= len(items) {
				return nil, false
			}
			value = items[index]
		default:
			return nil, false
		}
		if !more {
			return value, true
		}
		path = rest
	}
}
