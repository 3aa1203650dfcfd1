package window

import (
	"slices"
	"strings"

	"sentinel/monitor"
)

// whom is whose trends are shown, by the name that the picker has for them: a
// subject's key, all, or all of a robot. No key has a space in it.
type whom string

const (
	everybody whom = "All"
	allOf          = "All of "
)

// together tells whether several are meant, and of which robot; empty: of all.
func (w whom) together() (robot string, several bool) {
	if w == everybody {
		return "", true
	}
	return strings.CutPrefix(string(w), allOf)
}

func (w whom) key() monitor.Key { return monitor.Key(w) }

// whomNames are whom one can choose among subjects: all, each robot with its
// accounts, and each one.
func whomNames(subjects []monitor.Subject) []string {
	if len(subjects) == 0 {
		return nil
	}
	names := []string{string(everybody)}
	for i := range subjects {
		if robot := allOf + subjects[i].Robot; subjects[i].Kind == monitor.KindAccount && !slices.Contains(names, robot) {
			names = append(names, robot)
		}
	}
	for i := range subjects {
		names = append(names, string(subjects[i].Key))
	}
	return names
}

// firstWhom is whom the tab opens on when nobody was chosen: the only one that
// ever beat, or all.
func firstWhom(subjects []monitor.Subject) whom {
	var seen []monitor.Key
	for i := range subjects {
		if !subjects[i].Bystander {
			seen = append(seen, subjects[i].Key)
		}
	}
	switch {
	case len(subjects) == 0:
		return ""
	case len(seen) == 1:
		return whom(seen[0])
	case len(subjects) == 1:
		return whom(subjects[0].Key)
	}
	return everybody
}
