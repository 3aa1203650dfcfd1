package window

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

func TestSendATest(t *testing.T) {
	backend := alerting()
	w := openAlerts(t, backend, LookDark)
	p := w.alerts
	test.Tap(p.channels.cards[1].try)
	if got, want := p.channels.cards[1].said, "It took the test after 0.4 s."; got != want || !slices.Equal(backend.tested, []string{"owner"}) {
		t.Errorf("%q was tested, and the card says %q, want %q", backend.tested, got, want)
	}
	if got := p.channels.cards[1].info.Told; !got.Equal(noon) {
		t.Errorf("the last that it took was at %s, want the test", got)
	}
	backend.answer = func(string) (api.ChannelTest, error) {
		return api.ChannelTest{Error: "the token is wrong: ask @BotFather"}, nil
	}
	test.Tap(p.channels.cards[1].try)
	if got, want := p.channels.cards[1].said, "It did not take the test. The token is wrong: ask @BotFather."; got != want {
		t.Errorf("the card says %q, want %q", got, want)
	}
	backend.answer = func(string) (api.ChannelTest, error) { return api.ChannelTest{}, errors.New("the monitor is stopping") }
	test.Tap(p.channels.cards[1].try)
	if c := p.channels.cards[1]; c.said != "The monitor is stopping." || c.ink != colorCritical {
		t.Errorf("the card says %q", c.said)
	}
	w.clock = func() time.Time { return noon.Add(time.Minute) }
	w.lookAt(backend)
	if got := p.channels.cards[1].said; got == "" {
		t.Error("the answer goes with the next look")
	}
}

func TestRemoveAsksFirst(t *testing.T) {
	backend := alerting()
	w := openAlerts(t, backend, LookDark)
	p := w.alerts
	card := p.channels.cards[2]
	test.Tap(card.remove)
	if len(backend.removed) != 0 || !card.reallyRemove.Visible() || card.try.Visible() {
		t.Fatal("it is not asked first")
	}
	if w.win.Canvas().Focused() != card.keep {
		t.Error("Enter would remove it")
	}
	test.Tap(card.keep)
	if card.reallyRemove.Visible() || !card.remove.Visible() {
		t.Error("it is still asked")
	}
	test.Tap(card.remove)
	backend.failing = errors.New("the settings file cannot be written")
	test.Tap(card.reallyRemove)
	if card.said != "The settings file cannot be written." || card.removing {
		t.Errorf("a failure is told as %q", card.said)
	}
	backend.failing = nil
	test.Tap(card.remove)
	test.Tap(card.reallyRemove)
	if !slices.Equal(backend.removed, []string{"partner"}) || len(p.channels.cards) != 2 {
		t.Errorf("%q removed, %d left", backend.removed, len(p.channels.cards))
	}
}

// What is in force without any settings cannot be taken out of them; what follows
// when the settings' channel for this desktop goes is said.
func TestRemoveTheDesktop(t *testing.T) {
	backend := alerting()
	w := openAlerts(t, backend, LookDark)
	p := w.alerts
	card := p.channels.cards[0]
	test.Tap(card.remove)
	test.Tap(card.reallyRemove)
	if got, want := w.toast.text.full, "desktop is removed: this desktop is told of everything again."; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	backend.channels = alerting().channels
	backend.channels[0].BuiltIn = true
	p.ask()
	if card := p.channels.cards[0]; card.remove.Visible() || !card.edit.Visible() || !p.channels.cards[1].remove.Visible() {
		t.Error("the built-in channel offers to be removed, or another one does not")
	}
}

func TestAddAChannel(t *testing.T) {
	backend := alerting()
	w := openAlerts(t, backend, LookDark)
	p := w.alerts
	test.Tap(p.add)
	f := p.form
	if !f.Visible() || p.inbox.Visible() || p.head.Visible() {
		t.Fatal("the form does not open")
	}
	test.Type(f.name, "pocket")
	test.Type(f.address, "telegram://1:a@telegram?chats=2")
	f.levels[0].SetChecked(false)
	f.whom.choose(toldOfThese)
	test.Type(f.keys, "alpha, alpha/*")
	test.Type(f.from, "22:00")
	test.Type(f.to, "7:00")
	focus(f.after)
	test.Type(f.after, "10")
	test.Tap(f.mirror[1])
	focus(f.after)
	w.press(fyne.KeyReturn) // Enter saves
	want := api.ChannelSettings{
		Kind: "shoutrrr", Address: "telegram://1:a@telegram?chats=2", Levels: []monitor.Level{monitor.LevelCritical},
		Keys: []string{"alpha", "alpha/*"}, QuietHours: "22:00-07:00", ExceptCritical: true, EscalateAfter: api.Duration(10 * time.Minute),
		Mirror: []string{"trade"},
	}
	if got := backend.put["pocket"]; !reflect.DeepEqual(got, want) {
		t.Errorf("saved\n%+v, want\n%+v", got, want)
	}
	card := p.channels.card("pocket")
	if f.Visible() || card == nil || !strings.HasPrefix(card.said, "Saved.") || w.win.Canvas().Focused() != card.try {
		t.Error("a test is not offered")
	}
	if got := p.head.said.Title; got != "pocket has not taken a message yet" {
		t.Errorf("the headline is %q", got)
	}
	w.press(fyne.KeyReturn)
	if got := p.head.said.Title; !slices.Equal(backend.tested, []string{"pocket"}) || got != "4 channels, all take messages" {
		t.Errorf("Enter tests %q, and the headline is %q", backend.tested, got)
	}
}

func TestFormSaysWhatIsWrong(t *testing.T) {
	backend := alerting()
	w := openAlerts(t, backend, LookDark)
	test.Tap(w.alerts.add)
	f := w.alerts.form
	test.Tap(f.save)
	if f.wrong[fieldName] == "" || f.wrong[fieldAddress] != "The address is missing." || w.win.Canvas().Focused() != f.name {
		t.Errorf("of an empty form it says %v", f.wrong)
	}
	test.Type(f.name, "owner")
	if f.wrong[fieldName] != "" {
		t.Error("the mistake stays as one types")
	}
	f.address.SetText("slack.com")
	f.levels[0].SetChecked(false)
	f.levels[1].SetChecked(false)
	f.whom.choose(toldOfThese)
	f.from.SetText("22")
	f.after.SetText("ten")
	test.Tap(f.save)
	for of := range fieldCount {
		if f.wrong[of] == "" && of != fieldSecret {
			t.Errorf("nothing is said of field %d", of)
		}
	}
	if len(backend.put) != 0 {
		t.Errorf("it was saved: %+v", backend.put)
	}
	w.control(t, fyne.Key1)
	w.control(t, fyne.Key3)
	if f.name.Text != "owner" || !f.Visible() {
		t.Error("what was typed is lost on the way to another tab")
	}
}

func TestFormKeepsWhatTheMonitorRefuses(t *testing.T) {
	backend := alerting()
	w := openAlerts(t, backend, LookDark)
	test.Tap(w.alerts.add)
	f := w.alerts.form
	f.name.SetText("pocket")
	f.address.SetText("telegram://1:a@telegram?chats=2")
	backend.failing = errors.New("the keyring is locked: unlock it")
	test.Tap(f.save)
	if !f.Visible() || f.result.Text != "The keyring is locked: unlock it." || f.address.Text == "" {
		t.Errorf("the form says %q", f.result.Text)
	}
	backend.failing = nil
	test.Tap(f.save)
	if f.Visible() || backend.put["pocket"].Address == "" {
		t.Error("it cannot be saved again")
	}
	if f.address.Text != "" {
		t.Error("the secret is kept on the form")
	}
}

func TestEditKeepsTheRest(t *testing.T) {
	backend := alerting()
	backend.channels[1].Levels = []monitor.Level{monitor.LevelUnknown, monitor.LevelCritical}
	w := openAlerts(t, backend, LookDark)
	test.Tap(w.alerts.channels.cards[1].edit)
	f := w.alerts.form
	if f.name.Visible() || f.levels[0].Checked || !f.levels[1].Checked || f.from.Text != "22:00" || f.to.Text != "07:00" {
		t.Error("the form does not show the channel")
	}
	f.from.SetText("23:30")
	test.Tap(f.save)
	want := api.ChannelSettings{
		Kind: "shoutrrr", Levels: []monitor.Level{monitor.LevelUnknown, monitor.LevelCritical}, QuietHours: "23:30-07:00",
		Timezone: "Asia/Bangkok", ExceptCritical: true, Mirror: []string{},
	}
	if got := backend.put["owner"]; !reflect.DeepEqual(got, want) {
		t.Errorf("saved\n%+v, want\n%+v", got, want)
	}
	test.Tap(w.alerts.channels.cards[2].edit)
	f.choose(2) // another service: its address is another
	f.choose(1)
	test.Tap(f.save)
	if f.wrong[fieldAddress] == "" {
		t.Error("another service takes the address of the one before")
	}
}

// A desktop becomes nothing else, and its name and kind are no fields.
func TestEditTheDesktop(t *testing.T) {
	w := openAlerts(t, alerting(), LookDark)
	f := w.alerts.form
	test.Tap(w.alerts.channels.cards[0].edit)
	if f.cards[1].Visible() || f.name.Visible() || w.win.Canvas().Focused() != f.levels[0] {
		t.Error("it offers another kind or name, or nothing has the keyboard")
	}
	w.press(fyne.KeyEscape)
	test.Tap(w.alerts.add)
	if !f.cards[1].Visible() || !f.name.Visible() {
		t.Error("another channel is offered no kind or name")
	}
}

func TestEscapeClosesTheForm(t *testing.T) {
	backend := alerting()
	w := openAlerts(t, backend, LookDark)
	f := w.alerts.form
	focus(w.alerts.add)
	for _, at := range []fyne.Focusable{nil, f.name, f.address, f.levels[0], f.whom, f.cancel} {
		w.press(fyne.KeyReturn)
		if !f.Visible() || w.win.Canvas().Focused() != f.cards[f.form] {
			t.Fatal("Enter does not open the form at its first field")
		}
		f.address.SetText("telegram://1:a@telegram?chats=2")
		if at != nil {
			focus(at)
		}
		w.press(fyne.KeyEscape)
		if f.Visible() || f.address.Text != "" || w.win.Canvas().Focused() != w.alerts.add {
			t.Errorf("Esc in %T leaves the form open, or its secret in it, or the keyboard elsewhere", at)
		}
	}
	if len(backend.put) != 0 {
		t.Errorf("it saved %v", backend.put)
	}
}

// What a kind has no boxes for is left as it is; of what it has, an empty list says
// that nothing is chosen.
func TestFormSendsWhatItsKindHas(t *testing.T) {
	const warning, critical = monitor.LevelWarning, monitor.LevelCritical
	for name, c := range map[string]struct {
		channel api.ChannelInfo
		tap     func(*channelForm)
		sound   []monitor.Level
		mirror  []string
	}{
		"a desktop": {
			api.ChannelInfo{Kind: "desktop", Sound: []monitor.Level{monitor.LevelUnknown, critical}, Mirror: []string{"trade"}},
			func(f *channelForm) { test.Tap(f.sound[0]) },
			[]monitor.Level{monitor.LevelUnknown, warning, critical},
			nil,
		},
		"a desktop that is to be quiet": {
			api.ChannelInfo{Kind: "desktop", Sound: []monitor.Level{critical}},
			func(f *channelForm) { test.Tap(f.sound[1]) },
			[]monitor.Level{},
			nil,
		},
		"one that follows more than has a box": {
			api.ChannelInfo{Kind: "shoutrrr", Service: "slack", Mirror: []string{"trade", "busy"}},
			func(f *channelForm) { test.Tap(f.mirror[0]) },
			nil,
			[]string{"busy", "login", "trade"},
		},
		"one that is to follow nothing": {
			api.ChannelInfo{Kind: "shoutrrr", Service: "smtp", Where: "post.example", Mirror: []string{"error"}},
			func(f *channelForm) { test.Tap(f.mirror[3]) },
			nil,
			[]string{},
		},
		"an Alertmanager": {api.ChannelInfo{Kind: "alertmanager"}, func(*channelForm) {}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			backend := alerting()
			c.channel.Name, c.channel.Levels = "it", bothLevels
			backend.channels = []api.ChannelInfo{c.channel}
			w := openAlerts(t, backend, LookDark)
			test.Tap(w.alerts.channels.cards[0].edit)
			f := w.alerts.form
			if f.sound[0].Visible() != (c.sound != nil) || f.mirror[0].Visible() != (c.mirror != nil) {
				t.Errorf("it offers sounds: %t, reports: %t", f.sound[0].Visible(), f.mirror[0].Visible())
			}
			c.tap(f)
			test.Tap(f.save)
			if got := backend.put["it"]; !reflect.DeepEqual(got.Sound, c.sound) || !reflect.DeepEqual(got.Mirror, c.mirror) {
				t.Errorf("saved %#v and %#v, want %#v and %#v", got.Sound, got.Mirror, c.sound, c.mirror)
			}
		})
	}
}

// A channel is edited as what it is, and what is not known keeps its address too.
func TestEditFindsTheForm(t *testing.T) {
	for title, c := range map[string]api.ChannelInfo{
		"Email":         {Kind: "shoutrrr", Service: "smtp", Where: "post.example"},
		"Other service": {Kind: "shoutrrr", Trouble: "The keyring does not answer."},
	} {
		backend := alerting()
		c.Name, c.Levels = "it", bothLevels
		backend.channels = []api.ChannelInfo{c}
		w := openAlerts(t, backend, LookDark)
		test.Tap(w.alerts.channels.cards[0].edit)
		f := w.alerts.form
		if got := view.ChannelForms[f.form].Title; got != title {
			t.Errorf("%+v is edited as %q, want %q", c, got, title)
		}
		test.Tap(f.save)
		if got := backend.put["it"]; got.Kind != "shoutrrr" || got.Address != "" || f.Visible() {
			t.Errorf("%s: saved %+v", title, got)
		}
	}
}

// On a narrow window the fields of a row go on below one another.
func TestFormFitsIntoTheWindow(t *testing.T) {
	w := openAlerts(t, alerting(), LookDark)
	test.Tap(w.alerts.add)
	f := w.alerts.form
	f.whom.choose(toldOfThese)
	for _, width := range []float32{leastWidth, f.sheet.MinSize().Width} {
		f.compose(width - 2*formLeft)
		for i, o := range slices.Concat(f.controls()[len(f.cards):], []fyne.CanvasObject{f.words[0], f.words[2]}) {
			if end := o.Position().X + o.Size().Width; o.Visible() && (end > width-formLeft || o.Size().Width < o.MinSize().Width) {
				t.Errorf("in a width of %g field %d is %g wide and ends at %g", width, i, o.Size().Width, end)
			}
		}
	}
}

// An address is a secret: nobody who looks over a shoulder reads it.
func TestAddressIsHidden(t *testing.T) {
	w := openAlerts(t, alerting(), LookDark)
	test.Tap(w.alerts.add)
	f := w.alerts.form
	if !f.address.Password || !f.secret.Password {
		t.Fatal("what is typed can be read")
	}
	test.Tap(f.reveal)
	if f.address.Password || f.reveal.label != "Hide" {
		t.Error("Show does not show it")
	}
	test.Tap(f.cancel)
	test.Tap(w.alerts.add)
	if !f.address.Password || f.reveal.label != "Show" || f.address.Text != "" {
		t.Error("the next form shows it too")
	}
}

func TestDrill(t *testing.T) {
	backend := alerting()
	backend.drill = api.Drill{Incident: "open", Opened: noon, Channels: []api.DrillChannel{
		{Channel: "owner", Told: true, Seconds: 10.6}, {Channel: "partner", Reason: "it is quiet until 08:30"},
	}}
	w := openAlerts(t, backend, LookDark)
	p := w.alerts
	test.Tap(p.drillIt)
	if backend.drills != 0 || !p.drill.Visible() || w.win.Canvas().Focused() != p.drill.run {
		t.Fatal("it is not asked first")
	}
	var later func()
	w.spawn = func(f func()) { later = f }
	w.press(fyne.KeyReturn)
	w.clock = func() time.Time { return noon.Add(12 * time.Second) }
	p.tick()
	if !p.drill.said("for 12 s so far") || !p.drill.run.disabled {
		t.Error("it does not tell that it runs")
	}
	w.spawn = func(f func()) { f() }
	later()
	for _, want := range []string{"1 of 2 channels were told.", "Told after 10.6 s.", "Not told: it is quiet until 08:30."} {
		if !p.drill.said(want) {
			t.Errorf("%q is not said", want)
		}
	}
	backend.failing = errors.New("a drill runs already")
	test.Tap(p.drill.run)
	if !p.drill.said("The drill did not run. A drill runs already.") {
		t.Error("a failure is not told")
	}
	backend.failing = nil
	test.Tap(p.drill.run)
	test.Tap(p.drill.incident)
	if w.chosen != tabIncidents || w.incidents.table.selected != "open" {
		t.Errorf("the drill leads to %q", w.incidents.table.selected)
	}
}

// said tells whether words stand on the panel, however they are broken.
func (p *drillPanel) said(words string) bool {
	var all []string
	for _, text := range p.texts {
		if text.Visible() {
			all = append(all, text.Text)
		}
	}
	return strings.Contains(strings.Join(all, " "), words)
}

// Texts of elsewhere stay within their card and panel.
func TestLongTextsStayInside(t *testing.T) {
	w := openAlerts(t, wordy(), LookDark)
	w.win.Resize(fyne.NewSize(leastWidth, leastHeight))
	p := w.alerts
	for _, c := range p.channels.cards {
		for _, text := range c.texts {
			if end := text.Position().X + textWidth(text.Text, text.TextSize, text.TextStyle.Bold); text.Visible() && end > c.Size().Width-cardInset+1 {
				t.Errorf("%q ends at %g of %g", text.Text, end, c.Size().Width)
			}
		}
		if c.height > 2000 {
			t.Errorf("a card is %g high", c.height)
		}
	}
	p.inbox.choose("long")
	p.turn(faceLetter)
	for _, text := range p.letter.texts {
		if end := text.Position().X + textWidth(text.Text, text.TextSize, text.TextStyle.Bold); text.Visible() && end > p.letter.Size().Width {
			t.Errorf("%q ends at %g of %g", text.Text, end, p.letter.Size().Width)
		}
	}
}
