package tray

import (
	"context"
	"errors"
	"time"
)

// hostGrace is how long the desktop may take to show icons, at logon or after
// its panel crashed, before the window is opened in their place.
const hostGrace = 5 * time.Second

// WatchHost opens the window, and says why, when nothing shows the icon: never
// is a person left with an icon that is not there. hosts holds whether there is
// a host now and at each change; why tells the reason there is none. It returns
// when ctx ends or hosts is closed.
func (t *Tray) WatchHost(ctx context.Context, hosts <-chan bool, why func(context.Context) string) {
	grace := time.NewTimer(hostGrace)
	grace.Stop()
	defer grace.Stop()
	told := false
	for {
		select {
		case <-ctx.Done():
			return
		case ok, open := <-hosts:
			switch {
			case !open:
				return
			case ok:
				grace.Stop()
				if told {
					t.options.Notice("")
					t.options.Log.Info("the tray is there now")
				}
				told = false
			case !told:
				grace.Reset(hostGrace)
			}
		case <-grace.C:
			told = true
			t.WithoutTray(ctx, why(ctx))
		}
	}
}

// WithoutTray opens the window in place of an icon, and says why.
func (t *Tray) WithoutTray(ctx context.Context, why string) {
	if ctx.Err() != nil {
		return
	}
	const title = "Sentinel watches without its tray icon"
	t.options.Notice(title + ": " + why)
	t.say(title, why)
	switch err := t.options.Show(ctx); {
	case err == nil || ctx.Err() != nil:
	case errors.Is(err, ErrBuilding):
		t.say("Please wait", err.Error())
	default:
		t.say("The window cannot be opened either", err.Error())
	}
}
