package config

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
)

// KeyMistake is what is wrong with one key of what was to be written.
type KeyMistake struct{ Key, Message string }

func (m *KeyMistake) Error() string { return m.Message }

// Unwrap returns ErrInvalid.
func (m *KeyMistake) Unwrap() error { return ErrInvalid }

// ErrNoChannel: there is no channel of that name in the file.
var ErrNoChannel = errors.New("the settings file has no channel of that name")

// PutChannel writes a channel into the file at path. Where the file has one of
// that name, its keys are changed one by one; otherwise it comes behind the other
// channels, or at the end. Nothing else is changed: comments, order and all other
// sections stay as they are, to the byte. Comments within a list that is changed
// go above it.
//
// A channel that the reading of the file would refuse is a *KeyMistake. Which
// files are left alone, and how the first one is made, is as Accept says.
func PutChannel(path string, running *Config, c Channel) error {
	if err := checkChannel(c); err != nil {
		return err
	}
	return edit(path, running, func(data []byte) ([]byte, error) {
		wanted, at, err := channelsIn(path, data, c.Name)
		if err != nil {
			return nil, err
		}
		change := func(data []byte) []byte { return appendChannel(data, c) }
		if at < 0 {
			wanted.Channels = append(wanted.Channels, c)
		} else {
			before := wanted.Channels[at]
			wanted.Channels[at] = c
			change = func(data []byte) []byte { return changeChannel(data, at, before, c) }
		}
		return checkedEdit(path, data, wanted, c.lines(), change)
	})
}

// RemoveChannel takes a channel out of the file at path: its lines from the
// header to the last key. Comments above and below these stay, as all else does.
// It wraps ErrNoChannel where there is none. Which files are left alone is as
// Accept says.
func RemoveChannel(path string, running *Config, name string) error {
	if !slices.ContainsFunc(running.Channels, func(c Channel) bool { return c.Name == name }) {
		return ErrNoChannel
	}
	return edit(path, running, func(data []byte) ([]byte, error) {
		wanted, at, err := channelsIn(path, data, name)
		if err != nil {
			return nil, err
		}
		if at < 0 {
			return nil, ErrEdited
		}
		if wanted.Channels = slices.Delete(wanted.Channels, at, at+1); len(wanted.Channels) == 0 {
			wanted.Channels = nil
		}
		lines := []string{fmt.Sprintf("without the [[channel]] of the name %s", quote(name))}
		return checkedEdit(path, data, wanted, lines, func(data []byte) []byte { return cutChannel(data, at) })
	})
}

// channelsIn reads a file whose channels are to be changed, and where among them
// that of the name is; -1: nowhere. The list of channels is the caller's.
func channelsIn(path string, data []byte, name string) (c *Config, at int, err error) {
	c, err = (&reader{path: path}).parse(data)
	if err != nil {
		return nil, 0, fmt.Errorf("the settings file is left as it is, for it has mistakes: %w", err)
	}
	c.Channels = slices.Clone(c.Channels)
	return c, slices.IndexFunc(c.Channels, func(c Channel) bool { return c.Name == name }), nil
}

// checkChannel has a channel read as if it stood in a file alone.
func checkChannel(c Channel) error {
	words := c.words()
	_, err := (&reader{}).parse([]byte(joinLines("\n", c.lines()...)))
	mistakes, wrong := errors.AsType[Mistakes](err)
	if !wrong {
		return err
	}
	first, key := mistakes[0], "name"
	if at := first.Line - 2; at >= 0 && at < len(words) { // the header is line 1
		key = words[at].key
	}
	return &KeyMistake{key, first.Message}
}

// appendChannel puts a new [[channel]] behind the others, or at the end.
func appendChannel(data []byte, c Channel) []byte {
	end := lineEnd(data)
	at := len(data)
	if sections := spansOf(data, "channel"); len(sections) > 0 {
		at = afterComments(data, sections[len(sections)-1].to)
	}
	added := joinLines(end, c.lines()...)
	switch before := data[:at]; {
	case len(bytes.TrimSpace(before)) == 0:
	case !bytes.HasSuffix(before, []byte("\n")):
		added = end + end + added
	case !endsBlank(before):
		added = end + added
	}
	if at < len(data) && !startsBlank(data[at:]) {
		added += end
	}
	return apply(data, replacement{at, at, added})
}

// changeChannel changes what differs, key by key.
func changeChannel(data []byte, at int, before, after Channel) []byte {
	sections := spansOf(data, "channel")
	if at >= len(sections) {
		return data // it is written in another way, see checkedEdit
	}
	s, was, is := sections[at], before.words(), after.words()
	var changes []replacement
	for i, w := range is {
		span, there := s.keys[w.key]
		switch {
		case slices.Contains(was, w):
		case there:
			changes = append(changes, span.replaced(data, w.value))
		default:
			changes = append(changes, s.added(data, w, is[:i]))
		}
	}
	for _, w := range was {
		stays := slices.ContainsFunc(is, func(o word) bool { return o.key == w.key })
		if span, there := s.keys[w.key]; there && !stays {
			changes = append(changes, span.removed(data))
		}
	}
	return apply(data, changes...)
}

// cutChannel takes a [[channel]] out, with the empty line that parts it from what
// stands above, or below where it is the first.
func cutChannel(data []byte, at int) []byte {
	sections := spansOf(data, "channel")
	if at >= len(sections) {
		return data // it is written in another way, see checkedEdit
	}
	s := sections[at]
	switch alone := startsBlank(data[s.to:]); {
	case alone && s.from == 0:
		s.to = lineEndAt(data, s.to)
	case alone:
		s.from = beforeBlank(data, s.from)
	}
	left := apply(data, replacement{s.from, s.to, ""})
	if len(bytes.TrimSpace(left)) == 0 { // an empty file is taken for one that is being written
		return []byte("# Nothing is set: what is built in holds." + lineEnd(data))
	}
	return left
}
