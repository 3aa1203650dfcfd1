package window

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

func (f *fake) Channels(context.Context) ([]api.ChannelInfo, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.channels), f.failing
}

func (f *fake) TestChannel(_ context.Context, name string) (api.ChannelTest, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tested = append(f.tested, name)
	if f.answer != nil {
		return f.answer(name)
	}
	return api.ChannelTest{Channel: name, Taken: true, Seconds: 0.42}, f.failing
}

func (f *fake) PutChannel(_ context.Context, name string, s api.ChannelSettings) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failing != nil {
		return f.failing
	}
	if f.put == nil {
		f.put = map[string]api.ChannelSettings{}
	}
	f.put[name] = s
	scheme, _, _ := strings.Cut(s.Address, ":")
	info := api.ChannelInfo{
		Name: name, Kind: s.Kind, Where: scheme, Service: scheme, Levels: s.Levels, Keys: s.Keys, QuietHours: s.QuietHours,
		Timezone: s.Timezone, ExceptCritical: s.ExceptCritical, EscalateAfter: time.Duration(s.EscalateAfter).Seconds(),
		Mirror: s.Mirror, Sound: s.Sound,
	}
	if i := slices.IndexFunc(f.channels, func(c api.ChannelInfo) bool { return c.Name == name }); i >= 0 {
		f.channels[i] = info
	} else {
		f.channels = append(f.channels, info)
	}
	return nil
}

func (f *fake) RemoveChannel(_ context.Context, name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.failing != nil {
		return f.failing
	}
	f.removed = append(f.removed, name)
	f.channels = slices.DeleteFunc(slices.Clone(f.channels), func(c api.ChannelInfo) bool { return c.Name == name })
	return nil
}

func (f *fake) Messages(_ context.Context, q api.MessageQuery) ([]api.Message, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.mail = append(f.mail, q)
	var list []api.Message
	for _, m := range f.messages {
		if (q.Channel == "" || q.Channel == m.Channel) && (q.Before.IsZero() || m.Made.Before(q.Before)) && len(list) < q.Limit {
			list = append(list, m)
		}
	}
	return list, f.failing
}

func (f *fake) Drill(context.Context) (api.Drill, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.drills++
	return f.drill, f.failing
}

var bothLevels = []monitor.Level{monitor.LevelWarning, monitor.LevelCritical}

// message is one that a channel took so long before noon.
func message(id, channel, kind string, before time.Duration, level monitor.Level, title string) api.Message {
	at := noon.Add(-before)
	ended := at.Add(11 * time.Second)
	return api.Message{
		ID: id, Channel: channel, Kind: kind, Level: level, Title: title, Incidents: []string{"open"}, Keys: []monitor.Key{"alpha/ACC_003"},
		Body: "Account ACC_003 of robot alpha.\nSince 13:57, last heartbeat 13:55.\nCheck that the robot runs and that its machine is up.",
		At:   at, Made: at.Add(10 * time.Second), Ended: &ended, State: api.MessageDelivered,
	}
}

// alerting is a monitor with channels that fare differently, and messages of every
// kind.
func alerting() *fake {
	const critical, warning = monitor.LevelCritical, monitor.LevelWarning
	backend := eventful()
	backend.channels = []api.ChannelInfo{
		{Name: "desktop", Kind: "desktop", Levels: bothLevels, Sound: []monitor.Level{critical}},
		{
			Name: "owner", Kind: "shoutrrr", Where: "telegram", Service: "telegram", Levels: bothLevels, QuietHours: "22:00-07:00", Timezone: "Asia/Bangkok",
			ExceptCritical: true, Told: ptr(noon.Add(-3 * time.Minute)),
		},
		{
			Name: "partner", Kind: "shoutrrr", Where: "slack", Service: "slack", Levels: []monitor.Level{critical}, Keys: []string{"alpha", "alpha/*"},
			EscalateAfter: 600, Mirror: []string{"trade", "profit"}, Told: ptr(noon.Add(-26 * time.Hour)),
		},
	}
	late := message("late", "owner", "opened", 5*time.Hour+20*time.Minute, critical, "⬣ Critical: alpha cannot be reached; 12 of its accounts too")
	late.Ended = ptr(late.At.Add(98 * time.Minute))
	tried := message("tried", "desktop", "test", 26*time.Hour, critical, "⬣ Critical: TEST: vps reports an error: “❌ Error occurred”")
	tried.Test = true
	good := message("good", "owner", "recovered", 5*time.Hour, monitor.LevelOK, "● alpha is alive again after 22 min")
	digest := message("digest", "owner", "digest", 30*time.Hour, monitor.LevelOK, "14 accounts, 99.97 %, one incident of 3 min")
	digest.Incidents, digest.Keys = nil, nil
	backend.messages = []api.Message{
		message("now", "owner", "opened", 4*time.Minute, critical, "⬣ Critical: ACC_003 went silent, with 2 open orders"),
		message("desk", "desktop", "opened", 4*time.Minute, critical, "⬣ Critical: ACC_003 went silent, with 2 open orders"),
		message("worse", "owner", "worsened", 3*time.Hour, warning, "▲ Warning: ACC_011 reports that it is degraded"),
		good, late, tried, digest,
	}
	return backend
}

// failingChannel is alerting with a channel that takes nothing.
func failingChannel() *fake {
	backend := alerting()
	partner := &backend.channels[2]
	partner.Waiting, partner.Trouble = 4, "Slack says that there is no such webhook: make another one and put its address in"
	waits := message("waits", "partner", "opened", 4*time.Minute, monitor.LevelCritical, "⬣ Critical: ACC_003 went silent, with 2 open orders")
	waits.State, waits.Ended, waits.Tries, waits.Error = api.MessageWaiting, nil, 3, partner.Trouble
	refused := message("refused", "partner", "opened", 2*time.Hour, monitor.LevelCritical, "⬣ Critical: ACC_001 cannot be reached")
	refused.State, refused.Error = api.MessageRefused, "the message is longer than Slack takes"
	backend.messages = slices.Insert(backend.messages, 2, waits, refused)
	return backend
}

// wordy is a monitor whose channels and messages are as long as they can be.
func wordy() *fake {
	backend := hostile()
	long := strings.Repeat("⚠️ **bold** <b>tag</b> [link](http://x) \u202egnorw ", 12)
	backend.channels = []api.ChannelInfo{
		{
			Name: strings.Repeat("channel-", 12), Kind: "webhook", Where: strings.Repeat("host.", 40) + "example", Levels: monitor.Levels,
			Keys: slices.Repeat([]string{strings.Repeat("k", 64) + "/*"}, 9), QuietHours: "00:00-24:00", Timezone: "America/Argentina/ComodRivadavia",
			EscalateAfter: 1e9, Mirror: slices.Repeat([]string{"custom"}, 60), Waiting: 1234567, Trouble: long, Told: ptr(noon.Add(-9000 * time.Hour)),
		},
		{Name: "new", Kind: "shoutrrr", Where: "discord", Service: "discord", Levels: bothLevels},
	}
	m := message("long", backend.channels[0].Name, strings.Repeat("kind", 20), 100*time.Hour, monitor.LevelCritical, long)
	m.Body, m.State, m.Ended, m.Tries, m.Error, m.Test = strings.Repeat(long+"\n", 6)+strings.Repeat("w", 900), api.MessageWaiting, nil, 99999, long, true
	m.Keys = slices.Repeat([]monitor.Key{backend.page.Subjects[0].Key}, 400)
	backend.messages = []api.Message{message("short", "new", "test", time.Hour, monitor.LevelOff, "x"), m}
	return backend
}

// flooded is a monitor that tells of many messages, a minute apart, on all
// channels in turn.
func flooded(n int) *fake {
	backend := alerting()
	backend.messages = nil
	for i := range n {
		channel := backend.channels[i%3].Name
		backend.messages = append(backend.messages, message(fmt.Sprint(i), channel, "opened", time.Duration(i)*time.Minute,
			monitor.LevelWarning+monitor.Level(i%2), fmt.Sprintf("message %d", i)))
	}
	return backend
}

// openAlerts opens the tab.
func openAlerts(t *testing.T, backend *fake, look Look) *Window {
	t.Helper()
	w := openWindow(t, backend, look)
	w.choose(tabAlerts)
	return w
}
