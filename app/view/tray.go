package view

import (
	"strings"
	"time"
)

// Limits of a tooltip, in UTF-16 units: what Windows shows of it on old and on
// present systems.
const (
	tooltipFirst = 63
	tooltipLimit = 127
)

// nameUnits is how much of a subject's name stands in the tooltip and the menu,
// so that what is the matter with it is still seen.
const nameUnits = 28

// Tray is all that the tray shows. Two Trays may be compared with ==.
type Tray struct {
	Icon    string // an icon's name, see Icon
	Tooltip string // at most 127 UTF-16 units; what matters in the first 63
	Menu    Menu
}

// MakeTray makes what the tray shows. Its durations are coarse, so that it is
// often equal to the one before; NextChange tells when it will not be.
func MakeTray(m Model, now time.Time) Tray {
	return Tray{Icon: Icon(m), Tooltip: tooltip(m, now), Menu: makeMenu(m, now)}
}

// tooltip holds one line for each of the most urgent subjects, as far as there
// is room.
func tooltip(m Model, now time.Time) string {
	listed, total := m.attention()
	if len(listed) == 0 || m.Stalled > 0 {
		return Cut(m.calm(now), tooltipLimit)
	}
	if listed[0].size() == total {
		return Cut(trayLine(listed[0], m.At, now), tooltipLimit)
	}
	lines := []string{Cut(trayLine(listed[0], m.At, now), tooltipFirst)}
	if len(listed) == 2 && listed[0].size()+listed[1].size() == total {
		lines = append(lines, trayLine(listed[1], m.At, now))
	} else {
		lines = append(lines, more(total-listed[0].size())+": "+names(listed[1:]))
	}
	return Cut(strings.Join(lines, "\n"), tooltipLimit)
}

// calm is the tooltip while nothing needs attention.
func (m Model) calm(now time.Time) string {
	if m.nothingSeen() && m.Waiting != "" && m.Stalled == 0 {
		m.Waiting = cutFront(m.Waiting, nameUnits)
	}
	text := head(m, now, Coarse).Title
	if m.Stalled > 0 {
		return text
	}
	if tests := m.tests(now); tests != "" {
		text += "\n" + tests
	}
	for _, notice := range m.Notices {
		text += "\n" + notice
	}
	return text
}

// trayLine says what is the matter, for a narrow place.
func trayLine(c concern, at, now time.Time) string {
	return moment{at, now, Coarse}.short(c.Subject, c.shortName()) + c.trailer()
}

func names(concerns []concern) string {
	list := make([]string, 0, 5)
	for _, c := range concerns[:min(len(concerns), cap(list))] {
		list = append(list, c.shortName())
	}
	return strings.Join(list, ", ")
}

// cutFront shortens a path from its front, where it says the least.
func cutFront(path string, units int) string {
	for units16(path) > units {
		i := strings.IndexAny(path[1:], `/\`)
		if i < 0 {
			return path
		}
		path = path[1+i:]
		if units16(path)+1 <= units {
			return ellipsis + path
		}
	}
	return path
}
