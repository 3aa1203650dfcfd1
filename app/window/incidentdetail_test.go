package window

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

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
