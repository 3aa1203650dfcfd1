package window

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"sentinel/app/view"
	"sentinel/monitor/api"
)

// testBadge marks what is only tried out.
const testBadge = "TEST"

// letterRow shows one line of the inbox: what was told and how that stands, and
// below it whom and why. Rows are used again for other lines as the list scrolls.
type letterRow struct {
	rollRow[*letter, *letterRow]
	now func() time.Time

	sign      *canvas.Image
	when, day *canvas.Text
	badge     *canvas.Text
	title     *fitted
	state     *fitted
	about     *fitted
	sent      *canvas.Text
}

func newLetterRow(t *inboxTable, now func() time.Time) *letterRow {
	r := &letterRow{
		now: now, sign: newIcon(), when: newText(textSize, false), day: newText(smallSize, false),
		badge: newText(textSize, true), title: newFitted(textSize, true),
		state: newFitted(textSize, false), about: newFitted(textSize-1, false), sent: newText(textSize-1, false),
	}
	r.become(r, t, r.draw, r.sign, r.when, r.day, r.badge, r.title.Text, r.state.Text, r.about.Text, r.sent)
	return r
}

func (r *letterRow) draw(l *letter, size fyne.Size) {
	now := r.now()
	setIcon(r.sign, l.Level.String())
	put(r.sign, tableInset+10, (size.Height-18)/2, 18, 18)
	made, day := l.Made.In(now.Location()), ""
	if of := view.Day(l.Made, now); of != r.line.title && of != "Today" {
		day = made.Format("2 Jan")
	}
	setText(r.when, made.Format("15:04"), colorDim)
	put(r.when, troubleTime, 6, 50, 22)
	setText(r.day, day, colorDim)
	put(r.day, troubleTime, 27, 50, 20)

	right := size.Width - tableInset - 12
	r.state.set(view.MessageWord(l.Message), (right-troubleName)/2, messageInk(l.Message))
	state := textWidth(r.state.Text.Text, textSize, false)
	put(r.state.Text, right-state, 6, state, 22)
	x := float32(troubleName)
	badge := ""
	if l.Test {
		badge = testBadge
	}
	setText(r.badge, badge, colorTest)
	if width := textWidth(badge, textSize, true); width > 0 {
		put(r.badge, x, 6, width, 22)
		x += width + 7
	}
	r.title.set(airy(oneLine(view.MessageTitle(l.Message))), right-state-16-x, colorText)
	put(r.title.Text, x, 6, right-state-16-x, 22)

	sent := view.SentLate(l.Message, now)
	setText(r.sent, sent, colorDim)
	width := textWidth(sent, textSize-1, false)
	put(r.sent, right-width, 27, width, 20)
	room := right - troubleName
	if sent != "" {
		room -= width + 16
	}
	r.about.set(letterAbout(l), room, colorDim)
	put(r.about.Text, troubleName, 27, room, 20)
}

// letterAbout is whom a message tells, why, and what went wrong with it.
func letterAbout(l *letter) string {
	about := view.LevelWord(l.Level)
	if !view.SaysKind(l.Message) {
		about += "  ·  " + view.MessageKind(l.Message)
	}
	about += "  ·  " + oneLine(l.Channel)
	if l.State != api.MessageDelivered && l.Error != "" {
		about += "  ·  " + oneLine(l.Error)
	}
	return about
}

// messageInk colours how a message stands.
func messageInk(m api.Message) fyne.ThemeColorName {
	switch m.State {
	case api.MessageRefused:
		return colorCritical
	case api.MessageWaiting:
		return colorWarning
	}
	return colorDim
}
