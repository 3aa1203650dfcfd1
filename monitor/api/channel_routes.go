package api

import (
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sentinel/monitor"
)

// ChannelKinds lists the kinds of channels.
var ChannelKinds = []string{"desktop", "shoutrrr", "webhook", "alertmanager"}

// maxChannel bounds the name of a channel that is made, in characters.
const maxChannel = 64

func (s *server) channels(w http.ResponseWriter, r *http.Request) error {
	if p := readParams(r); p.err != nil {
		return p.err
	}
	found, err := s.monitor.Channels(r.Context())
	if err != nil {
		return err
	}
	list := make([]ChannelInfo, 0, len(found))
	for _, c := range found {
		c.Levels, c.Keys, c.Mirror, c.Sound, c.Told = orEmpty(c.Levels), orEmpty(c.Keys), orEmpty(c.Mirror), orEmpty(c.Sound), utcOf(c.Told)
		list = append(list, c)
	}
	return answer(w, http.StatusOK, list)
}

func (s *server) testChannel(w http.ResponseWriter, r *http.Request) error {
	if err := readBody(w, r, &struct{}{}); err != nil {
		return err
	}
	test, err := s.monitor.TestChannel(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	return answer(w, http.StatusOK, test)
}

// putChannel answers once the channel is in force.
func (s *server) putChannel(w http.ResponseWriter, r *http.Request) error {
	name, settings := r.PathValue("name"), ChannelSettings{Levels: []monitor.Level{monitor.LevelWarning, monitor.LevelCritical}}
	if err := readBody(w, r, &settings); err != nil {
		return err
	}
	if err := settings.check(name); err != nil {
		return err
	}
	if err := s.monitor.PutChannel(r.Context(), name, settings); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// check checks what can be told without the settings file, whose reading checks
// the rest.
func (c ChannelSettings) check(name string) error {
	switch {
	case name != strings.TrimSpace(name) || name == "." || name == ".." || !utf8.ValidString(name) || strings.ContainsFunc(name, unseen):
		return invalid("name", "a channel's name is one word or several, without blanks around them")
	case utf8.RuneCountInString(name) > maxChannel:
		return invalid("name", "a channel's name has at most %d characters", maxChannel)
	case !slices.Contains(ChannelKinds, c.Kind):
		return invalid("kind", "kind %q: want one of %s", c.Kind, strings.Join(ChannelKinds, ", "))
	case c.Kind == "desktop" && c.Address != "":
		return invalid("address", "a channel of kind desktop is the notifications of this desktop, and has no address")
	case c.Kind != "webhook" && c.Secret != "":
		return invalid("secret", "a secret signs what a webhook is sent: a channel of kind %s has none", c.Kind)
	case c.Kind != "desktop" && len(c.Sound) > 0:
		return invalid("sound", "a channel of kind %s makes no sound here", c.Kind)
	case c.Kind == "alertmanager" && len(c.Mirror) > 0:
		return invalid("mirror", "an Alertmanager is told of troubles alone")
	case slices.ContainsFunc(slices.Concat(c.Levels, c.Sound), func(l monitor.Level) bool { return l > monitor.LevelCritical }):
		return invalid("levels", `levels are a list, such as ["warning", "critical"]`) // a text passes for bytes
	case len(c.Levels) == 0:
		return invalid("levels", "a channel is told of one level at least")
	}
	return nil
}

// unseen tells of a character that shows nothing, or turns what stands around it.
func unseen(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }

func (s *server) removeChannel(w http.ResponseWriter, r *http.Request) error {
	if err := s.monitor.RemoveChannel(r.Context(), r.PathValue("name")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *server) messages(w http.ResponseWriter, r *http.Request) error {
	p := readParams(r, "channel", "before", "limit")
	q := MessageQuery{
		Channel: p.text("channel", maxText),
		Before:  p.instant("before", time.Time{}),
		Limit:   p.number("limit", 1, MaxMessages, DefaultMessages),
	}
	if p.err != nil {
		return p.err
	}
	found, err := s.monitor.Messages(r.Context(), q)
	if err != nil {
		return err
	}
	list := make([]Message, 0, len(found))
	for _, m := range found {
		m.Incidents, m.Keys = orEmpty(m.Incidents), orEmpty(m.Keys)
		m.At, m.Made, m.Ended = m.At.UTC(), m.Made.UTC(), utcOf(m.Ended)
		list = append(list, m)
	}
	return answer(w, http.StatusOK, list)
}

// orEmpty has JSON write a list that is not there as an empty one.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// utcOf moves a time that may be missing.
func utcOf(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	moved := t.UTC()
	return &moved
}
