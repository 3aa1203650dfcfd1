package decode

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"sentinel/monitor"
)

// MaxEvents is how many heartbeats one body may hold.
const MaxEvents = 10_000

// What is wrong with a body as a whole; errors of Events wrap one of them.
var (
	ErrTooMany = fmt.Errorf("more than %d heartbeats at once: send them in several requests", MaxEvents)
	ErrNotJSON = errors.New("the body is not JSON")
)

// Event is one heartbeat of a posted body.
type Event struct {
	Index   int               // its place in the body, from 0
	Account string            // "" for a robot's own heartbeat
	Beat    monitor.Heartbeat // SentAt keeps the robot's own offset
	Raw     []byte            // the object as it was posted
}

// Rejection is one element of a posted body that is no heartbeat.
type Rejection struct {
	Index int    `json:"index"`
	Field string `json:"field"` // "" when it is not about one field
	Error string `json:"error"` // a sentence
}

// Events reads one heartbeat, a JSON array of them, or NDJSON: one a line. What
// it returns shares no memory with body. Of an array that is not JSON nothing is
// read; of NDJSON all lines that are.
func Events(body []byte, ndjson bool) (events []Event, rejected []Rejection, err error) {
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	var r eventReader
	switch {
	case ndjson:
		err = r.lines(body)
	default:
		err = r.document(body)
	}
	if err != nil {
		return nil, nil, err
	}
	return r.events, r.rejected, nil
}

// eventReader collects what a body holds.
type eventReader struct {
	index    int
	events   []Event
	rejected []Rejection
	unknown  map[string]struct{} // see emptySet
}

// manyFields is from how many unknown fields on their set is not used again: it
// costs its size to empty it.
const manyFields = 64

// emptySet returns a set that is used again for each object.
func (r *eventReader) emptySet() map[string]struct{} {
	if r.unknown == nil || len(r.unknown) > manyFields {
		r.unknown = map[string]struct{}{}
	}
	clear(r.unknown)
	return r.unknown
}

func (r *eventReader) document(body []byte) error {
	start := skipSpace(body, 0)
	if start == len(body) {
		return fmt.Errorf("%w: it is empty", ErrNotJSON)
	}
	if !json.Valid(body) {
		return fmt.Errorf("%w: %s", ErrNotJSON, syntaxFault(body))
	}
	body = bytes.TrimRight(body[start:], space)
	if body[0] != '[' {
		_, depth := skipValue(body, 0)
		return r.element(body, depth)
	}
	var err error
	elements(body, func(value []byte, depth int) bool {
		err = r.element(value, depth)
		return err == nil
	})
	if err == nil && r.index == 0 {
		err = fmt.Errorf("%w with heartbeats in it: the array is empty", ErrNotJSON)
	}
	return err
}

func (r *eventReader) lines(body []byte) error {
	for line := range bytes.SplitSeq(body, []byte("\n")) {
		line = bytes.Trim(line, space)
		if len(line) == 0 {
			continue
		}
		if !json.Valid(line) {
			if err := r.next(); err != nil {
				return err
			}
			r.reject("the line is not JSON: " + syntaxFault(line))
			continue
		}
		_, depth := skipValue(line, 0)
		if err := r.element(line, depth); err != nil {
			return err
		}
	}
	if r.index == 0 {
		return fmt.Errorf("%w: it is empty", ErrNotJSON)
	}
	return nil
}

func (r *eventReader) next() error {
	if r.index == MaxEvents {
		return ErrTooMany
	}
	r.index++
	return nil
}

func (r *eventReader) reject(why string) { r.rejectField("", why) }

func (r *eventReader) rejectField(field, why string) {
	r.rejected = append(r.rejected, Rejection{Index: r.index - 1, Field: field, Error: why})
}

// element takes one value in, which nests so deep.
func (r *eventReader) element(value []byte, depth int) error {
	if err := r.next(); err != nil {
		return err
	}
	switch {
	case value[0] != '{':
		r.reject("a heartbeat is a JSON object")
	case depth > maxDepth:
		r.reject(fmt.Sprintf("it is nested deeper than %d values", maxDepth))
	case !utf8.Valid(value):
		r.reject("it holds bytes that are not UTF-8")
	default:
		event, wrong := readEvent(bytes.Clone(value), r.emptySet())
		if wrong != nil {
			r.rejectField(wrong.field, wrong.why)
			return nil
		}
		event.Index = r.index - 1
		r.events = append(r.events, event)
	}
	return nil
}

// syntaxFault says where and why text that is not JSON is none.
func syntaxFault(text []byte) string {
	var value json.RawMessage
	var syntax *json.SyntaxError
	if err := json.Unmarshal(text, &value); errors.As(err, &syntax) {
		return fmt.Sprintf("at byte %d: %s", syntax.Offset, syntax.Error())
	}
	return "it is none"
}
