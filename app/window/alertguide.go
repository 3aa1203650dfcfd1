package window

import (
	"fyne.io/fyne/v2"

	"sentinel/app/view"
	"sentinel/monitor"
)

// refill shows what the monitor told, as far as the filter leaves it.
func (p *alerts) refill() {
	now, stale := p.asOf(), p.stale()
	p.offerChannels()
	list := newInbox(nil, "", 0, now)
	if p.asker.shows() {
		list = newInbox(p.asker.post, p.text, p.order.chosen, now)
	}
	p.inbox.show(list)
	p.channels.show(p.asker.channels, now, stale)
	p.head.say(p.headline())
	p.head.offer(p.asker.known && !stale)
	p.explain()
	p.showFace()
	p.replace()
	p.offerTest()
	p.reach()
}

// offerChannels has the picker offer the channels that there are, and the one that
// is chosen.
func (p *alerts) offerChannels() {
	p.names = p.names[:0]
	options := []string{allChannels}
	for _, c := range p.asker.channels {
		p.names = append(p.names, c.Name)
		options = append(options, oneLine(c.Name))
	}
	p.channel.setOptions(options)
	if p.channel.chosen <= 0 && p.asker.channel != "" { // it is gone
		p.asker.channel = ""
		p.asker.ask()
	}
}

// headline answers "would I be told?".
func (p *alerts) headline() view.Headline {
	switch {
	case p.stale() && p.asker.known:
		return view.Headline{
			Icon: view.IconStalled, Level: monitor.LevelUnknown, Title: "I don't know whether you would be told",
			Detail: "The monitor does not answer. What is shown is from " + view.Clock(p.snap.at, p.window.now()) + ".",
		}
	case !p.asker.known:
		return view.Headline{Icon: view.IconOff, Title: "Would I be told?"}
	}
	return view.ChannelsHead(p.asker.channels, p.window.now())
}

// explain shows a notice in place of a list that would be empty, and says why what
// is shown may be old.
func (p *alerts) explain() {
	a := &p.asker
	never := p.snap.at.IsZero()
	note := ""
	switch {
	case never && p.snap.err != nil:
		p.guide.say(view.IconStalled, "The monitor does not answer", sentenceOf(p.snap.err)+
			"\nIt is asked again every second; nothing needs to be done here once it runs.", "")
	case never, !a.shows() && a.err == nil:
		p.guide.say(view.IconOff, "Asking who is told, and of what …", "", "")
	case !a.shows():
		p.guide.say(view.IconWarning, "The channels and their messages did not come", sentenceOf(a.err), "")
	case p.stale(): // the headline says so
	case a.err != nil:
		note = "Nothing newer has come: " + sentenceOf(a.err)
	case a.olderErr != nil:
		note = "Older messages did not come: " + sentenceOf(a.olderErr) + " F5 asks again."
	}
	blank := never || !a.shows()
	some := !blank && p.inbox.rowCount() > 0
	if !blank && !some {
		p.explainNone()
	}
	p.note.full = note
	setText(p.note.Text, "", colorDim)
	setVisible(p.form, p.filled)
	for _, o := range []fyne.CanvasObject{p.channel, p.order, p.search} {
		setVisible(o, (len(a.channels) > 0 || len(a.post) > 0) && !p.filled)
	}
	setVisible(p.head, !p.filled)
	setVisible(p.note.Text, !p.filled)
	setVisible(p.inbox, some && !p.filled)
	setVisible(p.guide, !some && !p.filled)
	setVisible(p.retry, !never && !p.stale() && (a.err != nil || a.olderErr != nil))
	if !some {
		p.guide.replace()
	}
}

// explainNone says why there is no message to list.
func (p *alerts) explainNone() {
	switch {
	case len(p.asker.post) > 0 && p.asker.more:
		p.guide.say(view.IconOff, "Looking through older messages …", "None of the latest matches the filter. Esc shows them all again.", "")
	case len(p.asker.post) > 0:
		p.guide.say(view.IconOff, "Nothing matches the filter",
			"None of the "+counted(len(p.asker.post), "message", "messages")+" does. Esc shows them all again.", "")
	case p.asker.channel != "":
		p.guide.say(view.IconOff, "Nothing was sent there yet", "Send it a test, to see that it arrives.", "")
	case len(p.asker.channels) == 0:
		p.guide.say(view.IconOff, "Nothing was raised yet",
			"Add a channel, and here stands each message that it is given:\nwhat it said, when, and whether it arrived.", "")
	default:
		p.guide.say(view.IconOff, "Nothing was raised yet",
			"Here stands each message that a channel is given, and whether it arrived.\nRun a drill to see one go all the way.", "")
	}
}

// focusSearch gives the filter the keyboard.
func (p *alerts) focusSearch() {
	if p.search.Visible() {
		focus(p.search)
		p.search.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
}

func (p *alerts) searchKey(event *fyne.KeyEvent) bool {
	switch event.Name {
	case fyne.KeyEscape:
		if p.search.Text == "" {
			focus(p.inbox.body)
			return true
		}
		p.search.SetText("")
	case fyne.KeyDown, fyne.KeyReturn, fyne.KeyEnter:
		focus(p.inbox.body)
		if p.inbox.item() == nil {
			p.inbox.move(1)
		}
	default:
		return false
	}
	return true
}

// escape undoes the last thing that narrows the view: what the panel is turned
// to, then the filter. The form it closes.
func (p *alerts) escape() {
	switch {
	case p.filled:
		p.form.leave()
	case p.face != faceChannels:
		p.turn(faceChannels)
	default:
		p.search.SetText("")
		p.channel.choose(0)
	}
}

// key is for the keys that nothing else used.
func (p *alerts) key(name fyne.KeyName) {
	switch name {
	case fyne.KeyEscape:
		p.escape()
	case fyne.KeyDown, fyne.KeyUp, fyne.KeyPageDown, fyne.KeyPageUp, fyne.KeyHome, fyne.KeyEnd, fyne.KeyReturn, fyne.KeyEnter:
		if p.inbox.Visible() {
			focus(p.inbox.body)
			p.inbox.body.TypedKey(&fyne.KeyEvent{Name: name})
		}
	}
}
