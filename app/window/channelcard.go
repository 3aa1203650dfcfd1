package window

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"sentinel/app/view"
	"sentinel/monitor/api"
)

// channelCard tells of one channel, with what can be done about it.
type channelCard struct {
	pane
	info     api.ChannelInfo
	now      time.Time
	stale    bool
	said     string // what came of the latest test, or of saving
	ink      fyne.ThemeColorName
	removing bool   // it is asked whether it is to be removed
	after    string // what follows from that

	frame              *canvas.Rectangle
	sign               *canvas.Image
	word               *canvas.Text
	texts              []*canvas.Text
	try, edit, remove  *button
	reallyRemove, keep *button
	height             float32
}

// channelDeeds are what one can do about a channel.
type channelDeeds struct {
	test, edit, remove func(*channelCard)
	resized            func() // a card has another height
	focused            func(*channelCard, fyne.CanvasObject)
}

const cardInset float32 = 14

func newChannelCard(do channelDeeds) *channelCard {
	c := &channelCard{frame: &canvas.Rectangle{CornerRadius: 8}, sign: newIcon(), word: newText(textSize, false)}
	c.try = newButton("Send a test", func() { do.test(c) })
	c.edit = newButton("Edit", func() { do.edit(c) })
	c.remove = newButton("Remove", func() { c.ask(true, do) })
	c.reallyRemove = newButton("Remove it", func() { do.remove(c) })
	c.keep = newButton("Keep it", func() { c.ask(false, do) })
	for _, b := range c.buttons() {
		b.onFocus = func() { do.focused(c, b) }
	}
	c.least = func() fyne.Size { return fyne.NewSize(240, c.height) }
	c.place = func(size fyne.Size) {
		put(c.frame, 0, 0, size.Width, size.Height)
		c.compose(size.Width)
	}
	c.paint = func() {
		setFill(c.frame, theme.Color(theme.ColorNameBackground))
		setStroke(c.frame, theme.Color(colorLine), 1)
	}
	c.ExtendBaseWidget(c)
	return c
}

func (c *channelCard) buttons() []*button {
	return []*button{c.try, c.edit, c.remove, c.reallyRemove, c.keep}
}

// ask asks whether the channel is to be removed, or no more.
func (c *channelCard) ask(removing bool, do channelDeeds) {
	c.removing = removing
	do.resized()
	if removing {
		focus(c.keep)
	} else {
		focus(c.remove)
	}
}

// show tells of a channel as it stands now; after is what follows once it is
// removed.
func (c *channelCard) show(info api.ChannelInfo, after string, now time.Time, stale bool) {
	c.info, c.after, c.now, c.stale = info, after, now, stale
	c.removing = c.removing && !info.BuiltIn
	for _, b := range c.buttons() {
		b.setDisabled(stale && b != c.keep)
	}
}

// say tells what came of what was asked for.
func (c *channelCard) say(words string, ink fyne.ThemeColorName) { c.said, c.ink = words, ink }

// mostWords is how much a card tells of what others wrote, in UTF-16 units.
const mostWords = 240

// compose lays out what the card tells in a width, and finds how high that is.
func (c *channelCard) compose(width float32) {
	const indent = 28
	f := &flow{x: cardInset, y: 12, width: width - 2*cardInset}
	level := view.ChannelLevel(c.info)
	name, word, ink := level.String(), view.ChannelWord(c.info), levelColor(level.String())
	if c.stale {
		name, word, ink = view.IconStalled, "not known", colorDim
	}
	setIcon(c.sign, name)
	put(c.sign, cardInset, f.y+1, 18, 18)
	setText(c.word, word, ink)
	room := textWidth(word, textSize, false)
	put(c.word, width-cardInset-room, f.y, room, textSize+6)
	f.beside(indent, cut(oneLine(c.info.Name), f.width-indent-room-10, textSize, true), textSize, true, colorText)
	f.beside(indent, cut(oneLine(view.ChannelKind(c.info)), f.width-indent, textSize-1, false), textSize-1, false, colorDim)
	f.y += 4
	if c.info.Trouble != "" {
		f.beside(indent, airy(view.Cut(oneLine(view.ChannelTrouble(c.info)), mostWords)), textSize-1, false, colorCritical)
		f.y += 4
	}
	for _, fact := range view.ChannelFacts(c.info, c.now) {
		c.writeFact(f, indent, fact[0], fact[1])
	}
	if c.said != "" {
		f.y += 4
		f.beside(indent, view.Cut(oneLine(c.said), mostWords), textSize-1, true, c.ink)
	}
	if c.removing {
		f.y += 4
		f.beside(indent, "Remove it from the settings? "+view.FullSentence(c.after), textSize-1, true, colorText)
	}
	f.y += 8
	c.placeButtons(cardInset+indent, f.room(35))
	c.texts = f.texts(c.texts)
	c.objects = append(c.objects[:0], c.frame, c.sign, c.word)
	for _, text := range c.texts {
		c.objects = append(c.objects, text)
	}
	for _, b := range c.buttons() {
		c.objects = append(c.objects, b)
	}
	c.height = f.y + 14
}

// writeFact lays a word, and beside it what it is about.
func (c *channelCard) writeFact(f *flow, left float32, word, about string) {
	const room = 62 // for the word
	inner := &flow{x: f.x + left, y: f.y, width: f.width - left}
	inner.pair(word, view.Cut(oneLine(about), mostWords), room, textSize-1, colorText)
	f.lines = append(f.lines, inner.lines...)
	f.y = inner.y
}

func (c *channelCard) placeButtons(x, y float32) {
	for _, b := range c.buttons() {
		asks := b == c.reallyRemove || b == c.keep
		setVisible(b, asks == c.removing && (b != c.remove || !c.info.BuiltIn))
		if b.Visible() {
			least := b.MinSize()
			put(b, x, y, least.Width, least.Height)
			x += least.Width + 8
		}
	}
}
