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

// lines lists the lines of the inbox from the top, by the messages' IDs.
func (p *alerts) lines() []string {
	var lines []string
	for _, l := range p.inbox.list.lines {
		if l.item == nil {
			lines = append(lines, "--"+l.title)
		} else {
			lines = append(lines, l.item.id())
		}
	}
	return lines
}

func (p *alerts) wantLines(t *testing.T, want ...string) {
	t.Helper()
	if got := p.lines(); !slices.Equal(got, want) {
		t.Errorf("lines are\n%s\nwant\n%s", strings.Join(got, " | "), strings.Join(want, " | "))
	}
}

func TestAlertsAnswerFirst(t *testing.T) {
	backend := alerting()
	w := openWindow(t, backend, LookDark)
	w.lookAt(backend)
	if len(backend.mail) != 0 {
		t.Error("messages were asked for before anybody looks at them")
	}
	w.choose(tabAlerts)
	if got, want := w.alerts.head.said.Title, "3 channels, all take messages"; got != want {
		t.Errorf("the headline is %q, want %q", got, want)
	}
	w.alerts.wantLines(t, "--Today", "now", "desk", "worse", "good", "late", "--Yesterday", "tried", "digest")
	rows := w.alerts.inbox.body.rows
	if got := rows[5].sent.Text; got != "sent 10:19" || rows[5].when.Text != "08:41" {
		t.Errorf("of a late message stand the times %q and %q", rows[5].when.Text, got)
	}
	if got := rows[1].sent.Text; got != "" {
		t.Errorf("of one in time it says %q", got)
	}
	if got := rows[7].badge.Text; got != testBadge || rows[7].title.full != "vps reports an error: “❌  Error occurred”" {
		t.Errorf("a test is marked %q, with the title %q", got, rows[7].title.full)
	}
	if got, want := rows[1].about.full, "Critical  ·  Trouble began  ·  owner"; got != want {
		t.Errorf("below the title stands %q, want %q", got, want)
	}
}

func TestInboxFilters(t *testing.T) {
	backend := failingChannel()
	w := openAlerts(t, backend, LookDark)
	p := w.alerts
	w.control(t, fyne.KeyF)
	if w.win.Canvas().Focused() != p.search {
		t.Fatal("Ctrl+F does not go to the filter")
	}
	test.Type(p.search, "12 OF ITS")
	p.wantLines(t, "--Today", "late")
	p.search.SetText("longer than slack") // why it was refused
	p.wantLines(t, "--Today", "refused")
	p.search.SetText("last heartbeat 13:55") // of the text
	if n := p.inbox.rowCount(); n != 9 {
		t.Errorf("the text filters to %d", n)
	}
	p.search.SetText("nothing has this")
	if !p.guide.Visible() || p.guide.head != "Nothing matches the filter" {
		t.Errorf("with no match the tab says %q", p.guide.head)
	}
	w.press(fyne.KeyEscape)
	p.channel.choose(3)
	p.wantLines(t, "--Today", "waits", "refused")
	if q := backend.mail[len(backend.mail)-1]; q.Channel != "partner" {
		t.Errorf("of one channel it asked %+v", q)
	}
	focus(p.inbox.body)
	w.press(fyne.KeyEscape)
	if p.channel.chosen != 0 || p.inbox.rowCount() != 9 {
		t.Errorf("Esc leaves %q", p.lines())
	}
}

// A reminder stands at the time at which it was made, not at that of its trouble,
// and was not late.
func TestReminderStandsAtItsOwnTime(t *testing.T) {
	backend := alerting()
	again := message("again", "owner", "repeated", 0, monitor.LevelCritical, "⬣ Critical: still: ACC_003 went silent")
	again.At = noon.Add(-3 * time.Hour)
	backend.messages = append(backend.messages, again) // wherever it stands in the answer
	p := openAlerts(t, backend, LookDark).alerts
	p.wantLines(t, "--Today", "again", "now", "desk", "worse", "good", "late", "--Yesterday", "tried", "digest")
	if row := p.inbox.body.rows[1]; row.when.Text != "14:01" || row.sent.Text != "" {
		t.Errorf("it stands at %q, %q", row.when.Text, row.sent.Text)
	} else if row.title.full != "Still: ACC_003 went silent" || row.about.full != "Critical  ·  owner" {
		t.Errorf("it says %q, and below that %q", row.title.full, row.about.full)
	}
}

func TestInboxSorts(t *testing.T) {
	p := openAlerts(t, failingChannel(), LookDark).alerts
	p.order.choose(1)
	p.wantLines(t, "--Critical", "now", "desk", "waits", "refused", "late", "tried", "--Warning", "worse", "--OK", "good", "digest")
	p.order.choose(2)
	p.wantLines(t, "--Not sent", "refused", "--Waiting", "waits", "--Delivered", "now", "desk", "worse", "good", "late", "tried", "digest")
	p.order.choose(3)
	p.wantLines(t, "--desktop", "desk", "tried", "--owner", "now", "worse", "good", "late", "digest", "--partner", "waits", "refused")
}

func TestInboxFromTheKeyboard(t *testing.T) {
	w := openAlerts(t, alerting(), LookDark)
	p := w.alerts
	w.press(fyne.KeyDown)
	if p.inbox.selected != "now" || p.letter.Visible() {
		t.Fatalf("Down selects %q, and shows the message %v", p.inbox.selected, p.letter.Visible())
	}
	w.press(fyne.KeyReturn)
	if !p.letter.Visible() || p.channels.Visible() {
		t.Error("Enter does not show the message")
	}
	w.press(fyne.KeyEnd)
	if p.letter.shown.id() != "digest" || p.letter.incident.Visible() {
		t.Errorf("End shows %q, with an incident %v", p.letter.shown.id(), p.letter.incident.Visible())
	}
	w.press(fyne.KeyEscape)
	if p.letter.Visible() || !p.channels.Visible() {
		t.Error("Esc does not lead back to the channels")
	}
}

func TestMessageLeadsToItsIncident(t *testing.T) {
	w := openAlerts(t, alerting(), LookDark)
	w.alerts.inbox.choose("now")
	w.alerts.turn(faceLetter)
	test.Tap(w.alerts.letter.incident)
	if w.chosen != tabIncidents || w.incidents.table.selected != "open" || !w.incidents.detail.Visible() {
		t.Errorf("tab %d, incident %q", w.chosen, w.incidents.table.selected)
	}
	w.incidents.point("month", noon.Add(-20*24*time.Hour)) // beyond the span that was chosen
	if w.incidents.table.selected != "month" {
		t.Errorf("one of long ago leads to %q", w.incidents.table.selected)
	}
	w.incidents.point("gone", noon)
	if got := w.toast.text.full; got != "That incident is not kept any more." {
		t.Errorf("of one that is not kept it says %q", got)
	}
}

// A message about a storm offers its incidents.
func TestMessageOfManyIncidents(t *testing.T) {
	backend := alerting()
	backend.messages[0].Incidents = []string{"open", "known"}
	backend.messages[0].Keys = []monitor.Key{"alpha/ACC_003", "beta/ACC_011"}
	w := openAlerts(t, backend, LookDark)
	w.alerts.inbox.choose("now")
	w.alerts.turn(faceLetter)
	if got := w.alerts.letter.incident.label; got != "Its 2 incidents" {
		t.Errorf("the button says %q", got)
	}
	test.Tap(w.alerts.letter.incident)
	if w.win.Canvas().Overlays().Top() == nil {
		t.Error("no menu opens")
	}
}

// A message about a channel leads nowhere: it is no incident that is kept.
func TestMessageAboutAChannel(t *testing.T) {
	backend := alerting()
	backend.messages[0].Incidents, backend.messages[0].Keys = []string{"channel/partner"}, []monitor.Key{monitor.ChannelKey("partner")}
	w := openAlerts(t, backend, LookDark)
	w.alerts.inbox.choose("now")
	w.alerts.turn(faceLetter)
	if w.alerts.letter.incident.Visible() {
		t.Error("an incident is offered that nobody keeps")
	}
	if got := letterWhom(w.alerts.letter.shown); got != "channel partner" {
		t.Errorf("it is about %q", got)
	}
}

func TestInboxLoadsOn(t *testing.T) {
	backend := flooded(3000)
	w := openAlerts(t, backend, LookDark)
	p := w.alerts
	if got := len(p.asker.post); got > 400 {
		t.Fatalf("%d messages were asked for at once", got)
	}
	for range 40 {
		w.press(fyne.KeyEnd)
	}
	if got := p.inbox.rowCount(); got != 3000 || p.inbox.selected != "2999" || p.asker.more {
		t.Errorf("End leads to %q of %d", p.inbox.selected, got)
	}
	if got := len(p.inbox.body.rows) + len(p.inbox.body.spare); got > 14 {
		t.Errorf("%d rows are made for one screen", got)
	}
	for i, q := range backend.mail {
		if q.Limit > api.MaxMessages {
			t.Errorf("question %d is %+v", i, q)
		}
	}
}

// Messages that were made at the same moment are not lost between two pages.
func TestInboxLosesNoneOfTheSameMoment(t *testing.T) {
	backend := flooded(500)
	for i := range backend.messages {
		backend.messages[i].Made = noon.Add(-time.Duration(i/7) * time.Minute)
	}
	w := openAlerts(t, backend, LookDark)
	for range 20 {
		w.press(fyne.KeyEnd)
	}
	if got := w.alerts.inbox.rowCount(); got != 500 {
		t.Errorf("%d of 500 messages are listed", got)
	}
}

// What is looked for is looked for in all messages, not in the newest only.
func TestInboxLooksThroughOlderMessages(t *testing.T) {
	w := openAlerts(t, flooded(1500), LookDark)
	w.alerts.search.SetText("message 1499")
	w.alerts.wantLines(t, "--Yesterday", "1499")
}

func TestNewMessagesKeepThePlace(t *testing.T) {
	backend := flooded(300)
	w := openAlerts(t, backend, LookDark)
	p := w.alerts
	p.inbox.choose("50")
	p.inbox.body.scrollTo(p.inbox.list.tops[p.inbox.list.rows[40]] + 10)
	backend.messages = slices.Insert(backend.messages, 0, message("new", "owner", "opened", -time.Minute, monitor.LevelCritical, "new"))
	w.clock = func() time.Time { return noon.Add(2 * time.Minute) }
	w.lookAt(backend)
	if got := p.inbox.list.at(0).id(); got != "new" {
		t.Fatalf("the first is %q", got)
	}
	if first := p.inbox.body.rows[0]; first.line.item.id() != "40" || first.Position().Y-p.inbox.scroll.Offset.Y != -10 {
		t.Errorf("the first on the screen is %q, at %g", first.line.item.id(), first.Position().Y-p.inbox.scroll.Offset.Y)
	}
	if p.inbox.selected != "50" {
		t.Errorf("%q is selected", p.inbox.selected)
	}
}

// What happened while nobody looked may be more than one answer tells: what is
// between is not left out.
func TestInboxLeavesNoGap(t *testing.T) {
	backend := flooded(1000)
	all := backend.messages
	backend.messages = all[600:]
	w := openAlerts(t, backend, LookDark)
	backend.messages = all
	w.clock = func() time.Time { return noon.Add(time.Minute) }
	w.lookAt(backend)
	for range 20 {
		w.press(fyne.KeyEnd)
	}
	for i := range 1000 {
		if got := w.alerts.inbox.list.at(i).id(); got != fmt.Sprint(i) {
			t.Fatalf("message %d is %q", i, got)
		}
	}
}

// A message that waits is looked at again, however many have come since.
func TestOldMessageThatWaitedIsSeenDelivered(t *testing.T) {
	backend := flooded(400)
	old := &backend.messages[250]
	old.State, old.Ended = api.MessageWaiting, nil
	w := openAlerts(t, backend, LookDark)
	for range 5 {
		w.press(fyne.KeyEnd)
	}
	old.State, old.Ended = api.MessageDelivered, ptr(noon)
	w.clock = func() time.Time { return noon.Add(time.Minute) }
	w.lookAt(backend)
	if got := w.alerts.asker.post[250].State; got != api.MessageDelivered {
		t.Errorf("it is still shown as %q", got)
	}
}

func TestAlertsEmpty(t *testing.T) {
	backend := pictured()
	w := openAlerts(t, backend, LookDark)
	p := w.alerts
	if got := p.head.said.Title; !strings.Contains(got, "add a channel") || p.channels.Visible() {
		t.Errorf("without channels the headline is %q", got)
	}
	if got := p.guide.head; got != "Nothing was raised yet" {
		t.Errorf("without messages the tab says %q", got)
	}
	backend.failing = errors.New("the history cannot be read: the disk is full")
	w.control(t, fyne.KeyR)
	if got, want := p.note.full, "Nothing newer has come: The history cannot be read: the disk is full."; got != want {
		t.Errorf("a failure is told as %q, want %q", got, want)
	}
	backend = pictured()
	backend.failing = errors.New("the history cannot be read: the disk is full")
	w = openAlerts(t, backend, LookDark)
	if got := w.alerts.guide.words; got != "The history cannot be read: the disk is full." || !w.alerts.retry.Visible() {
		t.Errorf("a failure from the beginning is told as %q", got)
	}
	backend.failing = nil
	test.Tap(w.alerts.retry)
	if got := w.alerts.guide.head; got != "Nothing was raised yet" {
		t.Errorf("asked again the tab says %q", got)
	}
}

func TestAlertsOfASilentMonitor(t *testing.T) {
	backend := alerting()
	w := openAlerts(t, backend, LookDark)
	p := w.alerts
	backend.err = errors.New("nothing listens on 127.0.0.1:8787")
	w.clock = func() time.Time { return noon.Add(time.Hour) }
	w.lookAt(backend)
	if got, want := p.head.said.Title, "I don't know whether you would be told"; got != want {
		t.Errorf("the headline is %q, want %q", got, want)
	}
	card := p.channels.cards[0]
	if p.add.Visible() || !card.try.disabled || !card.edit.disabled || !card.remove.disabled {
		t.Error("actions are offered that nobody can do")
	}
	if card.word.Text != "not known" {
		t.Errorf("a channel is still said to be %q", card.word.Text)
	}
}

func TestChannelThatIsGoneIsNotLookedFor(t *testing.T) {
	backend := alerting()
	w := openAlerts(t, backend, LookDark)
	p := w.alerts
	p.channel.choose(3)
	backend.channels = backend.channels[:2]
	w.clock = func() time.Time { return noon.Add(time.Minute) }
	w.lookAt(backend)
	if p.asker.channel != "" || p.channel.label() != allChannels || p.inbox.rowCount() != 7 {
		t.Errorf("%q is looked for, and %d messages are listed", p.asker.channel, p.inbox.rowCount())
	}
}

func TestTabReachesAllOfAlerts(t *testing.T) {
	w := openAlerts(t, alerting(), LookDark)
	p := w.alerts
	card := p.channels.cards[2]
	wantReached(t, w, map[string]fyne.Focusable{
		"Run a drill": p.drillIt, "Add a channel": p.add, "the channels": p.channel, "the order": p.order, "the filter": p.search,
		"the inbox": p.inbox.body, "Send a test": card.try, "Edit": card.edit, "Remove": card.remove,
	})
	test.Tap(p.add)
	p.form.whom.choose(toldOfThese)
	seen := map[fyne.CanvasObject]bool{}
	for _, kind := range []int{0, 4} { // what the one lacks the other has
		p.form.choose(kind)
		wanted := map[string]fyne.Focusable{"Save": p.form.save, "Cancel": p.form.cancel}
		for i, o := range p.form.controls() {
			if o.Visible() {
				wanted[fmt.Sprint("field ", i)], seen[o] = o.(fyne.Focusable), true
			}
		}
		wantReached(t, w, wanted)
	}
	if all := p.form.controls(); len(seen) != len(all) {
		t.Errorf("%d of %d fields were looked for", len(seen), len(all))
	}
}

// wantReached presses Tab until it comes round.
func wantReached(t *testing.T, w *Window, wanted map[string]fyne.Focusable) {
	t.Helper()
	seen := map[fyne.Focusable]bool{}
	for range 60 {
		w.win.Canvas().FocusNext()
		seen[w.win.Canvas().Focused()] = true
	}
	for name, o := range wanted {
		if !seen[o] {
			t.Errorf("Tab does not reach %s", name)
		}
	}
}
