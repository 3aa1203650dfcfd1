package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"sentinel/monitor"
)

// The rhythm of an event stream.
const (
	eventPause   = 250 * time.Millisecond // at least, between two snapshots
	keepAlive    = 15 * time.Second       // a comment after so long without an event
	eventTimeout = 10 * time.Second       // for a client to take what was written
	maxStreams   = 64
)

// events streams what happens. Each client's goroutine asks the monitor for
// what it has not told yet, so a slow client delays nobody and loses no
// transition: it is told later, or, when it takes nothing for eventTimeout, is
// dropped and asks again with the ID of the last event it saw.
func (s *server) events(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodGet {
		return failure(http.StatusMethodNotAllowed, "the event stream can only be asked for by GET")
	}
	if p := readParams(r); p.err != nil {
		return p.err
	}
	after, err := lastEventID(r)
	if err != nil {
		return err
	}
	select {
	case s.streams <- struct{}{}:
		defer func() { <-s.streams }()
	default:
		return failure(http.StatusServiceUnavailable, "%d programs listen to the events already", maxStreams)
	}
	changed, stop := s.monitor.Subscribe()
	defer stop()
	if after < 0 {
		if _, after, err = s.monitor.Transitions(r.Context(), after); err != nil {
			return err
		}
	}
	w.Header().Set("Content-Type", "text/event-stream")
	stream := &eventStream{w: w, control: http.NewResponseController(w)}
	if err := stream.control.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	if err := s.follow(r.Context(), stream, changed, after); err != nil {
		s.log.Debug("an event stream ended", "err", err)
	}
	return nil
}

// lastEventID reads the header by which a client goes on where it was; -1
// without.
func lastEventID(r *http.Request) (int64, error) {
	said := r.Header.Get("Last-Event-ID")
	if said == "" {
		return -1, nil
	}
	id, err := strconv.ParseInt(said, 10, 64)
	if err != nil || id < 0 {
		return 0, invalid("Last-Event-ID", "Last-Event-ID %q is no ID of an event", said)
	}
	return id, nil
}

// follow tells what changed until the request, the server or the client's
// patience ends.
func (s *server) follow(ctx context.Context, stream *eventStream, changed <-chan struct{}, after int64) error {
	quiet := time.NewTimer(keepAlive)
	defer quiet.Stop()
	for {
		reached, newest, err := s.tell(ctx, stream, after)
		if err != nil {
			return err
		}
		after = reached
		quiet.Reset(keepAlive)
		if err := pause(ctx, eventPause); err != nil {
			return err
		}
		if reached < newest {
			continue // the list was cut
		}
		if err := s.idle(ctx, stream, changed, quiet); err != nil {
			return err
		}
	}
}

// summary asks the monitor for its summary; one that does not answer is
// unknown.
func (s *server) summary(ctx context.Context) (Summary, error) {
	summary, err := s.monitor.Summary(ctx)
	if err != nil {
		return Summary{Overall: monitor.LevelUnknown, Counts: monitor.Count(nil)}, err
	}
	return summary, nil
}

// signOfLife is a comment while the monitor answers. Else nobody would hear
// that it does not: nothing changes any more.
func (s *server) signOfLife(ctx context.Context, stream *eventStream) error {
	unknown, err := s.summary(ctx)
	if err == nil {
		return stream.write([]byte(": still here\n\n"))
	}
	var batch eventBatch
	batch.add("", "snapshot", unknown)
	return stream.write(batch.bytes.Bytes())
}

// idle waits for a change, with a sign of life when none comes.
func (s *server) idle(ctx context.Context, stream *eventStream, changed <-chan struct{}, quiet *time.Timer) error {
	for {
		select {
		case <-changed:
			return nil
		case <-quiet.C:
			if err := s.signOfLife(ctx, stream); err != nil {
				return err
			}
			quiet.Reset(keepAlive)
		case <-ctx.Done():
			return ctx.Err()
		case <-ending(ctx):
			return http.ErrServerClosed
		}
	}
}

func pause(ctx context.Context, length time.Duration) error {
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-ending(ctx):
		return http.ErrServerClosed
	}
}

// tell sends the transitions after the given one, then a snapshot. It returns
// the transition that it reached and the newest that there is.
func (s *server) tell(ctx context.Context, stream *eventStream, after int64) (reached, newest int64, err error) {
	list, newest, err := s.monitor.Transitions(ctx, after)
	if err != nil {
		return after, after, err
	}
	reached = newest
	var batch eventBatch
	for _, t := range list {
		batch.add(strconv.FormatInt(t.ID, 10), "transition", NewTransition(t))
		batch.add("", "incident", incidentInUTC(t.Incident))
		reached = t.ID
	}
	summary, _ := s.summary(ctx)
	batch.add("", "snapshot", summary)
	if batch.err != nil {
		return after, after, batch.err
	}
	return reached, newest, stream.write(batch.bytes.Bytes())
}

// eventBatch collects events as the stream writes them.
type eventBatch struct {
	bytes bytes.Buffer
	err   error
}

func (b *eventBatch) add(id, name string, value any) {
	data, err := json.Marshal(value)
	if err != nil {
		b.err = err
		return
	}
	if id != "" {
		fmt.Fprintf(&b.bytes, "id: %s\n", id)
	}
	fmt.Fprintf(&b.bytes, "event: %s\ndata: %s\n\n", name, data)
}

// eventStream writes to a client that must take what it is given in time.
type eventStream struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func (e *eventStream) write(content []byte) error {
	if err := e.control.SetWriteDeadline(time.Now().Add(eventTimeout)); err != nil {
		return err
	}
	if _, err := e.w.Write(content); err != nil {
		return err
	}
	return e.control.Flush()
}

// endingKey is where a server's base context holds the channel that closes
// when it is about to end: streams end then, other requests finish.
type endingKey struct{}

func ending(ctx context.Context) <-chan struct{} {
	closes, _ := ctx.Value(endingKey{}).(chan struct{})
	return closes // nil outside of Serve: never
}
