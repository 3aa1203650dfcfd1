package window

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// incident is one that opened so long before noon, and recovered after a length;
// of length 0 it is open.
func incident(id string, key monitor.Key, before, length time.Duration, level monitor.Level, cause monitor.Cause, message string) monitor.Incident {
	i := monitor.Incident{
		ID: id, Key: key, Kind: key.Kind(), Robot: key.Robot(), Account: key.Account(),
		Level: level, Cause: cause, Message: message, Opened: noon.Add(-before), Duration: before.Seconds(),
	}
	if length > 0 {
		closed := i.Opened.Add(length)
		i.Closed, i.End, i.Duration = &closed, monitor.EndRecovered, length.Seconds()
	}
	return i
}

// eventful is a monitor that tells of incidents of every kind.
func eventful() *fake {
	const critical, warning = monitor.LevelCritical, monitor.LevelWarning
	open := incident("open", "alpha/ACC_003", 4*time.Minute, 0, critical, monitor.CauseMissing, "")
	open.OpenOrders = ptr(2)
	open.Known = &monitor.Known{
		Status: "active", OpenOrders: ptr(2), SessionValid: ptr(true), LastBeat: ptr(noon.Add(-6 * time.Minute)), Source: "receiver",
	}
	known := incident("known", "beta/ACC_011", 3*time.Hour, 0, warning, monitor.CauseDegraded, "")
	known.Acknowledged, known.AcknowledgedBy, known.AcknowledgedAt = true, monitor.Owner, ptr(noon.Add(-170*time.Minute))
	known.Notes = []monitor.Note{{At: noon.Add(-160 * time.Minute), By: monitor.Owner, Text: "The broker says: maintenance until 16:00."}}
	test := incident("test", "vps", 26*time.Hour, 5*time.Minute, critical, monitor.CauseError, "❌ Error occurred")
	test.Test, test.End = true, monitor.EndTest
	backend := pictured()
	backend.incidents = []monitor.Incident{
		open, known,
		incident("flap-3", "alpha/ACC_001", 5*time.Hour, 2*time.Minute, warning, monitor.CauseUnreachable, "robot.example refused the connection"),
		incident("flap-2", "alpha/ACC_001", 5*time.Hour+8*time.Minute, 4*time.Minute, critical, monitor.CauseUnreachable, "robot.example refused the connection"),
		incident("flap-1", "alpha/ACC_001", 5*time.Hour+20*time.Minute, 3*time.Minute, warning, monitor.CauseUnreachable, "robot.example refused the connection"),
		test,
		incident("net", monitor.NetworkKey, 27*time.Hour, 12*time.Minute, warning, monitor.CauseUnreachable, "2 of 2 endpoints cannot be reached"),
		incident("order", "alpha/ACC_002", 75*time.Hour, 40*time.Second, critical, monitor.CauseError, "❌ Order rejected: not enough margin"),
		incident("month", "idx/ACC_020", 20*24*time.Hour, 9*time.Hour, critical, monitor.CauseMissing, ""),
	}
	backend.stories = map[string][]api.Transition{
		"flap-2": {
			{Kind: monitor.Opened, At: noon.Add(-5*time.Hour - 8*time.Minute), Level: warning, Cause: monitor.CauseUnreachable},
			{Kind: monitor.Worsened, At: noon.Add(-5*time.Hour - 6*time.Minute), Level: critical, Cause: monitor.CauseMissing},
		},
	}
	return backend
}

// mischievous is a monitor with an incident whose texts are as long and as bad as
// robots can make them.
func mischievous() *fake {
	backend := hostile()
	key := backend.page.Subjects[0].Key
	bad := incident("bad", key, 100*24*time.Hour, 0, monitor.LevelCritical, monitor.CauseError,
		strings.Repeat("⚠️ **bold** <b>tag</b> [link](http://x) \u202egnorw ", 9))
	bad.OpenOrders, bad.Acknowledged, bad.AcknowledgedBy = ptr(1234567), true, strings.Repeat("somebody", 8)
	bad.Known = &monitor.Known{Status: "error", Message: strings.Repeat("x", 500), Source: "receiver", Answer: strings.Repeat("refused ", 60)}
	for n := range 3 {
		bad.Notes = append(bad.Notes, monitor.Note{At: noon.Add(-time.Duration(n) * time.Hour), By: monitor.Owner, Text: strings.Repeat("wwww", 100)})
	}
	backend.incidents = []monitor.Incident{bad}
	return backend
}

// overwhelmed is a monitor that tells of 10,000 incidents in a year.
func overwhelmed() *fake {
	backend := pictured()
	for n := range 10_000 {
		backend.incidents = append(backend.incidents, incident(fmt.Sprint(n), monitor.Key(fmt.Sprintf("alpha/ACC_%03d", n%100)),
			time.Duration(n)*50*time.Minute+time.Minute, time.Minute, monitor.LevelWarning+monitor.Level(n%2), monitor.CauseMissing, ""))
	}
	return backend
}

// openIncidents opens the tab.
func openIncidents(t *testing.T, backend *fake, look Look) *Window {
	t.Helper()
	w := openWindow(t, backend, look)
	w.choose(tabIncidents)
	return w
}

// lines lists the lines of the list from the top.
func (p *incidents) lines() []string {
	var lines []string
	for _, l := range p.table.list.lines {
		if l.trouble == nil {
			lines = append(lines, "--"+l.title)
		} else {
			lines = append(lines, troubleWho(l.trouble.Last()))
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

// told is what the panel says, a line each.
func (d *troubleDetail) told() string {
	var lines []string
	for _, text := range d.texts {
		if text.Visible() {
			lines = append(lines, text.Text)
		}
	}
	return strings.Join(lines, "\n")
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
	if id := w.incidents.table.trouble().id(); id != "open" {
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

func TestIncidentsStory(t *testing.T) {
	w := openIncidents(t, eventful(), LookDark)
	p := w.incidents
	p.table.choose("flap-1")
	want := strings.Join([]string{
		"08:41:16", "Opened, warning", "08:44:16", "Recovered after 3 min.",
		"08:53:16", "Opened again, warning", "08:55:16", "Worsened to critical: missing", "08:57:16", "Recovered after 4 min.",
		"09:01:16", "Opened again, warning", "09:03:16", "Recovered after 2 min.",
	}, "\n")
	if got := p.detail.told(); !strings.Contains(got, want) {
		t.Errorf("the panel says\n%s\nwant in it\n%s", got, want)
	}
	p.table.choose("known")
	if got := p.detail.told(); !strings.Contains(got, "11:11:16\nAcknowledged by owner") || !strings.Contains(got, "owner, 11:21\nThe broker says: maintenance until 16:00.") {
		t.Errorf("the panel says\n%s", got)
	}
	if p.detail.ack.Visible() {
		t.Error("what is acknowledged can be acknowledged again")
	}
	p.table.choose("open")
	if got := p.detail.told(); !strings.Contains(got, "with 2 open orders; last") || !strings.Contains(got, "heartbeat 13:55") {
		t.Errorf("what was known then is not in\n%s", got)
	}
}

func TestIncidentNote(t *testing.T) {
	backend := eventful()
	w := openIncidents(t, backend, LookDark)
	p := w.incidents
	p.table.choose("flap-1")
	focus(p.detail.note)
	test.Type(p.detail.note, "asked the host")
	backend.failing = errors.New("the note is not kept: the disk is full")
	w.press(fyne.KeyReturn)
	if p.detail.note.Text != "asked the host" || !w.toast.bad {
		t.Errorf("a note that was not kept leaves %q, and the window says %q", p.detail.note.Text, w.toast.text.full)
	}
	backend.failing = nil
	w.press(fyne.KeyReturn)
	if got := p.detail.told(); !strings.Contains(got, "owner, 14:01\nasked the host") {
		t.Errorf("the note is not in\n%s", got)
	}
	if p.detail.note.Text != "" || len(backend.incidents[2].Notes) != 1 {
		t.Errorf("the field has %q, the newest incident %d notes", p.detail.note.Text, len(backend.incidents[2].Notes))
	}
	w.press(fyne.KeyEscape)
	if w.win.Canvas().Focused() != p.table.body {
		t.Error("Esc does not lead from the note to the list")
	}
}

func TestIncidentAcknowledged(t *testing.T) {
	backend := eventful()
	w := openIncidents(t, backend, LookDark)
	p := w.incidents
	p.table.choose("open")
	test.Tap(p.detail.ack)
	if want := []string{"acknowledge alpha/ACC_003 0s"}; !slices.Equal(backend.acts, want) {
		t.Errorf("the monitor was asked %q, want %q", backend.acts, want)
	}
	backend.incidents[0].Acknowledged = true
	w.lookAt(backend)
	w.clock = func() time.Time { return noon.Add(latestGap) }
	w.tick()
	if p.detail.ack.Visible() {
		t.Error("what was acknowledged can be acknowledged again")
	}
}

func TestIncidentsLeadElsewhere(t *testing.T) {
	w := openIncidents(t, eventful(), LookDark)
	w.accounts.search.SetText("beta")
	w.incidents.table.choose("open")
	test.Tap(w.incidents.detail.trend)
	if w.chosen != tabTrends || w.trends.asker.whom != "alpha/ACC_003" {
		t.Errorf("Show trend leads to tab %d, %q", w.chosen, w.trends.asker.whom)
	}
	test.Tap(w.incidents.detail.who)
	if w.chosen != tabAccounts || w.accounts.table.selected != "alpha/ACC_003" || !w.accounts.detail.Visible() {
		t.Errorf("Show in Accounts leads to tab %d, %q", w.chosen, w.accounts.table.selected)
	}
	test.Tap(w.accounts.detail.incidents)
	if w.chosen != tabIncidents {
		t.Errorf("Incidents of an account lead to tab %d", w.chosen)
	}
	w.incidents.wantLines(t, "--Open now  ·  1", "ACC_003")
	w.incidents.search.SetText("")
	w.incidents.table.choose("net")
	if w.incidents.detail.trend.Visible() || w.incidents.detail.who.Visible() {
		t.Error("of the network a trend is offered")
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
	if p.table.selected != "9999" || p.table.body.rows[len(p.table.body.rows)-1].line.trouble.id() != "9999" {
		t.Errorf("End leads to %q", p.table.selected)
	}
	p.search.SetText("ACC_042")
	if got := len(p.table.list.rows); got != 100 {
		t.Errorf("the filter leaves %d rows", got)
	}
}
