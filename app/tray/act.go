package tray

import (
	"context"
	"errors"
	"time"
)

// do does what a person chose. What may take time happens on a goroutine of its
// own: the owner waits for nobody.
func (o *owner) do(c click) {
	switch c.action {
	case actionOpen:
		o.act("The window cannot be opened", o.options.Show)
	case actionTest:
		o.withMonitor("The test status could not be set", func(ctx context.Context, m Monitor) error {
			return m.SetTest(ctx, c.test)
		})
	case actionSnooze:
		length := c.snooze.Length(time.Now())
		o.withMonitor("Snooze did not work", func(ctx context.Context, m Monitor) error {
			return m.Snooze(ctx, length)
		})
	case actionSettings:
		o.act("The settings file cannot be opened", o.options.OpenSettings)
	case actionQuit:
		o.options.Quit()
	}
}

func (o *owner) withMonitor(failed string, f func(context.Context, Monitor) error) {
	if o.reader == nil {
		o.say(failed, "Sentinel is still starting; try again in a moment.")
		return
	}
	m := o.reader.monitor
	o.act(failed, func(ctx context.Context) error { return f(ctx, m) })
}

func (o *owner) act(failed string, f func(context.Context) error) {
	go func() {
		ctx, cancel := context.WithTimeout(o.ctx, actTimeout)
		defer cancel()
		err := f(ctx)
		switch {
		case err == nil || o.ctx.Err() != nil:
		case errors.Is(err, ErrBuilding):
			o.say("Please wait", err.Error())
		case errors.Is(err, context.DeadlineExceeded):
			o.say(failed, "It took too long. Try again; the log says more.")
		default:
			o.say(failed, err.Error())
		}
	}()
}

func (t *Tray) say(title, body string) {
	t.options.Log.Warn(title, "why", body)
	t.options.Say(title, body)
}
