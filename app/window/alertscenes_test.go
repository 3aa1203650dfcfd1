package window

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sentinel/monitor/api"
)

// alertScenes are those of the Alerts tab.
var alertScenes = []scene{
	{"alerts", func(t *testing.T, look Look) *Window { return openAlerts(t, alerting(), look) }},
	{"alerts-message", func(t *testing.T, look Look) *Window {
		w := openAlerts(t, alerting(), look)
		w.press(fyne.KeyDown)
		w.press(fyne.KeyReturn)
		return w
	}},
	{"alerts-failing", func(t *testing.T, look Look) *Window {
		backend := failingChannel()
		backend.answer = func(name string) (api.ChannelTest, error) {
			return api.ChannelTest{Channel: name, Error: backend.channels[2].Trouble}, nil
		}
		w := openAlerts(t, backend, look)
		test.Tap(w.alerts.channels.cards[2].try)
		w.alerts.channels.scroll.ScrollToBottom()
		return w
	}},
	{"alerts-none", func(t *testing.T, look Look) *Window { return openAlerts(t, pictured(), look) }},
	{"alerts-unanswered", func(t *testing.T, look Look) *Window {
		backend := alerting()
		w := openAlerts(t, backend, look)
		backend.err = errors.New("nothing listens on 127.0.0.1:8787: start sentinel or sentinelctl run")
		w.lookAt(backend)
		return w
	}},
	{"alerts-form", func(t *testing.T, look Look) *Window {
		w := openAlerts(t, alerting(), look)
		test.Tap(w.alerts.add)
		return w
	}},
	{"alerts-form-wrong", func(t *testing.T, look Look) *Window {
		w := openAlerts(t, alerting(), look)
		test.Tap(w.alerts.add)
		form := w.alerts.form
		form.choose(4)
		form.name.SetText("owner")
		form.address.SetText("hooks.example")
		form.whom.choose(toldOfThese)
		form.from.SetText("22")
		test.Tap(form.save)
		return w
	}},
	{"alerts-edit", func(t *testing.T, look Look) *Window {
		w := openAlerts(t, alerting(), look)
		test.Tap(w.alerts.channels.cards[1].edit)
		return w
	}},
	{"alerts-edit-desktop", func(t *testing.T, look Look) *Window {
		w := openAlerts(t, alerting(), look)
		test.Tap(w.alerts.channels.cards[0].edit)
		return w
	}},
	{"alerts-saved", func(t *testing.T, look Look) *Window {
		backend := alerting()
		backend.channels = backend.channels[:2]
		w := openAlerts(t, backend, look)
		test.Tap(w.alerts.add)
		w.alerts.form.name.SetText("pocket")
		w.alerts.form.address.SetText("telegram://1:a@telegram?chats=2")
		test.Tap(w.alerts.form.save)
		return w
	}},
	{"alerts-drill", func(t *testing.T, look Look) *Window {
		backend := alerting()
		backend.drill = api.Drill{Incident: "open", Key: "drill", Opened: noon, Channels: []api.DrillChannel{
			{Channel: "desktop", Kind: "desktop", Told: true, Seconds: 10.1},
			{Channel: "owner", Kind: "shoutrrr", Told: true, Seconds: 10.6},
			{Channel: "partner", Kind: "shoutrrr", Reason: "it is told only what nobody has acknowledged for 10 min"},
		}}
		w := openAlerts(t, backend, look)
		test.Tap(w.alerts.drillIt)
		test.Tap(w.alerts.drill.run)
		return w
	}},
	{"alerts-hostile", func(t *testing.T, look Look) *Window {
		w := openAlerts(t, wordy(), look)
		w.win.Resize(fyne.NewSize(leastWidth, leastHeight))
		return w
	}},
	{"alerts-hostile-message", func(t *testing.T, look Look) *Window {
		w := openAlerts(t, wordy(), look)
		w.win.Resize(fyne.NewSize(leastWidth, leastHeight))
		w.press(fyne.KeyEnd)
		w.press(fyne.KeyReturn)
		return w
	}},
	{"alerts-form-narrow", func(t *testing.T, look Look) *Window {
		w := openAlerts(t, wordy(), look)
		w.win.Resize(fyne.NewSize(leastWidth, leastHeight))
		test.Tap(w.alerts.channels.cards[0].edit)
		focus(w.alerts.form.after)
		return w
	}},
}
