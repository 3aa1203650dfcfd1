package tray

import (
	"runtime"
	"strings"
	"sync"

	"fyne.io/systray"

	"sentinel/assets"
)

// itemName becomes the item's Id on the bus, and must not change.
const itemName = "Sentinel"

// systemBar is the tray of this desktop.
type systemBar struct {
	mu       sync.Mutex
	ready    bool
	quitting bool
}

// SystemBar is the tray of this desktop. There is one for each process.
func SystemBar() Bar { return &systemBar{} }

func (b *systemBar) SetIcon(name string) { systray.SetIcon(trayIcon(assets.TrayIcon(name))) }

func (b *systemBar) SetTooltip(text string) { systray.SetTooltip(text) }

func (b *systemBar) OnTapped(f func()) { systray.SetOnTapped(f) }

func (b *systemBar) AddSeparator() { systray.AddSeparator() }

func (b *systemBar) AddItem(label string) Item {
	return systemItem{systray.AddMenuItem(escape(label), "")}
}

// Early: on Linux what is set before Run is part of the icon from its first
// moment; elsewhere there is nothing to set it on yet.
func (b *systemBar) Early() bool { return runtime.GOOS != "windows" && runtime.GOOS != "darwin" }

func (b *systemBar) Run(ready func()) {
	if b.Early() {
		systray.SetTitle(itemName) // on a Mac it would be text in the menu bar
	}
	systray.Run(func() {
		b.mu.Lock()
		b.ready = true
		quitting := b.quitting
		b.mu.Unlock()
		if quitting {
			systray.Quit()
			return
		}
		ready()
	}, nil)
}

// Quit waits for the tray to be ready where the library would lose it.
func (b *systemBar) Quit() {
	b.mu.Lock()
	now := b.ready || b.Early()
	b.quitting = true
	b.mu.Unlock()
	if now {
		systray.Quit()
	}
}

type systemItem struct{ item *systray.MenuItem }

func (i systemItem) AddItem(label string) Item {
	return systemItem{i.item.AddSubMenuItem(escape(label), "")}
}

func (i systemItem) SetLabel(label string)   { i.item.SetTitle(escape(label)) }
func (i systemItem) Show()                   { i.item.Show() }
func (i systemItem) Hide()                   { i.item.Hide() }
func (i systemItem) Clicks() <-chan struct{} { return i.item.ClickedCh }

func (i systemItem) Enable(on bool) {
	if on {
		i.item.Enable()
	} else {
		i.item.Disable()
	}
}

// escape keeps signs that mark a key in menus from vanishing: "_" in those of
// the D-Bus, so common in accounts' names, and "&" in those of Windows.
func escape(label string) string {
	switch runtime.GOOS {
	case "windows":
		return strings.ReplaceAll(label, "&", "&&")
	case "darwin":
		return label
	}
	return strings.ReplaceAll(label, "_", "__")
}
