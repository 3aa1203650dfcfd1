package window

import (
	"fmt"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

const bandHeight float32 = 28

// spell is a time in which a subject fared alike.
type spell struct {
	from, to time.Time
	turn     api.Turn
}

// spellsOf cuts [from, to) where the subject turned. Turns that change nothing
// that is shown go on with the spell before.
func spellsOf(turns []api.Turn, from, to time.Time) (spells []spell) {
	for i, t := range turns {
		s := spell{t.At, to, t}
		if i+1 < len(turns) && turns[i+1].At.Before(to) {
			s.to = turns[i+1].At
		}
		if s.from.Before(from) {
			s.from = from
		}
		if !s.from.Before(s.to) {
			continue
		}
		if last := len(spells) - 1; last >= 0 && spells[last].to.Equal(s.from) && faring(spells[last].turn) == faring(t) {
			spells[last].to = s.to
			continue
		}
		spells = append(spells, s)
	}
	return spells
}

// faring says in words how a subject fares from a turn on.
func faring(t api.Turn) string {
	switch t.Liveness {
	case monitor.New:
		return "Not seen yet"
	case monitor.Unobserved:
		return "Nobody watched"
	case monitor.Paused:
		return "Paused"
	}
	words := view.LevelWord(t.Level)
	switch {
	case t.Liveness == monitor.Quiet && t.Level <= monitor.LevelOff:
		return "Market closed"
	case t.Liveness == monitor.Stopped && t.Level <= monitor.LevelOff:
		return "Stopped"
	case t.Cause != monitor.CauseNone:
		words += ": " + string(t.Cause)
	}
	return words
}

// stretch is a part of the band that is drawn in one way: some pixels wide, and
// as bad as the worst of its spells.
type stretch struct {
	left, right float32
	badness     view.Badness
	spells      []spell // of that badness
}

// stretchesOf draws spells on an axis. None that is bad is too short to be seen:
// of those that share a unit the worst counts.
func stretchesOf(spells []spell, a timeAxis) (all []stretch) {
	cells := int(a.width)
	worst := make([]view.Badness, cells+1)
	cellOf := func(at time.Time) int { return min(int(a.x(at)-a.left), cells-1) }
	for _, s := range spells {
		b := view.BadnessOf(s.turn)
		first, last := cellOf(s.from), cellOf(s.to.Add(-1))
		if b >= view.BadWarning {
			last = min(max(last, first+1), cells-1) // two units at the least
		}
		for cell := first; cell <= last; cell++ {
			worst[cell] = max(worst[cell], b)
		}
	}
	for cell := range cells {
		if last := len(all) - 1; last >= 0 && all[last].badness == worst[cell] {
			all[last].right++
			continue
		}
		all = append(all, stretch{a.left + float32(cell), a.left + float32(cell) + 1, worst[cell], nil})
	}
	at := 0
	for _, s := range spells {
		b, first := view.BadnessOf(s.turn), a.x(s.from)
		for at < len(all)-1 && all[at].right <= a.left+float32(cellOf(s.from)) {
			at++
		}
		for i := at; i < len(all) && all[i].left <= max(a.x(s.to), first); i++ {
			if all[i].badness == b {
				all[i].spells = append(all[i].spells, s)
			}
		}
	}
	return all
}

// bandShape is how a badness is drawn in a field: the worse the taller, and what
// says nothing about the robot not filled.
func bandShape(b view.Badness, field box) (shape, bool) {
	lower := func(share float32) box {
		return box{field.x, field.y + field.h*(1-share), field.w, field.h * share}
	}
	switch b {
	case view.BadOff:
		return shape{box: lower(0.14), ink: colorDim, strength: 0.6}, true
	case view.BadUnwatched:
		return shape{box: lower(0.4), fill: hatched, ink: colorDim, strength: 0.7}, true
	case view.BadNothing:
		return shape{box: lower(0.4), ink: colorOK, strength: 1}, true
	case view.BadUnknown:
		return shape{box: lower(0.4), fill: framed, ink: colorDim, strength: 1}, true
	case view.BadWarning:
		return shape{box: lower(0.7), ink: colorWarning, strength: 1}, true
	case view.BadCritical:
		return shape{box: lower(1), ink: colorCritical, strength: 1}, true
	}
	return shape{}, false
}

// drawBand draws how a subject fared in a time.
func drawBand(turns []api.Turn, from, to time.Time) func(fyne.Size) drawing {
	spells := spellsOf(turns, from, to)
	return func(size fyne.Size) drawing {
		d := titled("STATE")
		a := timeAxis{from, to, chartInset, size.Width - 2*chartInset}
		field := box{a.left, chartTop, a.width, bandHeight}
		used := map[view.Badness]bool{}
		stretches := stretchesOf(spells, a)
		for _, s := range stretches {
			used[s.badness] = true
			part := box{s.left, field.y, s.right - s.left, field.h}
			if drawn, any := bandShape(s.badness, part); any {
				d.shapes = append(d.shapes, drawn)
			}
			if words := stretchWords(s, to); words != nil {
				d.mark(part, words...)
			}
		}
		d.rule(a.left, field.y+field.h, a.width)
		d.times(a, field.y+field.h)
		d.legend(bandKeys(used), 120, size.Width-chartInset)
		return d
	}
}

// bandKeys explains what is in a band, the worst first.
func bandKeys(used map[view.Badness]bool) (keys []key) {
	for _, k := range []struct {
		badness view.Badness
		word    string
	}{
		{view.BadCritical, "Critical"},
		{view.BadWarning, "Warning"},
		{view.BadNothing, "OK"},
		{view.BadUnknown, "Unknown"},
		{view.BadOff, "Off, market closed"},
		{view.BadUnwatched, "Nobody watched"},
	} {
		if used[k.badness] {
			s, _ := bandShape(k.badness, box{0, 0, 10, 10})
			if s.fill != solid {
				s.box = box{0, 0, 10, 10} // what is not filled needs room to be told apart
			}
			keys = append(keys, key{s, k.word})
		}
	}
	return keys
}

// stretchWords tells of a stretch: of its only spell, or of how many there are.
func stretchWords(s stretch, end time.Time) []string {
	if len(s.spells) == 0 {
		return nil
	}
	first, last := s.spells[0], s.spells[len(s.spells)-1]
	zone := end.Location()
	when := between(first.from.In(zone), last.to.In(zone))
	if len(s.spells) == 1 {
		words := view.Duration(last.to.Sub(first.from))
		if last.to.Equal(end) {
			words += ", until now"
		}
		return []string{faring(first.turn), when, words}
	}
	sum := time.Duration(0)
	kinds := []string{}
	for _, one := range s.spells {
		sum += one.to.Sub(one.from)
		if word := faring(one.turn); !slices.Contains(kinds, word) {
			kinds = append(kinds, word)
		}
	}
	title := kinds[0]
	if len(kinds) > 1 {
		title = view.LevelWord(first.turn.Level)
	}
	return []string{title, when, fmt.Sprintf("%d times, %s in all", len(s.spells), view.Duration(sum))}
}

// between writes a time from its beginning to its end, and no day twice.
func between(from, to time.Time) string {
	day, clock := "Mon 2 Jan", "15:04:05"
	if from.Year() != to.Year() {
		day += " 2006"
	}
	if from.Truncate(time.Minute).Equal(from) && to.Truncate(time.Minute).Equal(to) {
		return betweenAs(from, to, day, "15:04")
	}
	return betweenAs(from, to, day, clock)
}

func betweenAs(from, to time.Time, day, clock string) string {
	if from.Format(time.DateOnly) == to.Format(time.DateOnly) {
		return from.Format(day+" "+clock) + " to " + to.Format(clock)
	}
	return from.Format(day+" "+clock) + " to " + to.Format(day+" "+clock)
}
