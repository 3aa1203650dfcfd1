package tray

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
)

// fakeBar is a tray that remembers what it was told.
type fakeBar struct {
	early bool
	quit  chan struct{}

	mu       sync.Mutex
	icons    []string
	tooltips []string
	tapped   func()
	items    []*fakeItem
	calls    int // since the last look
}

func newFakeBar() *fakeBar { return &fakeBar{early: true, quit: make(chan struct{})} }

func (b *fakeBar) SetIcon(name string)   { b.note(func() { b.icons = append(b.icons, name) }) }
func (b *fakeBar) SetTooltip(t string)   { b.note(func() { b.tooltips = append(b.tooltips, t) }) }
func (b *fakeBar) OnTapped(f func())     { b.note(func() { b.tapped = f }) }
func (b *fakeBar) AddSeparator()         {}
func (b *fakeBar) Early() bool           { return b.early }
func (b *fakeBar) Quit()                 { close(b.quit) }
func (b *fakeBar) AddItem(l string) Item { return b.add(l) }

func (b *fakeBar) Run(ready func()) {
	go ready()
	<-b.quit
}

func (b *fakeBar) note(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls++
	f()
}

func (b *fakeBar) add(label string) *fakeItem {
	item := &fakeItem{bar: b, label: label, shown: true, enabled: true, clicks: make(chan struct{})}
	b.note(func() { b.items = append(b.items, item) })
	return item
}

func (b *fakeBar) icon() string    { return b.last(&b.icons) }
func (b *fakeBar) tooltip() string { return b.last(&b.tooltips) }

func (b *fakeBar) last(list *[]string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(*list) == 0 {
		return ""
	}
	return (*list)[len(*list)-1]
}

// callsSince returns how often the bar was touched since it was last asked.
func (b *fakeBar) callsSince() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := b.calls
	b.calls = 0
	return n
}

// tooltipsSince returns how often the tooltip was set since it was last asked.
func (b *fakeBar) tooltipsSince() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := len(b.tooltips)
	b.tooltips = b.tooltips[max(n-1, 0):]
	return n - len(b.tooltips)
}

// menu lists the labels that are shown; those that cannot be clicked in
// brackets.
func (b *fakeBar) menu() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var labels []string
	for _, item := range b.items {
		switch {
		case !item.shown:
		case item.enabled:
			labels = append(labels, item.label)
		default:
			labels = append(labels, "["+item.label+"]")
		}
	}
	return labels
}

func (b *fakeBar) click(t *testing.T, label string) {
	t.Helper()
	b.mu.Lock()
	i := slices.IndexFunc(b.items, func(item *fakeItem) bool { return item.label == label && item.shown })
	b.mu.Unlock()
	if i < 0 {
		t.Fatalf("the menu has no %q: %q", label, b.menu())
	}
	select {
	case b.items[i].clicks <- struct{}{}: // the library drops it when nobody waits
	default:
		t.Fatalf("nobody waits for a click on %q", label)
	}
	synctest.Wait()
}

type fakeItem struct {
	bar            *fakeBar
	label          string
	shown, enabled bool
	clicks         chan struct{}
}

func (i *fakeItem) AddItem(label string) Item { return i.bar.add(label) }
func (i *fakeItem) Show()                     { i.bar.note(func() { i.shown = true }) }
func (i *fakeItem) Hide()                     { i.bar.note(func() { i.shown = false }) }
func (i *fakeItem) Clicks() <-chan struct{}   { return i.clicks }

// SetLabel shows the item, as the library does on Windows.
func (i *fakeItem) SetLabel(label string) { i.bar.note(func() { i.label, i.shown = label, true }) }
func (i *fakeItem) Enable(on bool)        { i.bar.note(func() { i.enabled, i.shown = on, true }) }

// fakeMonitor is a monitor whose state a test sets.
type fakeMonitor struct {
	changed chan struct{}

	mu      sync.Mutex
	make    func(now time.Time) view.Model
	hang    bool
	err     error
	asked   int
	actions []string
}

func newFakeMonitor(subjects func(now time.Time) []monitor.Subject) *fakeMonitor {
	m := &fakeMonitor{changed: make(chan struct{}, 1)}
	m.set(subjects)
	return m
}

func (m *fakeMonitor) Model(ctx context.Context) (view.Model, error) {
	m.mu.Lock()
	m.asked++
	hang, err, make := m.hang, m.err, m.make
	m.mu.Unlock()
	if hang {
		<-ctx.Done()
		return view.Model{}, ctx.Err()
	}
	if err != nil {
		return view.Model{}, err
	}
	return make(time.Now()), nil
}

func (m *fakeMonitor) Subscribe() (<-chan struct{}, func()) { return m.changed, func() {} }

func (m *fakeMonitor) SetTest(_ context.Context, status string) error {
	return m.act("test " + status)
}

func (m *fakeMonitor) Snooze(_ context.Context, length time.Duration) error {
	return m.act("snooze " + length.String())
}

func (m *fakeMonitor) act(what string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.actions = append(m.actions, what)
	return m.err
}

func (m *fakeMonitor) did() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return strings.Join(m.actions, "; ")
}

func (m *fakeMonitor) set(subjects func(now time.Time) []monitor.Subject) {
	m.mu.Lock()
	m.make = func(now time.Time) view.Model {
		return view.Model{Page: monitor.Select(subjects(now), monitor.Query{Limit: monitor.MaxLimit}), At: now, TestSource: "vps"}
	}
	m.mu.Unlock()
	m.change()
}

// questions returns how often the monitor was asked since this was last asked.
func (m *fakeMonitor) questions() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := m.asked
	m.asked = 0
	return n
}

func (m *fakeMonitor) change() {
	select {
	case m.changed <- struct{}{}:
	default:
	}
}

func (m *fakeMonitor) stall(hang bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.hang, m.err = hang, err
}

// pass lets time pass in the bubble, and everybody do what is due.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func well(time.Time) []monitor.Subject {
	return []monitor.Subject{{Key: "vps", Kind: monitor.KindRobot, Level: monitor.LevelOK, Liveness: monitor.Alive}}
}

// silentSince makes a robot that has been silent since then.
func silentSince(then time.Time) func(time.Time) []monitor.Subject {
	return func(now time.Time) []monitor.Subject {
		age := now.Sub(then).Seconds()
		return []monitor.Subject{{
			Key: "vps", Kind: monitor.KindRobot, Level: monitor.LevelCritical,
			Liveness: monitor.Missing, Cause: monitor.CauseMissing, LastBeat: &then, AgeSeconds: &age,
		}}
	}
}

// stage runs a tray over fakes inside a bubble of synctest.
type stage struct {
	*testing.T
	bar  *fakeBar
	tray *Tray

	mu   sync.Mutex
	said []string
}

func (s *stage) did(what string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.said = append(s.said, what)
	return nil
}

func (s *stage) heard() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := strings.Join(s.said, "; ")
	s.said = nil
	return text
}

func onStage(t *testing.T, play func(*stage), change ...func(*fakeBar)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &stage{T: t, bar: newFakeBar()}
		for _, f := range change {
			f(s.bar)
		}
		s.tray = New(Options{
			Bar:          s.bar,
			Show:         func(context.Context) error { return s.did("show") },
			OpenSettings: func(context.Context) error { return s.did("settings") },
			Quit:         func() { s.tray.Quit() },
			Notice:       func(text string) { _ = s.did("notice " + text) },
			Say:          func(title, body string) { _ = s.did(title + ": " + body) },
		})
		ended := make(chan struct{})
		go func() {
			s.tray.Run(t.Context())
			close(ended)
		}()
		synctest.Wait()
		play(s)
		select {
		case <-s.bar.quit:
		default:
			s.tray.Quit()
		}
		<-ended
	})
}
