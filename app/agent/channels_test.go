package agent

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/config"
)

// info returns what is told of the office's channel.
func (o *office) info() api.ChannelInfo {
	o.t.Helper()
	list, err := o.a.Channels(o.t.Context())
	at := slices.IndexFunc(list, func(c api.ChannelInfo) bool { return c.Name == "owner" })
	if err != nil || at < 0 {
		o.t.Fatal(list, err)
	}
	return list[at]
}

// messages returns "state kind keys" of all, newest first.
func (o *office) messages(q api.MessageQuery) (states []string) {
	o.t.Helper()
	list, err := o.a.Messages(o.t.Context(), q)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, m := range list {
		state := m.State + " " + m.Kind
		for _, key := range m.Keys {
			state += " " + string(key)
		}
		states = append(states, state)
	}
	return states
}

func TestChannelsTellWhatWaitsAndWhy(t *testing.T) {
	inOffice(t, func(o *office) {
		if c := o.info(); c.Kind != "webhook" || c.Where != "127.0.0.1" || c.Waiting != 0 || c.Trouble != "" || c.Told != nil || len(c.Levels) != 2 {
			o.t.Errorf("at first: %+v", c)
		}
		o.phone.failing(func() error { return errNoAnswer })
		o.beat("alpha")
		time.Sleep(10 * time.Minute)
		if c := o.info(); c.Waiting != 1 || !strings.Contains(c.Trouble, "no answer") || c.Told != nil {
			o.t.Errorf("out of reach: %+v", c)
		}
		o.phone.failing(nil)
		time.Sleep(10 * time.Minute)
		if c := o.info(); c.Waiting != 0 || c.Trouble != "" || c.Told == nil || time.Since(*c.Told) > 10*time.Minute {
			o.t.Errorf("in reach again: %+v", c)
		}
	})
}

// This desktop is a channel without any settings; where there is none, one that
// the settings have says so.
func TestDesktopAmongTheChannels(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, filepath.Join(t.TempDir(), "state"), oneChannel, &wall{})
		defer func() { o.stop() }()
		list, err := o.a.Channels(t.Context())
		if err != nil || len(list) != 2 || list[0].Name != "desktop" || list[0].Kind != "desktop" || list[0].Where != "this desktop" || list[0].Trouble != "" ||
			!list[0].BuiltIn || list[1].BuiltIn {
			t.Errorf("%+v, %v", list, err)
		}
		if test, err := o.a.TestChannel(t.Context(), "desktop"); err != nil || !test.Taken {
			t.Errorf("tried: %+v, %v", test, err)
		}
		if err := o.a.RemoveChannel(t.Context(), "desktop"); !errors.Is(err, api.ErrRefused) || !strings.Contains(err.Error(), "none to take out") {
			t.Errorf("removed: %v", err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, filepath.Join(t.TempDir(), "state"), oneChannel+"[[channel]]\nname = \"desk\"\nkind = \"desktop\"\n", nil)
		defer func() { o.stop() }()
		list, err := o.a.Channels(t.Context())
		if err != nil || len(list) != 2 || list[1].Name != "desk" || !strings.Contains(list[1].Trouble, "This monitor has no desktop") {
			t.Errorf("%+v, %v", list, err)
		}
		if test, err := o.a.TestChannel(t.Context(), "desk"); err != nil || test.Taken || !strings.Contains(test.Error, "no desktop") {
			t.Errorf("tried: %+v, %v", test, err)
		}
	})
}

func TestWhereChannelsLead(t *testing.T) {
	t.Setenv("MAIL", "smtp://me:secret@post.example:587/?from=a@b.example&to=c@d.example")
	places := placesOf([]config.Channel{
		{Kind: "desktop"},
		{Kind: "shoutrrr", URL: "env:MAIL"},
		{Kind: "shoutrrr", URL: "env:NOT_SET_ANYWHERE"},
		{Kind: "webhook", URL: "https://hooks.example/", Secret: "env:NOT_SET_ANYWHERE"},
	})
	for n, want := range []place{
		{where: "this desktop"},
		{where: "post.example", service: "smtp"},
		{trouble: "Its address cannot be read: environment variable NOT_SET_ANYWHERE is not set"},
		{where: "hooks.example", trouble: "Its secret cannot be read: environment variable NOT_SET_ANYWHERE is not set"},
	} {
		if places[n] != want {
			t.Errorf("got %+v, want %+v", places[n], want)
		}
	}
}

func TestMessagesAreInTheWordsOfTheirDelivery(t *testing.T) {
	inOffice(t, func(o *office) {
		o.beat("alpha")
		o.phone.failing(func() error { return errNoAnswer })
		time.Sleep(30 * time.Minute)
		if got := o.messages(api.MessageQuery{}); !slices.Equal(got, []string{"waiting opened alpha"}) {
			o.t.Errorf("waiting: %q", got)
		}
		o.phone.failing(nil)
		time.Sleep(20 * time.Minute)
		list, err := o.a.Messages(o.t.Context(), api.MessageQuery{})
		if err != nil || len(list) != 1 {
			o.t.Fatal(list, err)
		}
		m := list[0]
		if m.State != api.MessageDelivered || m.Channel != "owner" || m.Level != monitor.LevelCritical || m.Test || m.Ended == nil || m.Tries == 0 || m.Error != "no answer" ||
			len(m.Incidents) != 1 || m.ID == "" || !m.At.Before(*m.Ended) || m.Made.Before(m.At) {
			o.t.Errorf("%+v", m)
		}
		if !strings.HasPrefix(m.Title, "⬣ Critical: ") || !strings.Contains(m.Title, "alpha") || !strings.Contains(m.Body, m.Ended.Local().Format("15:04")) {
			o.t.Errorf("%q\n%q: it was late, at %s", m.Title, m.Body, m.Ended)
		}
		o.beat("alpha")
		time.Sleep(time.Minute)
		if list, _ := o.a.Messages(o.t.Context(), api.MessageQuery{}); len(list) != 2 || list[0].Kind != "recovered" || list[0].Level != monitor.LevelOK {
			o.t.Errorf("recovered: %+v", list)
		}
		if got := o.messages(api.MessageQuery{Before: m.Made}); len(got) != 0 {
			o.t.Errorf("before the first: %q", got)
		}
		if got := o.messages(api.MessageQuery{Channel: "owner", Limit: 1}); !slices.Equal(got, []string{"delivered recovered alpha"}) {
			o.t.Errorf("the newest: %q", got)
		}
		if got := o.messages(api.MessageQuery{Channel: "nobody"}); len(got) != 0 {
			o.t.Errorf("of nobody: %q", got)
		}
	})
}

func TestTestMessageGoesPastTheOutboxAndIsBounded(t *testing.T) {
	inOffice(t, func(o *office) {
		if test, err := o.a.TestChannel(o.t.Context(), "owner"); err != nil || !test.Taken || test.Error != "" {
			o.t.Errorf("%+v, %v", test, err)
		}
		o.hears("test ")
		o.phone.failing(func() error { return errNoAnswer })
		if test, err := o.a.TestChannel(o.t.Context(), "owner"); err != nil || test.Taken || test.Error != "no answer" {
			o.t.Errorf("not taken: %+v, %v", test, err)
		}
		o.phone.failing(nil)
		o.phone.answers = time.Hour
		if test, err := o.a.TestChannel(o.t.Context(), "owner"); err != nil || test.Taken || test.Error != "it did not take the message within 12s" || test.Seconds != 12 {
			o.t.Errorf("hanging: %+v, %v", test, err)
		}
		gone, hangUp := context.WithCancel(o.t.Context())
		hangUp()
		if _, err := o.a.TestChannel(gone, "owner"); !errors.Is(err, context.Canceled) {
			o.t.Errorf("who asked has gone: %v", err)
		}
		o.phone.answers = 0
		time.Sleep(time.Hour)
		if got := o.messages(api.MessageQuery{}); !slices.Equal(got, []string{"refused test", "refused test", "delivered test"}) || o.info().Waiting != 0 || o.info().Trouble != "" {
			o.t.Errorf("beside the others are kept: %q", got)
		}
		if _, err := o.a.TestChannel(o.t.Context(), "nobody"); !errors.Is(err, api.ErrNotFound) {
			o.t.Errorf("nobody: %v", err)
		}
	})
}
