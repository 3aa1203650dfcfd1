package api

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/decode"
)

// post takes heartbeats: one, a JSON array or NDJSON. It answers 200 only once
// all that it accepted is on disk.
func (s *server) post(w http.ResponseWriter, r *http.Request) error {
	return s.postOf(w, r, r.PathValue("robot"))
}

// postOfStatus is for a robot whose name is the status endpoint's.
func (s *server) postOfStatus(w http.ResponseWriter, r *http.Request) error {
	return s.postOf(w, r, "status")
}

func (s *server) postOf(w http.ResponseWriter, r *http.Request, robot string) error {
	robot, err := s.poster(r, robot)
	if err != nil {
		return err
	}
	body, err := s.readPosted(w, r)
	defer body.release()
	if err != nil {
		return err
	}
	content := body.content()
	ndjson, err := postedForm(r, content)
	if err != nil {
		return err
	}
	events, rejected, err := decode.Events(content, ndjson)
	body.forget() // what follows waits for the disk
	switch {
	case errors.Is(err, decode.ErrTooMany):
		return failure(http.StatusRequestEntityTooLarge, "%s", err)
	case err != nil:
		return badBody(err.Error())
	case len(events) == 0:
		return nothingAccepted(rejected)
	}
	postings := make([]monitor.Posting, len(events))
	now, remote := time.Now(), s.guard.remote(r)
	for i, event := range events {
		key, err := monitor.NewKey(robot, event.Account)
		if err != nil { // both parts were checked
			return err
		}
		postings[i] = monitor.Posting{
			Key: key, Source: monitor.SourceReceiver, Kind: monitor.PostBeat, Beat: event.Beat,
			At: now, Remote: remote, Raw: event.Raw,
		}
	}
	refused, err := s.receive(postings)
	if err != nil {
		return err
	}
	for _, i := range refused {
		rejected = append(rejected, decode.Rejection{Index: events[i].Index, Error: noRoom})
	}
	slices.SortFunc(rejected, func(a, b decode.Rejection) int { return cmp.Compare(a.Index, b.Index) })
	return accepted(w, len(postings)-len(refused), rejected)
}

// noRoom is why a beat is refused that is well formed.
const noRoom = "there are too many robots and accounts already: forget those that are gone"

// poster finds out whose heartbeats a request may post.
func (s *server) poster(r *http.Request, robot string) (string, error) {
	if !s.options.Receiver {
		return "", failure(http.StatusNotFound, "the receiver is off: [listen] address is empty in the settings file")
	}
	if robot != "" {
		key, err := monitor.ParseKey(robot)
		switch {
		case err != nil || key.Kind() != monitor.KindRobot:
			return "", invalid("robot", "robot %q: want 1 to %d of A-Z a-z 0-9 . _ -", robot, monitor.MaxKeyPart)
		case key == monitor.NetworkKey:
			return "", invalid("robot", "the name %s stands for our own network: give the robot another one", robot)
		}
	}
	return s.guard.poster(r, robot)
}

// receive hands postings over, and returns the places of those that there is no
// room for. What cannot be made durable is to be sent again; so is that when
// nothing else was posted: unlike a bad beat (400) it is taken as it is once others
// are forgotten. A robot that hangs up before the answer has posted all the same.
func (s *server) receive(postings []monitor.Posting) (refused []int, err error) {
	refused, err = s.monitor.Receive(postings)
	switch {
	case err != nil:
		_, kind := statusOf(err)
		return nil, failure(http.StatusServiceUnavailable, "%s", sentence(err, kind))
	case len(refused) == len(postings):
		return nil, failure(http.StatusServiceUnavailable, "%s", noRoom)
	}
	return refused, nil
}

func nothingAccepted(rejected []decode.Rejection) *problem {
	first := rejected[0]
	field := cmp.Or(first.Field, "body")
	p := invalid(field, "%s: %s", field, first.Error)
	p.Rejected = rejected
	return p
}

// acceptedAnswer is what a body of heartbeats is answered.
type acceptedAnswer struct {
	Accepted int                `json:"accepted"`
	Rejected []decode.Rejection `json:"rejected,omitempty"`
}

func accepted(w http.ResponseWriter, n int, rejected []decode.Rejection) error {
	if len(rejected) > 0 {
		return answer(w, http.StatusOK, acceptedAnswer{n, rejected})
	}
	w.Header()["Content-Type"] = jsonType
	text := append(make([]byte, 0, 32), `{"accepted":`...)
	_, err := w.Write(append(strconv.AppendInt(text, int64(n), 10), "}\n"...))
	return ignore(err)
}

var jsonType = []string{"application/json"}
