package window

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"sentinel/app/view"
	"sentinel/monitor"
)

// troubleRow shows one line of the list of troubles: who and how long, and below
// it what and who knows. Rows are used again for other lines as the list scrolls.
type troubleRow struct {
	rollRow[*episode, *troubleRow]
	now func() time.Time // what an open one has gone on until

	sign        *canvas.Image
	when, day   *canvas.Text
	name, robot *fitted
	state, what *fitted
	known       *fitted // who knows of it, and how much was noted
}

func newTroubleRow(t *troubleTable, now func() time.Time) *troubleRow {
	r := &troubleRow{
		now: now, sign: newIcon(), when: newText(textSize, false), day: newText(smallSize, false),
		name: newFitted(textSize, true), robot: newFitted(textSize, false),
		state: newFitted(textSize, false), what: newFitted(textSize-1, false), known: newFitted(textSize-1, false),
	}
	r.become(r, t, r.draw, r.sign, r.when, r.day, r.name.Text, r.robot.Text, r.state.Text, r.what.Text, r.known.Text)
	return r
}

// Where the texts of a row begin.
const (
	troubleTime = tableInset + 38
	troubleName = tableInset + 92
)

// tick lets one that is open go on.
func (r *troubleRow) tick() {
	if t := r.line.item; t != nil && t.open() {
		r.arrange()
	}
}

func (r *troubleRow) draw(t *episode, size fyne.Size) {
	now := r.now()
	last := t.Last()
	setIcon(r.sign, troubleIcon(t))
	put(r.sign, tableInset+10, (size.Height-18)/2, 18, 18)
	opened, day := last.Opened.In(now.Location()), ""
	if t.open() && view.Day(opened, now) != "Today" { // of the others the title tells the day
		day = opened.Format("2 Jan")
	}
	setText(r.when, opened.Format("15:04"), colorDim)
	put(r.when, troubleTime, 6, 50, 22)
	setText(r.day, day, colorDim)
	put(r.day, troubleTime, 27, 50, 20)

	right := size.Width - tableInset - 12
	ink := colorDim
	if t.open() {
		ink = levelColor(t.Worst().String())
	}
	half := (right - troubleName) / 2
	r.state.set(troubleStands(t.at(now), half), half, ink)
	state := textWidth(r.state.Text.Text, textSize, false)
	put(r.state.Text, right-state, 6, state, 22)
	room := right - state - 16 - troubleName
	r.name.set(troubleWho(last), room, colorText)
	name := textWidth(r.name.Text.Text, textSize, true)
	put(r.name.Text, troubleName, 6, name, 22)
	of := ""
	if room-name > 40 {
		of = troubleOf(last)
	}
	r.robot.set(of, max(room-name-8, 0), colorDim)
	put(r.robot.Text, troubleName+name+8, 6, max(room-name-8, 0), 22)

	known := troubleKnown(t, now)
	r.known.set(known, half, colorDim)
	width := textWidth(r.known.Text.Text, textSize-1, false)
	put(r.known.Text, right-width, 27, width, 20)
	what := right - troubleName
	if known != "" {
		what -= width + 16
	}
	r.what.set(troubleWhat(last, now), what, colorDim)
	put(r.what.Text, troubleName, 27, what, 20)
}

// troubleIcon is the drawing of the worst that a trouble reached.
func troubleIcon(t *episode) string {
	name := t.Worst().String()
	if t.open() && t.Last().Acknowledged && t.Worst() > monitor.LevelUnknown {
		name += view.IconAcked
	}
	return name
}

// troubleWho is what the subject of an incident is called.
func troubleWho(i monitor.Incident) string {
	if i.Key == monitor.NetworkKey {
		return "The network here"
	}
	return oneLine(i.Key.Name())
}

// troubleOf is whose account the subject is.
func troubleOf(i monitor.Incident) string {
	if i.Key.Kind() == monitor.KindAccount {
		return oneLine(i.Key.Robot())
	}
	return ""
}

func troubleWhat(i monitor.Incident, now time.Time) string {
	what := airy(oneLine(view.Trouble(i, now)))
	if i.Test {
		what = "TEST: " + what
	}
	return what
}

// troubleStands is how a trouble stands, in as much detail as fits.
func troubleStands(e monitor.Episode, width float32) string {
	state := view.EpisodeState(e)
	if textWidth(state, textSize, false) > width {
		state, _, _ = strings.Cut(state, ",")
	}
	return state
}

// troubleKnown tells who knows of a trouble, and how much was noted.
func troubleKnown(t *episode, now time.Time) string {
	var parts []string
	if by := view.Acknowledgement(t.Last(), now); by != "" {
		parts = append(parts, oneLine(by))
	}
	if n := t.notes(); n > 0 {
		parts = append(parts, counted(n, "note", "notes"))
	}
	return strings.Join(parts, "  ·  ")
}
