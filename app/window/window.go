package window

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/adrg/xdg"

	"sentinel/monitor"
)

// Size of the window when it is opened first, and the least it can have.
const (
	startWidth  float32 = 1280
	startHeight float32 = 720
	leastWidth  float32 = 900
	leastPage   float32 = 460 // of it for a tab's page
	leastHeight float32 = tabsHeight + leastPage + footerHeight
)

// The tabs, in their order.
const (
	tabAccounts = iota
	tabIncidents
	tabAlerts
	tabTrends
	tabControls
	tabRemote
)

var tabNames = []string{"Accounts", "Incidents", "Alerts", "Trends", "Controls", "Remote"}

// Names of the preferences.
const (
	lookPreference   = "look"
	widthPreference  = "width"
	heightPreference = "height"
)

// Window is the Heartbeat Monitor window.
type Window struct {
	app  fyne.App
	win  fyne.Window
	feed *feed
	ctx  context.Context
	stop context.CancelFunc

	clock    func() time.Time
	pictures string       // the folder that they are saved in
	spawn    func(func()) // runs what may take long
	snap     snapshot
	keys     map[string]func()
	wished   wish // what was asked for last

	bar       *tabBar
	look      *button
	pages     []fyne.CanvasObject
	accounts  *accounts
	incidents *incidents
	alerts    *alerts
	trends    *trends
	controls  *controls
	remote    *remote
	footer    *footer
	toast     *toast
	chosen    int
}

// New makes the window; nothing is asked of the monitor before Run.
func New(a fyne.App, dial Dial) *Window {
	w := &Window{app: a, clock: time.Now, pictures: xdg.UserDirs.Pictures, spawn: func(f func()) { go f() }}
	w.ctx, w.stop = context.WithCancel(context.Background())
	w.feed = newFeed(dial, func(s snapshot) { fyne.Do(func() { w.show(s) }) })
	a.Settings().SetTheme(Theme(Look(a.Preferences().StringWithFallback(lookPreference, string(LookSystem)))))
	w.win = a.NewWindow("Sentinel – Heartbeat Monitor")
	w.build()
	return w
}

func (w *Window) now() time.Time { return w.clock() }

func (w *Window) build() {
	w.bindKeys()
	w.look = newMenuButton("Look", w.lookMenu)
	w.look.flat = true
	w.bar = newTabBar(tabNames, w.look, w.choose)
	w.accounts = newAccounts(w)
	w.incidents = newIncidents(w)
	w.alerts = newAlerts(w)
	w.trends = newTrends(w)
	w.controls = newControls(w)
	w.remote = newRemote(w)
	w.pages = []fyne.CanvasObject{w.accounts, w.incidents, w.alerts, w.trends, w.controls, w.remote}
	w.footer = newFooter()
	w.toast = newToast()
	w.choose(tabAccounts)
	w.accounts.show(w.snap)
	w.win.SetPadded(false)
	w.win.SetContent(newFrame(w))
	w.win.Canvas().SetOnTypedKey(func(event *fyne.KeyEvent) { w.key(event.Name) })
	keep := w.app.Preferences()
	w.win.Resize(fyne.NewSize(
		max(float32(keep.FloatWithFallback(widthPreference, float64(startWidth))), leastWidth),
		max(float32(keep.FloatWithFallback(heightPreference, float64(startHeight))), leastHeight)))
	w.win.SetOnClosed(func() {
		size := w.win.Canvas().Size()
		keep.SetFloat(widthPreference, float64(size.Width))
		keep.SetFloat(heightPreference, float64(size.Height))
		w.stop()
	})
}

// Show puts the window on the screen, or in front when it is there.
func (w *Window) Show() {
	w.win.Show()
	w.win.RequestFocus()
	w.feed.setHidden(false)
}

// Hide takes the window off the screen; nothing is asked meanwhile.
func (w *Window) Hide() {
	w.feed.setHidden(true)
	w.win.Hide()
}

// Close closes the window, and with it ends Run. Closed again it stays closed.
func (w *Window) Close() {
	if w.ctx.Err() == nil {
		w.win.Close()
	}
}

// Run fills the window and keeps it true until it is closed. It is called
// from a goroutine of its own, once.
func (w *Window) Run() {
	w.spawn(w.beat)
	w.feed.run(w.ctx)
}

// beat lets the ages tick.
func (w *Window) beat() {
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for {
		select {
		case <-w.ctx.Done():
			return
		case <-second.C:
			if !w.feed.hidden.Load() {
				fyne.Do(w.tick)
			}
		}
	}
}

func (w *Window) tick() {
	// A feed that itself hangs must not leave old state on the screen as new.
	if stale := w.accounts.stale(); stale != w.accounts.table.stale && !w.snap.at.IsZero() {
		w.show(w.snap)
		return
	}
	if w.chosen == tabAccounts {
		w.accounts.tick()
	}
	w.incidents.tick()
	w.alerts.tick()
	w.trends.tick()
	w.controls.tick()
	w.toast.tick(w.now())
}

// show shows what the monitor said.
func (w *Window) show(s snapshot) {
	w.snap = s
	w.accounts.show(s)
	stale := w.accounts.stale()
	level := s.page.Overall
	if stale || s.at.IsZero() {
		level = monitor.LevelOff
	}
	w.bar.setLevel(level)
	w.incidents.show(s)
	w.alerts.show(s)
	w.trends.show(s)
	w.controls.show(s, stale)
	w.remote.show(s)
	items := footItems(worthTelling(s), s.info.Address)
	right := watchingSince(s.info, w.now())
	if stale {
		items, right = []footItem{{"stalled", "The monitor does not answer"}}, ""
	}
	w.footer.show(items, right)
	w.ask()
}

// choose shows a tab.
func (w *Window) choose(tab int) {
	w.chosen = tab
	w.bar.choose(tab)
	for i, page := range w.pages {
		setVisible(page, i == tab)
	}
	switch tab {
	case tabAccounts:
		w.accounts.tick()
	case tabIncidents:
		w.incidents.enter()
	case tabAlerts:
		w.alerts.enter()
	case tabTrends:
		w.trends.enter()
	case tabControls:
		w.controls.enter()
	case tabRemote:
		w.remote.enter()
	}
}

// ask asks the monitor for what of a long list is on the screen.
func (w *Window) ask() {
	if !w.snap.long() {
		return
	}
	next := w.accounts.wish()
	if source, found := w.controls.source(); found {
		next.keys = append(next.keys, source.Key)
	}
	if !w.wished.equal(next) {
		w.wished = next
		w.feed.setWish(next)
	}
}

// bindKeys makes the window's shortcuts known.
func (w *Window) bindKeys() {
	w.keys = map[string]func(){}
	bind := func(key fyne.KeyName, do func()) {
		s := &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}
		w.keys[s.ShortcutName()] = do
		w.win.Canvas().AddShortcut(s, func(fyne.Shortcut) { do() })
	}
	bind(fyne.Key1, func() { w.choose(tabAccounts) })
	bind(fyne.Key2, func() { w.choose(tabIncidents) })
	bind(fyne.Key3, func() { w.choose(tabAlerts) })
	bind(fyne.Key4, func() { w.choose(tabTrends) })
	bind(fyne.Key5, func() { w.choose(tabControls) })
	bind(fyne.Key6, func() { w.choose(tabRemote) })
	bind(fyne.KeyF, w.find)
	bind(fyne.KeyR, w.refresh)
	bind(fyne.KeyD, w.nextLook)
	bind(fyne.KeyW, w.Close)
	bind(fyne.KeyQ, w.Close)
}

// shortcut does one of the window's shortcuts, for widgets that take them all.
func (w *Window) shortcut(s fyne.Shortcut) bool {
	do, known := w.keys[s.ShortcutName()]
	if known {
		do()
	}
	return known
}

// key is for keys that no widget used.
func (w *Window) key(name fyne.KeyName) {
	switch {
	case name == fyne.KeyF5:
		w.refresh()
	case w.chosen == tabAccounts:
		w.accounts.key(name)
	case w.chosen == tabIncidents:
		w.incidents.key(name)
	case w.chosen == tabAlerts:
		w.alerts.key(name)
	case w.chosen == tabTrends:
		w.trends.key(name)
	case w.chosen == tabRemote:
		w.remote.key(name)
	}
}

// find gives the keyboard to the field that filters.
func (w *Window) find() {
	switch w.chosen {
	case tabIncidents:
		w.incidents.focusSearch()
		return
	case tabAlerts:
		w.alerts.focusSearch()
		return
	}
	w.choose(tabAccounts)
	w.accounts.focusSearch()
}

func (w *Window) refresh() {
	w.feed.poke()
	switch w.chosen {
	case tabIncidents:
		w.incidents.ask()
	case tabAlerts:
		w.alerts.ask()
	case tabTrends:
		w.trends.ask()
	case tabRemote:
		w.remote.again()
	}
}
