package api

import (
	"math"
	"net/http"
	"slices"
	"time"

	"sentinel/monitor"
)

func (s *server) subjects(w http.ResponseWriter, r *http.Request) error {
	q, err := readQuery(r)
	if err != nil {
		return err
	}
	page, err := s.monitor.Page(r.Context(), q)
	if err != nil {
		return err
	}
	page.Subjects = slices.Clone(page.Subjects)
	if page.Subjects == nil {
		page.Subjects = []monitor.Subject{}
	}
	for i, subject := range page.Subjects {
		page.Subjects[i] = inUTC(subject)
	}
	return answer(w, http.StatusOK, page)
}

func readQuery(r *http.Request) (monitor.Query, error) {
	p := readParams(r, "q", "robot", "level", "sort", "order", "offset", "limit")
	q := monitor.Query{
		Text:   p.text("q", maxText),
		Robot:  p.text("robot", maxText),
		Levels: p.levels("level"),
		Sort:   p.choice("sort", monitor.Sorts...),
		Desc:   p.choice("order", "asc", "desc") == "desc",
		Offset: p.number("offset", 0, math.MaxInt32, 0),
		Limit:  p.number("limit", 1, monitor.MaxLimit, monitor.DefaultLimit),
	}
	return q, p.err
}

func (s *server) subject(w http.ResponseWriter, r *http.Request) error {
	key, err := pathKey(r)
	if err != nil {
		return err
	}
	if p := readParams(r); p.err != nil {
		return p.err
	}
	subject, err := s.monitor.Subject(r.Context(), key)
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, inUTC(subject))
}

func (s *server) forget(w http.ResponseWriter, r *http.Request) error {
	key, err := pathKey(r)
	if err != nil {
		return err
	}
	if err := s.monitor.Forget(r.Context(), key); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// act answers one of Actions with the subject as it stands after it.
func (s *server) act(action string) endpoint {
	return func(w http.ResponseWriter, r *http.Request) error {
		key, err := pathKey(r)
		if err != nil {
			return err
		}
		var length time.Duration
		if action == ActionSnooze {
			length, err = readSnooze(w, r)
		} else {
			err = readBody(w, r, &struct{}{})
		}
		if err != nil {
			return err
		}
		if err := s.monitor.Act(r.Context(), key, action, length); err != nil {
			return err
		}
		if key == monitor.NetworkKey { // it has an incident to acknowledge, and is no subject to show
			w.WriteHeader(http.StatusNoContent)
			return nil
		}
		subject, err := s.monitor.Subject(r.Context(), key)
		if err != nil {
			return err
		}
		return answer(w, http.StatusOK, inUTC(subject))
	}
}

func readSnooze(w http.ResponseWriter, r *http.Request) (time.Duration, error) {
	var body snoozeBody
	if err := readBody(w, r, &body); err != nil {
		return 0, err
	}
	length := DefaultSnooze
	switch {
	case body.For != nil && body.Until != nil:
		return 0, invalid("until", "say for or until, not both")
	case body.For != nil:
		length = time.Duration(*body.For)
	case body.Until != nil:
		length = time.Until(*body.Until)
		if length <= 0 {
			return 0, invalid("until", "until lies in the past; to end a snooze say \"for\": \"0s\"")
		}
	}
	if length < 0 || length > MaxSnooze {
		return 0, invalid("for", "a snooze lasts from 0s (which ends it) to %d days", MaxSnooze/(24*time.Hour))
	}
	return length, nil
}

// inUTC puts all times into UTC but the robot's own, which keeps its offset.
func inUTC(s monitor.Subject) monitor.Subject {
	s.Since = s.Since.UTC()
	for _, t := range []**time.Time{&s.LastBeat, &s.NextDue, &s.TestExpires, &s.SnoozedUntil, &s.RunningSince, &s.OpensAt} {
		if *t != nil {
			moved := (*t).UTC()
			*t = &moved
		}
	}
	return s
}
