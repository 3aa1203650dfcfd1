package api

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"

	"sentinel/monitor"
)

// maxEvent is the longest line of the event stream, in bytes.
const maxEvent = 1 << 20

// Events yields what happens, as it does, until ctx ends, the connection
// breaks or the caller stops. The last thing it yields is then the error that
// ended it, with a zero Event; the caller asks again when it wants more, and
// then first gets a Snapshot.
func (c *Client) Events(ctx context.Context) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		response, err := c.send(ctx, http.MethodGet, "/api/v1/events", nil)
		if err != nil {
			yield(Event{}, err)
			return
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			content, _ := io.ReadAll(io.LimitReader(response.Body, maxEvent))
			yield(Event{}, answerError(response, content))
			return
		}
		err = readEvents(response.Body, func(e Event) bool { return yield(e, nil) })
		if err != nil {
			yield(Event{}, c.callError(ctx, err))
		}
	}
}

// readEvents hands over the events of a stream until it ends or handle says
// no more; nil then.
func readEvents(stream io.Reader, handle func(Event) bool) error {
	lines := bufio.NewScanner(stream)
	lines.Buffer(nil, maxEvent)
	var name string
	for lines.Scan() {
		field, value, _ := bytes.Cut(lines.Bytes(), []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch string(field) {
		case "event":
			name = string(value)
		case "data": // always one line: the server writes JSON
			event, known, err := parseEvent(name, value)
			if err != nil {
				return err
			}
			if known && !handle(event) {
				return nil
			}
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return io.ErrUnexpectedEOF
}

// parseEvent reads one event; known is false for one of a later version.
func parseEvent(name string, data []byte) (event Event, known bool, err error) {
	switch name {
	case "snapshot":
		event.Snapshot = new(Summary)
		err = json.Unmarshal(data, event.Snapshot)
	case "transition":
		event.Transition = new(Transition)
		err = json.Unmarshal(data, event.Transition)
	case "incident":
		event.Incident = new(monitor.Incident)
		err = json.Unmarshal(data, event.Incident)
	default:
		return Event{}, false, nil
	}
	if err != nil {
		return Event{}, false, fmt.Errorf("event %s: %w", name, err)
	}
	return event, true, nil
}
