package window

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"sentinel/app/view"
	"sentinel/monitor/api"
)

// channelPanel shows the channels below one another.
type channelPanel struct {
	pane
	do      channelDeeds
	caption *canvas.Text
	cards   []*channelCard // in the order of the settings
	sheet   *pane          // what scrolls
	scroll  *container.Scroll
	height  float32 // of the sheet
}

func newChannelPanel(do channelDeeds) *channelPanel {
	p := &channelPanel{do: do, caption: newText(smallSize, false)}
	p.do.resized = p.replace
	p.do.focused = p.reveal
	p.sheet = &pane{}
	p.sheet.objects = []fyne.CanvasObject{p.caption}
	p.sheet.least = func() fyne.Size { return fyne.NewSize(240, p.height) }
	p.sheet.ExtendBaseWidget(p.sheet)
	p.scroll = container.NewVScroll(p.sheet)
	p.objects = []fyne.CanvasObject{p.scroll}
	p.place = func(size fyne.Size) {
		put(p.scroll, 0, 0, size.Width, size.Height)
		p.compose(size.Width)
	}
	p.paint = func() { setText(p.caption, p.caption.Text, colorDim) }
	p.ExtendBaseWidget(p)
	return p
}

// card finds the card of a channel; nil when there is none.
func (p *channelPanel) card(name string) *channelCard {
	for _, c := range p.cards {
		if c.info.Name == name {
			return c
		}
	}
	return nil
}

// show tells of all channels. The card of one that was there is kept, with what it
// said and with the keyboard.
func (p *channelPanel) show(list []api.ChannelInfo, now time.Time, stale bool) {
	cards := make([]*channelCard, 0, len(list))
	for _, info := range list {
		c := p.card(info.Name)
		if c == nil {
			c = newChannelCard(p.do)
		}
		c.show(info, view.AfterRemoval(info, list), now, stale)
		cards = append(cards, c)
	}
	p.cards = cards
	p.sheet.objects = []fyne.CanvasObject{p.caption}
	for _, c := range cards {
		p.sheet.objects = append(p.sheet.objects, c)
	}
	p.replace()
}

// compose puts the cards below one another, and finds how high that is.
func (p *channelPanel) compose(width float32) {
	const inset = 18
	setText(p.caption, "CHANNELS  ·  "+grouped(len(p.cards)), colorDim)
	put(p.caption, inset, 12, width-2*inset, 20)
	y := float32(38)
	for _, c := range p.cards {
		c.compose(width - 2*inset)
		put(c, inset, y, width-2*inset, c.height)
		c.Refresh()
		y += c.height + 10
	}
	if y += 6; y != p.height {
		p.height = y
		p.scroll.Refresh()
	}
}

// reveal scrolls just so far that what has the keyboard is seen.
func (p *channelPanel) reveal(c *channelCard, o fyne.CanvasObject) {
	revealIn(p.scroll, c.Position().Y+o.Position().Y, o.Size().Height)
}

// revealIn scrolls just so far that something is seen, with a little around it.
func revealIn(s *container.Scroll, top, height float32) {
	const around = 28
	offset := s.Offset.Y
	if bottom := top + height + around; bottom > offset+s.Size().Height {
		offset = bottom - s.Size().Height
	}
	offset = min(offset, max(top-around, 0))
	if offset != s.Offset.Y {
		s.ScrollToOffset(fyne.NewPos(0, offset))
	}
}
