package window

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"sentinel/app/view"
	"sentinel/monitor/api"
)

// test sends a test message through a channel and says on its card what came of
// it.
func (p *alerts) test(c *channelCard) {
	name := c.info.Name
	var answer api.ChannelTest
	p.say(name, "Sending a test …", colorDim)
	p.window.call(func(ctx context.Context, b Backend) (err error) {
		answer, err = b.TestChannel(ctx, name)
		return err
	}, func(err error) {
		switch {
		case err != nil:
			p.say(name, sentenceOf(err), colorCritical)
		case answer.Taken:
			p.asker.took[name] = p.window.now()
			p.say(name, view.TestAnswer(answer), colorOK)
		default:
			p.say(name, view.TestAnswer(answer), colorCritical)
		}
		p.asker.ask() // how the channel fares may have changed
	})
}

// say says something on the card of a channel, as far as it is still there.
func (p *alerts) say(name, words string, ink fyne.ThemeColorName) {
	if c := p.channels.card(name); c != nil {
		c.say(words, ink)
		p.channels.replace()
	}
}

func (p *alerts) edit(c *channelCard) {
	p.form.change(c.info)
	p.showForm(true)
}

func (p *alerts) openForm() {
	var taken []string
	for _, c := range p.asker.channels {
		taken = append(taken, c.Name)
	}
	p.form.add(taken)
	p.showForm(true)
}

func (p *alerts) closeForm() {
	p.showForm(false)
	focus(p.add)
}

func (p *alerts) showForm(open bool) {
	p.filled = open
	p.refill()
	if open {
		p.form.start()
	}
}

// saved is called when a channel was written into the settings: whether it works
// only a test shows.
func (p *alerts) saved(name string) {
	p.fresh = name
	delete(p.asker.took, name) // it may lead elsewhere now
	p.turn(faceChannels)
	p.showForm(false)
	p.asker.ask()
}

// offerTest offers a test of a channel that was saved just now, as soon as it is
// listed.
func (p *alerts) offerTest() {
	if c := p.channels.card(p.fresh); c != nil && p.fresh != "" && !p.asker.asking {
		p.fresh = ""
		c.say("Saved. Send a test, to see that it arrives.", colorTest)
		p.channels.replace()
		focus(c.try)
	}
}

func (p *alerts) remove(c *channelCard) {
	name, after := c.info.Name, view.AfterRemoval(c.info, p.asker.channels)
	p.window.call(func(ctx context.Context, b Backend) error { return b.RemoveChannel(ctx, name) }, func(err error) {
		c.removing = false
		if err != nil {
			p.say(name, sentenceOf(err), colorCritical)
			return
		}
		p.window.toast.say(oneLine(name)+" is removed: "+after+".", false, p.window.now())
		focus(p.add)
		p.asker.ask()
	})
}

// runDrill runs a drill and tells how it goes.
func (p *alerts) runDrill() {
	d := p.drill
	if d.running() {
		return
	}
	d.began, d.last, d.err = p.window.now(), nil, nil
	d.show(p.asOf(), p.stale())
	var drill api.Drill
	p.window.call(func(ctx context.Context, b Backend) (err error) {
		drill, err = b.Drill(ctx)
		return err
	}, func(err error) {
		d.began = time.Time{}
		if d.err = err; err == nil {
			d.last = &drill
		}
		p.asker.ask()
		p.refill()
	})
}
