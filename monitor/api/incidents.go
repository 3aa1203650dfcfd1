package api

import (
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"sentinel/monitor"
	"sentinel/monitor/decode"
)

// IncidentQuery asks for incidents in one of IncidentStates: for all that touch
// [From, To), or, without these, for the open ones and the latest others.
type IncidentQuery struct {
	State    string
	From, To time.Time
	Key      monitor.Key     // of one subject; empty: of all
	Levels   []monitor.Level // that reached one of them; empty: all
	Text     string          // part of key, cause or message, whatever its case
}

// IncidentStates lists the states by which incidents are asked for.
var IncidentStates = []string{"open", "closed", "all"}

// Takes says whether the query asks for an incident, its state and its time left
// aside.
func (q IncidentQuery) Takes(i monitor.Incident) bool {
	if q.Key != "" && i.Key != q.Key || len(q.Levels) > 0 && !slices.Contains(q.Levels, i.Level) {
		return false
	}
	for _, text := range []string{string(i.Key), string(i.Cause), i.Message} {
		if monitor.ContainsFold(text, q.Text) {
			return true
		}
	}
	return false
}

// IncidentStory is an incident with what happened to it, and what was decided on
// telling of it, each in order.
type IncidentStory struct {
	monitor.Incident
	Happened  []Transition       `json:"happened"`
	Decisions []monitor.Decision `json:"decisions"`
}

func (s *server) incidents(w http.ResponseWriter, r *http.Request) error {
	p := readParams(r, "state", "from", "to", "key", "level", "q")
	q := IncidentQuery{
		State: p.choice("state", IncidentStates...), Key: p.key("key"), Levels: p.levels("level"), Text: p.text("q", maxText),
	}
	if p.values.Has("from") || p.values.Has("to") {
		span := p.span(time.Now())
		q.From, q.To = span.From, span.To
	}
	if p.err != nil {
		return p.err
	}
	found, err := s.monitor.Incidents(r.Context(), q)
	if err != nil {
		return err
	}
	list := make([]monitor.Incident, 0, len(found))
	for _, incident := range found {
		list = append(list, incidentInUTC(incident))
	}
	return answer(w, http.StatusOK, list)
}

func (s *server) incident(w http.ResponseWriter, r *http.Request) error {
	if p := readParams(r); p.err != nil {
		return p.err
	}
	story, err := s.monitor.Incident(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	story.Incident = incidentInUTC(story.Incident)
	return answer(w, http.StatusOK, story)
}

func incidentInUTC(i monitor.Incident) monitor.Incident {
	i.Opened = i.Opened.UTC()
	i.Closed = utcOf(i.Closed)
	return i
}

// noteBody is what POST …/notes takes.
type noteBody struct {
	By   string `json:"by,omitzero"`
	Text string `json:"text"`
}

// Bounds of a note, in characters.
const (
	MaxNote   = decode.MaxMessage
	maxAuthor = 64
)

func (s *server) addNote(w http.ResponseWriter, r *http.Request) error {
	var body noteBody
	if err := readBody(w, r, &body); err != nil {
		return err
	}
	note := monitor.Note{At: time.Now(), By: decode.Clean(body.By), Text: decode.Clean(body.Text)}
	switch {
	case note.Text == "":
		return invalid("text", "a note needs a text")
	case utf8.RuneCountInString(body.Text) > MaxNote:
		return invalid("text", "a note has at most %d characters", MaxNote)
	case utf8.RuneCountInString(note.By) > maxAuthor:
		return invalid("by", "a name has at most %d characters", maxAuthor)
	case note.By == "":
		note.By = monitor.Owner
	}
	if err := s.monitor.AddNote(r.Context(), r.PathValue("id"), note); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
