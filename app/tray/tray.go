package tray

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"sentinel/app/view"
)

// Options say what the tray works with.
type Options struct {
	Bar Bar
	Log *slog.Logger
	// Show opens the window or brings it to the front, see Window.
	Show func(ctx context.Context) error
	// OpenSettings opens the settings file in the user's editor.
	OpenSettings func(ctx context.Context) error
	// Quit is called when a person chose Quit. It must end Run by Tray.Quit.
	Quit func()
	// Say tells a person that something did not work: a sentence each.
	Say func(title, body string)
	// Notice keeps a sentence before a person's eyes, in the window, until
	// another takes its place; empty for none.
	Notice func(text string)
}

// Tray is the icon of one monitor. Make one with New.
type Tray struct {
	options  Options
	attached chan Monitor
	clicks   chan click
	built    chan *menu
}

// Times of the tray.
const (
	// spacing parts two changes of the icon: at most four a second.
	spacing = 250 * time.Millisecond
	// askEvery is how often the monitor is asked when it says nothing by
	// itself.
	askEvery = 10 * time.Second
	// stallAfter is how long an answer may take before the icon says so.
	stallAfter = 10 * time.Second
	// actTimeout bounds what a person asked for in the menu.
	actTimeout = 10 * time.Second
)

// settle is when all is set again after the tray is ready: what is set while
// the library connects can be lost.
var settle = [...]time.Duration{time.Second, 4 * time.Second}

// New makes a Tray.
func New(o Options) *Tray {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Say == nil {
		o.Say = func(string, string) {}
	}
	if o.Notice == nil {
		o.Notice = func(string) {}
	}
	return &Tray{
		options: o, attached: make(chan Monitor, 1),
		clicks: make(chan click, 16), built: make(chan *menu, 1),
	}
}

// Attach gives the tray the monitor that it shows; until then it says that it
// starts. It is called once.
func (t *Tray) Attach(m Monitor) { t.attached <- m }

// Run shows the icon until Quit. Call it once, on the main goroutine.
func (t *Tray) Run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	var owning sync.WaitGroup
	bar := t.options.Bar
	bar.OnTapped(func() {
		select {
		case t.clicks <- click{action: actionOpen}:
		default: // many clicks wait already
		}
	})
	first := view.Tray{Icon: view.IconUnknown, Tooltip: starting, Menu: view.Menu{Headline: starting}}
	if bar.Early() {
		bar.SetIcon(first.Icon)
		bar.SetTooltip(first.Tooltip)
	}
	owning.Go(func() { t.own(ctx, first) })
	bar.Run(func() { t.built <- buildMenu(bar, t.clicks, ctx.Done()) })
	cancel()
	owning.Wait()
}

const starting = "Sentinel is starting"

// Quit ends Run. It may be called from any goroutine.
func (t *Tray) Quit() { t.options.Bar.Quit() }
