//go:build linux

package desktop

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	watcher       = "org.kde.StatusNotifierWatcher"
	itemInterface = "org.kde.StatusNotifierItem"
	menuInterface = "com.canonical.dbusmenu"
)

// An Item is what a program shows in the tray.
type Item struct {
	ID      string
	Tooltip string // its text; the panel shows it when the pointer rests on the icon
	Icon    string // a fingerprint of the picture's pixels; equal pictures have equal ones
	Size    int    // the width of the picture in pixels
}

func itemName(pid int) string { return fmt.Sprintf("%s-%d-1", itemInterface, pid) }

// Registered reports whether the tray has taken the icon of the process.
func (d *Desktop) Registered(pid int) bool {
	value, err := d.bus.Object(watcher, "/StatusNotifierWatcher").GetProperty(watcher + ".RegisteredStatusNotifierItems")
	if err != nil {
		return false
	}
	items, _ := value.Value().([]string)
	if slices.ContainsFunc(items, func(item string) bool { return strings.HasPrefix(item, itemName(pid)) }) {
		return true
	}
	// An item may be registered under its connection's own name.
	var owner string
	if d.bus.BusObject().Call("org.freedesktop.DBus.GetNameOwner", 0, itemName(pid)).Store(&owner) != nil {
		return false
	}
	return slices.ContainsFunc(items, func(item string) bool { return strings.HasPrefix(item, owner) })
}

// Item asks for the icon of the process.
func (d *Desktop) Item(pid int) (Item, error) {
	var properties map[string]dbus.Variant
	call := d.bus.Object(itemName(pid), "/StatusNotifierItem").Call("org.freedesktop.DBus.Properties.GetAll", 0, itemInterface)
	if err := call.Store(&properties); err != nil {
		return Item{}, fmt.Errorf("ask for the tray icon of process %d: %w", pid, err)
	}
	type pixmap struct {
		W, H int32
		Pix  []byte
	}
	var pictures []pixmap
	var tooltip struct {
		Name  string
		Icons []pixmap
		Title string
		Text  string
	}
	if err := properties["IconPixmap"].Store(&pictures); err != nil {
		return Item{}, fmt.Errorf("read the tray icon of process %d: %w", pid, err)
	}
	if err := properties["ToolTip"].Store(&tooltip); err != nil {
		return Item{}, fmt.Errorf("read the tooltip of process %d: %w", pid, err)
	}
	item := Item{Tooltip: strings.TrimSpace(tooltip.Title + "\n" + tooltip.Text)}
	item.ID, _ = properties["Id"].Value().(string)
	sum := sha256.New()
	for _, picture := range pictures {
		sum.Write(picture.Pix)
		item.Size = int(picture.W)
	}
	item.Icon = hex.EncodeToString(sum.Sum(nil)[:8])
	return item, nil
}

// Activate clicks the icon of the process with the left button.
func (d *Desktop) Activate(pid int) error {
	call := d.bus.Object(itemName(pid), "/StatusNotifierItem").Call(itemInterface+".Activate", 0, int32(0), int32(0))
	if call.Err != nil {
		return fmt.Errorf("click the tray icon of process %d: %w", pid, call.Err)
	}
	return nil
}

// An Entry is a line of a tray icon's menu.
type Entry struct {
	ID      int32
	Label   string
	Enabled bool
	Entries []Entry // of its submenu
}

// layout is a menu as it travels: each child is a layout again, wrapped.
type layout struct {
	ID         int32
	Properties map[string]dbus.Variant
	Children   []dbus.Variant
}

func (l layout) entries() ([]Entry, error) {
	var entries []Entry
	for _, child := range l.Children {
		var below layout
		if err := dbus.Store([]any{child.Value()}, &below); err != nil {
			return nil, fmt.Errorf("read the menu: %w", err)
		}
		if visible, ok := below.Properties["visible"].Value().(bool); ok && !visible {
			continue
		}
		if below.Properties["type"].Value() == "separator" {
			continue
		}
		entry := Entry{ID: below.ID, Enabled: true}
		entry.Label, _ = below.Properties["label"].Value().(string)
		if enabled, ok := below.Properties["enabled"].Value().(bool); ok {
			entry.Enabled = enabled
		}
		var err error
		if entry.Entries, err = below.entries(); err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

// Menu asks for what the menu of the process's icon shows now: no separators, nothing hidden.
func (d *Desktop) Menu(pid int) ([]Entry, error) {
	var revision uint32
	var root layout
	// The first answer after a start may be cut to one level: the second is whole.
	for range 2 {
		call := d.bus.Object(itemName(pid), "/StatusNotifierItem/menu").Call(menuInterface+".GetLayout", 0, int32(0), int32(-1), []string{})
		if err := call.Store(&revision, &root); err != nil {
			return nil, fmt.Errorf("ask for the menu of process %d: %w", pid, err)
		}
	}
	return root.entries()
}

// Choose clicks an entry of the menu, found by the beginnings of the labels on the way to it.
func (d *Desktop) Choose(pid int, path ...string) error {
	entries, err := d.Menu(pid)
	if err != nil {
		return err
	}
	var entry Entry
	for _, label := range path {
		at := slices.IndexFunc(entries, func(e Entry) bool { return strings.HasPrefix(e.Label, label) })
		if at < 0 {
			return fmt.Errorf("the menu has no %q among %v", label, entries)
		}
		entry, entries = entries[at], entries[at].Entries
	}
	call := d.bus.Object(itemName(pid), "/StatusNotifierItem/menu").Call(menuInterface+".Event", 0,
		entry.ID, "clicked", dbus.MakeVariant(""), uint32(0))
	if call.Err != nil {
		return fmt.Errorf("choose %q: %w", path, call.Err)
	}
	return nil
}

// Registrations tells when the tray has taken an icon, from now on until forget is called.
func (d *Desktop) Registrations() (registered <-chan time.Time, forget func(), err error) {
	conn, err := dbus.Connect(d.address)
	if err != nil {
		return nil, nil, fmt.Errorf("connect to the session bus: %w", err)
	}
	if err := conn.AddMatchSignal(dbus.WithMatchInterface(watcher), dbus.WithMatchMember("StatusNotifierItemRegistered")); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("listen to the tray: %w", err), conn.Close())
	}
	signals := make(chan *dbus.Signal, 8)
	conn.Signal(signals)
	times := make(chan time.Time, 8)
	go func() {
		defer close(times)
		for range signals {
			times <- time.Now()
		}
	}()
	// Closing the connection closes signals.
	return times, func() { _ = conn.Close() }, nil
}
