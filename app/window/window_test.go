package window

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"sentinel/monitor"
)

// openWindow opens a window on a fake, at noon, with everything done at once.
func openWindow(t *testing.T, backend *fake, look Look) *Window {
	t.Helper()
	a := test.NewTempApp(t)
	a.Preferences().SetString(lookPreference, string(look))
	w := New(a, func() (Backend, error) { return backend, backend.err })
	w.clock = func() time.Time { return noon }
	w.spawn = func(f func()) { f() }
	t.Cleanup(w.Close)
	w.Show()
	w.lookAt(backend)
	return w
}

// lookAt has the window look at the fake once, as its feed would.
func (w *Window) lookAt(backend *fake) {
	if b := Backend(backend); backend.err == nil {
		w.feed.backend.Store(&b)
	}
	s := w.feed.ask(context.Background(), w.snap)
	if s.err == nil {
		s.at = w.now()
	}
	w.show(s)
}

// press types a key as a person does: to what has the keyboard.
func (w *Window) press(name fyne.KeyName) {
	event := &fyne.KeyEvent{Name: name}
	if focused := w.win.Canvas().Focused(); focused != nil {
		focused.TypedKey(event)
		return
	}
	w.win.Canvas().OnTypedKey()(event)
}

// control presses a shortcut.
func (w *Window) control(t *testing.T, key fyne.KeyName) {
	t.Helper()
	s := &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}
	if focused, ok := w.win.Canvas().Focused().(fyne.Shortcutable); ok {
		focused.TypedShortcut(s)
		return
	}
	if !w.shortcut(s) {
		t.Fatalf("no shortcut for %s", key)
	}
}

// names lists the table's lines from the top.
func (w *Window) names() []string {
	var names []string
	all := w.accounts.table.list
	for i := range all.lines() {
		switch l := all.line(i); {
		case l.group != "":
			names = append(names, "--"+l.group)
		case l.subject == nil:
			names = append(names, "…")
		default:
			names = append(names, l.subject.Name())
		}
	}
	return names
}

func wantNames(t *testing.T, w *Window, want ...string) {
	t.Helper()
	if got := w.names(); !slices.Equal(got, want) {
		t.Errorf("lines are\n%s\nwant\n%s", strings.Join(got, " "), strings.Join(want, " "))
	}
}

func TestTheLivelyKeepTheirPlaces(t *testing.T) {
	backend := pictured()
	w := openWindow(t, backend, LookDark)
	before := w.names()
	for i := range backend.page.Subjects {
		if s := &backend.page.Subjects[i]; !s.NeedsAttention() && s.AgeSeconds != nil {
			s.AgeSeconds = ptr(60 - *s.AgeSeconds/1000)
		}
	}
	w.lookAt(backend)
	wantNames(t, w, before...)
}

func TestWindowAnswersFirst(t *testing.T) {
	w := openWindow(t, pictured(), LookDark)
	if got, want := w.accounts.head.said.Title, "ACC_003 has been silent for 4 min 12 s, with 2 open orders"; got != want {
		t.Errorf("the headline is %q, want %q", got, want)
	}
	wantNames(t, w, "--NEEDS ATTENTION", "ACC_003", "ACC_011",
		"--EVERYONE ELSE", "alpha", "ACC_001", "ACC_002", "ACC_004", "vps", "ACC_020")
	if s := w.accounts.table.subject(); s == nil || s.Account != "ACC_003" {
		t.Errorf("%v is selected, want the worst", s)
	}
	if !w.accounts.detail.Visible() {
		t.Error("the panel of the worst is not shown")
	}
}

func TestNothingSelectedWhenAllIsWell(t *testing.T) {
	w := openWindow(t, fakeOf([]monitor.Subject{account("alpha", "ACC_001", "active", 0, 5, "")}), LookDark)
	if w.accounts.detail.Visible() {
		t.Error("a panel is open though nothing needs attention")
	}
	if w.accounts.acts.acknowledge.Visible() {
		t.Error("Acknowledge is offered though there is nothing to acknowledge")
	}
}

func TestAgesTick(t *testing.T) {
	w := openWindow(t, pictured(), LookDark)
	later := noon.Add(2 * time.Second)
	w.clock = func() time.Time { return later }
	w.accounts.table.clock = w.clock
	w.tick()
	row := w.accounts.table.body.rows[1]
	if got, want := row.cells[columnAge].full, "4 min 14 s"; got != want {
		t.Errorf("the age is %q two seconds later, want %q", got, want)
	}
	if got, want := w.accounts.head.said.Title, "ACC_003 has been silent for 4 min 14 s, with 2 open orders"; got != want {
		t.Errorf("the headline is %q, want %q", got, want)
	}
}

func TestFilterAsYouType(t *testing.T) {
	w := openWindow(t, pictured(), LookDark)
	w.control(t, fyne.KeyF)
	if w.win.Canvas().Focused() != w.accounts.search {
		t.Fatal("Ctrl+F does not go to the filter")
	}
	test.Type(w.accounts.search, "BETA")
	wantNames(t, w, "--NEEDS ATTENTION", "ACC_011")
	test.Type(w.accounts.search, "x")
	if w.accounts.table.Visible() || w.accounts.guide.head != "Nothing matches the filter" {
		t.Errorf("with no match the window says %q", w.accounts.guide.head)
	}
	w.press(fyne.KeyEscape)
	if len(w.names()) != 10 || w.accounts.search.Text != "" {
		t.Errorf("Esc leaves the filter %q and %d lines", w.accounts.search.Text, len(w.names()))
	}
}

func TestFilterIsEmptiedByItsCross(t *testing.T) {
	w := openWindow(t, pictured(), LookDark)
	clear := w.accounts.search.ActionItem.(*cross)
	if clear.Visible() {
		t.Error("an empty filter has a cross")
	}
	w.accounts.search.SetText("beta")
	if !clear.Visible() {
		t.Fatal("a filter has no cross")
	}
	test.Tap(clear)
	if len(w.names()) != 10 || clear.Visible() || w.win.Canvas().Focused() != w.accounts.search {
		t.Errorf("the cross leaves %v", w.names())
	}
}

func TestFilterMatchesTheMessage(t *testing.T) {
	w := openWindow(t, pictured(), LookDark)
	w.accounts.search.SetText("trade exec")
	wantNames(t, w, "--EVERYONE", "vps")
}

func TestChipsFilterByLevel(t *testing.T) {
	w := openWindow(t, pictured(), LookDark)
	chips := map[monitor.Level]*chip{}
	for _, c := range w.accounts.chips.all {
		chips[c.level] = c
	}
	if chips[monitor.LevelUnknown].Visible() {
		t.Error("a chip is shown for a level that nobody has")
	}
	test.Tap(chips[monitor.LevelWarning])
	wantNames(t, w, "--NEEDS ATTENTION", "ACC_011")
	test.Tap(chips[monitor.LevelOff])
	wantNames(t, w, "--NEEDS ATTENTION", "ACC_011", "--EVERYONE ELSE", "ACC_020")
	test.Tap(chips[monitor.LevelWarning])
	wantNames(t, w, "--EVERYONE", "ACC_020")
	focus(w.accounts.table.body)
	w.press(fyne.KeyEscape) // nothing is selected here: Esc clears the filter
	if len(w.names()) != 10 || chips[monitor.LevelOff].chosen {
		t.Errorf("Esc leaves %v", w.names())
	}
}

func TestHeadsSort(t *testing.T) {
	w := openWindow(t, pictured(), LookDark)
	heads := w.accounts.table.head.cells
	test.Tap(heads[columnAccount])
	wantNames(t, w, "--NEEDS ATTENTION", "ACC_003", "ACC_011",
		"--EVERYONE ELSE", "ACC_001", "ACC_002", "ACC_004", "ACC_020", "alpha", "vps")
	test.Tap(heads[columnAccount])
	wantNames(t, w, "--NEEDS ATTENTION", "ACC_011", "ACC_003",
		"--EVERYONE ELSE", "vps", "alpha", "ACC_020", "ACC_004", "ACC_002", "ACC_001")
	test.Tap(heads[columnOrders])
	if got := w.names(); got[4] != "ACC_002" || got[5] != "ACC_001" {
		t.Errorf("by orders, the most first: %v", got)
	}
	test.Tap(heads[columnAge])
	if got := w.names(); got[4] != "ACC_020" {
		t.Errorf("by age, the oldest first: %v", got)
	}
	if !heads[columnAge].arrow.Visible() || heads[columnOrders].arrow.Visible() {
		t.Error("the arrow does not stand at the sorted column alone")
	}
	focus(heads[columnMisses])
	w.press(fyne.KeySpace)
	if w.accounts.table.order.column != columnMisses {
		t.Error("Space does not sort")
	}
}

func TestKeysMoveTheSelection(t *testing.T) {
	w := openWindow(t, pictured(), LookDark)
	selected := func() string {
		if s := w.accounts.table.subject(); s != nil {
			return s.Name()
		}
		return ""
	}
	w.press(fyne.KeyDown)
	if selected() != "ACC_011" {
		t.Errorf("Down selects %q", selected())
	}
	w.press(fyne.KeyDown) // over the title of the group
	if selected() != "alpha" {
		t.Errorf("Down selects %q after the group's title", selected())
	}
	w.press(fyne.KeyEnd)
	if selected() != "ACC_020" {
		t.Errorf("End selects %q", selected())
	}
	w.press(fyne.KeyHome)
	w.press(fyne.KeyUp)
	if selected() != "ACC_003" {
		t.Errorf("Home and Up select %q", selected())
	}
	w.press(fyne.KeyEscape)
	if w.accounts.detail.Visible() {
		t.Error("Esc leaves the panel open")
	}
	w.press(fyne.KeyReturn)
	if !w.accounts.detail.Visible() {
		t.Error("Enter does not open the panel")
	}
}

func TestSelectionOutlivesSnapshots(t *testing.T) {
	backend := pictured()
	w := openWindow(t, backend, LookDark)
	test.Tap(w.accounts.table.body.rows[2])
	w.lookAt(backend)
	if s := w.accounts.table.subject(); s == nil || s.Account != "ACC_011" {
		t.Errorf("after a snapshot %v is selected, want ACC_011", s)
	}
}

func TestShortcutsChooseTabs(t *testing.T) {
	w := openWindow(t, pictured(), LookDark)
	for key, tab := range map[fyne.KeyName]int{
		fyne.Key1: tabAccounts, fyne.Key2: tabIncidents, fyne.Key3: tabAlerts,
		fyne.Key4: tabTrends, fyne.Key5: tabControls, fyne.Key6: tabRemote,
	} {
		w.control(t, key)
		for i, page := range w.pages {
			if page.Visible() != (i == tab) {
				t.Errorf("after Ctrl+%s page %d is visible: %t", key, i, page.Visible())
			}
		}
	}
	w.control(t, fyne.KeyF)
	w.control(t, fyne.Key5) // from within the filter, which takes shortcuts itself
	if w.chosen != tabControls {
		t.Error("Ctrl+5 does not work from within the filter")
	}
	test.Tap(w.bar.tabs[tabAccounts])
	if w.chosen != tabAccounts {
		t.Error("a tap does not choose a tab")
	}
}

func TestTabReachesEverything(t *testing.T) {
	w := openWindow(t, pictured(), LookDark)
	c := w.win.Canvas()
	var seen []fyne.Focusable
	for range 60 {
		c.FocusNext()
		if focused := c.Focused(); !slices.Contains(seen, focused) {
			seen = append(seen, focused)
		}
	}
	for name, o := range map[string]fyne.Focusable{
		"a tab": w.bar.tabs[1], "Look": w.look, "Acknowledge": w.accounts.acts.acknowledge, "a chip": w.accounts.chips.all[0],
		"the filter": w.accounts.search, "a column's head": w.accounts.table.head.cells[1], "the table": w.accounts.table.body,
		"Pause": w.accounts.detail.pause,
	} {
		if !slices.Contains(seen, o) {
			t.Errorf("Tab does not reach %s", name)
		}
	}
}

func TestLookIsKept(t *testing.T) {
	w := openWindow(t, pictured(), LookDark)
	w.control(t, fyne.KeyD)
	if isDark() || w.app.Preferences().String(lookPreference) != string(LookLight) {
		t.Error("Ctrl+D does not turn dark to light, or does not keep it")
	}
}

func TestClosingEndsTheFeed(t *testing.T) {
	w := openWindow(t, pictured(), LookDark)
	w.control(t, fyne.KeyW)
	<-w.ctx.Done()
}

func TestObey(t *testing.T) {
	w := openWindow(t, pictured(), LookDark)
	w.Hide()
	var answers strings.Builder
	w.Obey(strings.NewReader("nonsense\nshow\n"), &answers, false)
	if answers.String() != "shown\n" {
		t.Errorf("asked to show, it answered %q", answers.String())
	}
	if w.feed.hidden.Load() {
		t.Error(`"show" does not show the window`)
	}
	w.Obey(strings.NewReader(""), io.Discard, true)
	<-w.ctx.Done() // the end of the input closes it
}
