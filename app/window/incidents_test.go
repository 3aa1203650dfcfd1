package window

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sentinel/monitor"
)

// lines lists the lines of the list from the top.
func (p *incidents) lines() []string {
	var lines []string
	for _, l := range p.table.list.lines {
		if l.item == nil {
			lines = append(lines, "--"+l.title)
		} else {
			lines = append(lines, troubleWho(l.item.Last()))
		}
	}
	return lines
}

func (p *incidents) wantLines(t *testing.T, want ...string) {
	t.Helper()
	if got := p.lines(); !slices.Equal(got, want) {
		t.Errorf("lines are\n%s\nwant\n%s", strings.Join(got, " | "), strings.Join(want, " | "))
	}
}

func TestIncidentsByDayTheOpenOnesFirst(t *testing.T) {
	backend := eventful()
	w := openIncidents(t, backend, LookDark)
	w.incidents.wantLines(t, "--Open now  ·  2", "ACC_003", "ACC_011", "--Today", "ACC_001",
		"--Yesterday", "vps", "The network here", "--Saturday 17 January", "ACC_002")
	row := w.incidents.table.body.rows[4]
	if got, want := row.state.full, "recovered after 22 min, 3 times, 9 min in all"; got != want {
		t.Errorf("of one that came and went the row says %q, want %q", got, want)
	}
	if got, want := w.incidents.table.body.rows[2].known.full, "acknowledged by owner at 11:11  ·  1 note"; got != want {
		t.Errorf("who knows is told as %q, want %q", got, want)
	}
	if q := backend.sought[0]; q.State != "all" || !q.From.Equal(noon.Add(-7*24*time.Hour)) || q.To.Before(noon) {
		t.Errorf("asked for %+v", q)
	}
	w.incidents.span.choose(2)
	if got := w.incidents.lines(); got[len(got)-1] != "ACC_020" {
		t.Errorf("the last 30 days end with %q", got[len(got)-1])
	}
}

func TestIncidentsAreAskedForOnlyWhileShown(t *testing.T) {
	backend := eventful()
	w := openWindow(t, backend, LookDark)
	w.lookAt(backend)
	if len(backend.sought) != 0 {
		t.Error("incidents were asked for before anybody looks at them")
	}
}

func TestIncidentsFollow(t *testing.T) {
	backend := eventful()
	w := openIncidents(t, backend, LookDark)
	w.incidents.table.goTo(0)
	backend.incidents[0].Closed, backend.incidents[0].End = ptr(noon.Add(time.Minute)), monitor.EndRecovered
	backend.incidents = append(backend.incidents, incident("new", "alpha/ACC_004", -time.Minute, 0, monitor.LevelCritical, monitor.CauseMissing, ""))
	w.lookAt(backend)
	if n := len(backend.sought); n != 1 {
		t.Fatalf("%d questions within a moment, want 1", n)
	}
	w.clock = func() time.Time { return noon.Add(2 * time.Minute) }
	w.tick()
	w.lookAt(backend)
	if len(backend.sought) != 2 || backend.sought[1].From.Before(noon.Add(-2*lookBack)) {
		t.Errorf("asked for %+v, want the time since", backend.sought[1:])
	}
	w.incidents.wantLines(t, "--Open now  ·  2", "ACC_004", "ACC_011", "--Today", "ACC_003", "ACC_001",
		"--Yesterday", "vps", "The network here", "--Saturday 17 January", "ACC_002")
	if id := w.incidents.table.item().id(); id != "open" {
		t.Errorf("%q is selected, want the one that was", id)
	}
	if got, want := w.incidents.table.body.rows[1].state.full, "open for 1 min"; got != want {
		t.Errorf("the new one is %q, want %q", got, want)
	}
}

// What was open and is neither that nor ended was lost: all of it is asked for.
func TestIncidentsAskForAllWhenOneIsGone(t *testing.T) {
	backend := eventful()
	w := openIncidents(t, backend, LookDark)
	backend.incidents = backend.incidents[1:]
	w.clock = func() time.Time { return noon.Add(time.Minute) }
	w.lookAt(backend)
	if got := w.incidents.lines(); got[1] != "ACC_011" {
		t.Errorf("lines are %q", got)
	}
	if n := len(backend.sought); n != 3 || !backend.sought[2].From.Equal(noon.Add(time.Minute-7*24*time.Hour)) {
		t.Errorf("asked for %+v", backend.sought)
	}
}

func TestIncidentsFilter(t *testing.T) {
	w := openIncidents(t, eventful(), LookDark)
	p := w.incidents
	w.control(t, fyne.KeyF)
	if w.win.Canvas().Focused() != p.search {
		t.Fatal("Ctrl+F does not go to the filter")
	}
	test.Type(p.search, "MARGIN")
	p.wantLines(t, "--Saturday 17 January", "ACC_002")
	w.press(fyne.KeyEscape)
	test.Type(p.search, "maintenance") // of a note
	p.wantLines(t, "--Open now  ·  1", "ACC_011")
	p.search.SetText("silent") // the words of a cause
	p.wantLines(t, "--Open now  ·  1", "ACC_003")
	p.search.SetText("nothing has this")
	if !p.guide.Visible() || p.guide.head != "Nothing matches the filter" {
		t.Errorf("with no match the tab says %q", p.guide.head)
	}
	w.press(fyne.KeyEscape)
	p.state.choose(int(endedOnly))
	if got := p.lines(); got[0] != "--Today" {
		t.Errorf("of the ended ones the first line is %q", got[0])
	}
	p.state.choose(int(openOnly))
	p.wantLines(t, "--Open now  ·  2", "ACC_003", "ACC_011")
	for _, c := range p.chips.all {
		if c.level == monitor.LevelWarning {
			test.Tap(c)
		}
	}
	p.wantLines(t, "--Open now  ·  1", "ACC_011")
	focus(p.table.body)
	w.press(fyne.KeyEscape) // nothing is selected: Esc takes the filters away
	if len(p.lines()) != 10 || p.state.chosen != 0 {
		t.Errorf("Esc leaves %q", p.lines())
	}
}

func TestIncidentsFromTheKeyboard(t *testing.T) {
	w := openIncidents(t, eventful(), LookDark)
	p := w.incidents
	w.press(fyne.KeyDown)
	if p.table.selected != "open" || !p.detail.Visible() {
		t.Fatalf("Down selects %q, and the panel is shown %v", p.table.selected, p.detail.Visible())
	}
	w.press(fyne.KeyDown)
	w.press(fyne.KeyDown)
	if p.table.selected != "flap-1" {
		t.Errorf("Down leads to %q", p.table.selected)
	}
	w.press(fyne.KeyEscape)
	if p.detail.Visible() {
		t.Error("Esc leaves the panel open")
	}
	w.press(fyne.KeyReturn)
	if !p.detail.Visible() {
		t.Error("Enter does not open the panel")
	}
	w.press(fyne.KeyEnd)
	if p.table.selected != "order" {
		t.Errorf("End leads to %q", p.table.selected)
	}
	p.table.choose("open")
	focus(p.axis)
	w.press(fyne.KeyHome)
	w.press(fyne.KeyReturn)
	if p.table.selected != "order" {
		t.Error("Enter on a bar of the axis does not lead to its incident")
	}
}

func TestNoIncidents(t *testing.T) {
	backend := pictured()
	w := openIncidents(t, backend, LookDark)
	if got, want := w.incidents.guide.head, "No incident in the last week"; got != want {
		t.Errorf("the tab says %q, want %q", got, want)
	}
	backend.failing = errors.New("the history cannot be read: the disk is full")
	w.incidents.span.choose(3)
	if got := w.incidents.guide.words; got != "The history cannot be read: the disk is full." || !w.incidents.retry.Visible() {
		t.Errorf("a failure is told as %q", got)
	}
	backend.failing = nil
	test.Tap(w.incidents.retry)
	if got, want := w.incidents.guide.head, "No incident in the last year"; got != want {
		t.Errorf("the tab says %q, want %q", got, want)
	}
	backend = eventful()
	backend.incidents = backend.incidents[2:]
	w = openIncidents(t, backend, LookDark)
	w.incidents.state.choose(int(openOnly))
	if got := w.incidents.guide.head; got != "Nothing is wrong now" {
		t.Errorf("with none open the tab says %q", got)
	}
}

func TestIncidentsOfASilentMonitor(t *testing.T) {
	backend := eventful()
	w := openIncidents(t, backend, LookDark)
	p := w.incidents
	p.table.choose("open")
	backend.err = errors.New("nothing listens on 127.0.0.1:8787")
	w.clock = func() time.Time { return noon.Add(time.Hour) }
	w.lookAt(backend)
	if !p.detail.ack.disabled || !p.detail.note.Disabled() {
		t.Error("actions are offered that nobody can do")
	}
	if got, want := p.note.full, "The monitor does not answer. What is shown is from 14:01, and may no longer be so."; got != want {
		t.Errorf("the tab says %q, want %q", got, want)
	}
	if got, want := p.table.body.rows[1].state.full, "open for 4 min"; got != want {
		t.Errorf("an open incident went on to %q though nothing is known of it", got)
	}
}

// A year with 10,000 incidents: what is on the screen is made, and no more.
func TestManyIncidents(t *testing.T) {
	w := openIncidents(t, overwhelmed(), LookDark)
	w.incidents.span.choose(3)
	p := w.incidents
	if got := len(p.table.list.rows); got != 10_000 {
		t.Fatalf("%d rows", got)
	}
	if got := len(p.table.body.rows) + len(p.table.body.spare); got > 14 {
		t.Errorf("%d rows are made for one screen", got)
	}
	if got := len(p.axis.shown.shapes); got > 2000 {
		t.Errorf("the axis has %d bars", got)
	}
	w.press(fyne.KeyEnd)
	if p.table.selected != "9999" || p.table.body.rows[len(p.table.body.rows)-1].line.item.id() != "9999" {
		t.Errorf("End leads to %q", p.table.selected)
	}
	p.search.SetText("ACC_042")
	if got := len(p.table.list.rows); got != 100 {
		t.Errorf("the filter leaves %d rows", got)
	}
}
