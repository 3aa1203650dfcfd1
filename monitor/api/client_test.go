package api

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
)

func TestClientAgainstServer(t *testing.T) {
	fake, dir := newFake(), t.TempDir()
	address, end := running(t, fake, dir)
	client, err := Dial(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if client.Address() != address {
		t.Errorf("found %s, want %s", client.Address(), address)
	}
	ctx := t.Context()

	page, err := client.Subjects(ctx, monitor.Query{
		Text: "a", Levels: []monitor.Level{monitor.LevelOK, monitor.LevelCritical}, Sort: "key", Desc: true, Limit: 1, Offset: 1,
	})
	if err != nil || page.Total != 2 || len(page.Subjects) != 1 || page.Subjects[0].Key != "alpha/ACC_003" ||
		page.Overall != monitor.LevelCritical || page.Counts[monitor.LevelOK] != 1 {
		t.Errorf("subjects: %v %+v", err, page)
	}
	subject, err := client.Subject(ctx, "alpha/ACC_003")
	if err != nil || subject.Key != "alpha/ACC_003" || *subject.OpenOrders != 2 {
		t.Errorf("subject: %v %+v", err, subject)
	}
	if list, err := client.Sources(ctx); err != nil || len(list) != 1 || list[0].Name != "beta" {
		t.Errorf("sources: %v %+v", err, list)
	}
	if list, err := client.Incidents(ctx, IncidentQuery{State: "open"}); err != nil || len(list) != 1 {
		t.Errorf("incidents: %v %+v", err, list)
	}
	if info, err := client.Info(ctx); err != nil || info.Version != "1.2.3" {
		t.Errorf("info: %v %+v", err, info)
	}
	fake.took()

	at := time.Date(2026, 1, 20, 9, 30, 0, 0, time.UTC)
	if o, err := client.Overall(ctx, OverallQuery{From: at, To: at.AddDate(0, 0, 7), Step: 24 * time.Hour, Robot: "alpha"}); err != nil || o.Robot != "alpha" || o.Subjects != 2 {
		t.Errorf("overall: %v %+v", err, o)
	}
	if asked := fake.took(); asked != `overall "alpha" 2026-01-20T09:30:00Z to 2026-01-27T09:30:00Z by 24h0m0s` {
		t.Errorf("overall: asked %q", asked)
	}
	if r, err := client.Rhythm(ctx, "alpha/ACC_003"); err != nil || r.Key != "alpha/ACC_003" || !r.News() {
		t.Errorf("rhythm: %v %+v", err, r)
	}
	if a, err := client.AcceptRhythm(ctx, "alpha/ACC_003", Suggestion{60, 1}); err != nil || !a.InForce || a.Path != "config.toml" {
		t.Errorf("accepted: %v %+v", err, a)
	}
	fake.took()

	yes := true
	calls := map[string]struct {
		call func() error
		want string
	}{
		"pause":  {func() error { return client.Act(ctx, "alpha/ACC_003", ActionPause, 0) }, "pause alpha/ACC_003 0s"},
		"snooze": {func() error { return client.Act(ctx, "beta", ActionSnooze, DefaultSnooze) }, "snooze beta 1h0m0s"},
		"end":    {func() error { return client.Act(ctx, "beta", ActionSnooze, 0) }, "snooze beta 0s"},
		"forget": {func() error { return client.Forget(ctx, "beta") }, "forget beta"},
		"window": {func() error { return client.ShowWindow(ctx) }, "window"},
		"test": {func() error {
			return client.SetTest(ctx, TestStatus{Source: "v p/s", Type: "custom", Message: "<🔄>", TTL: Duration(DefaultTTL), SessionActive: &yes})
		}, `test v p/s custom "<🔄>" 5m0s true`},
		"test, default": {func() error { return client.SetTest(ctx, TestStatus{Type: "trade"}) }, `test  trade "" 5m0s nil`},
		"put": {func() error {
			return client.PutChannel(ctx, "the owner/me", ChannelSettings{
				Kind: "shoutrrr", Address: "telegram://T", Levels: []monitor.Level{monitor.LevelCritical}, EscalateAfter: Duration(time.Minute),
			})
		}, `put the owner/me shoutrrr to "telegram://T", "": [critical] [], ""  false 1m0s`},
		"remove": {func() error { return client.RemoveChannel(ctx, "the owner/me") }, "remove the owner/me"},
		"try": {func() error {
			got, err := client.TestChannel(ctx, "the owner/me")
			if got.Channel != "the owner/me" || got.Taken || got.Error == "" {
				t.Errorf("tried: %+v", got)
			}
			return err
		}, "test channel the owner/me"},
		"drill": {func() error {
			drill, err := client.Drill(ctx)
			if drill.Incident != "i1" || drill.Key != monitor.DrillKey {
				t.Errorf("a drill: %+v", drill)
			}
			return err
		}, "drill"},
		"channels": {func() error {
			list, err := client.Channels(ctx)
			if len(list) != 1 || list[0].Told == nil {
				t.Errorf("channels: %+v", list)
			}
			return err
		}, "channels"},
		"messages": {func() error {
			list, err := client.Messages(ctx, MessageQuery{})
			if len(list) != 1 || list[0].State != MessageDelivered {
				t.Errorf("messages: %+v", list)
			}
			return err
		}, `100 messages of "" before now`},
		"some messages": {func() error {
			_, err := client.Messages(ctx, MessageQuery{Channel: "the owner/me", Before: at.Add(time.Nanosecond), Limit: 3})
			return err
		}, `3 messages of "the owner/me" before 2026-01-20T09:30:00.000000001Z`},
		"remote": {func() error {
			_, err := client.Remote(ctx, "v p/s", RemoteQuery{What: "logs", LogType: "session", Lines: 7})
			return err
		}, "remote v p/s logs session 7"},
	}
	for name, test := range calls {
		if err := test.call(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if asked := fake.took(); asked != test.want {
			t.Errorf("%s: the monitor was asked %q, want %q", name, asked, test.want)
		}
	}

	refusals := map[string]struct {
		call func() error
		kind error
		says string
	}{
		"unknown":  {func() error { _, err := client.Subject(ctx, "gamma"); return err }, ErrNotFound, "no robot or account gamma is known"},
		"bad sort": {func() error { _, err := client.Subjects(ctx, monitor.Query{Sort: "x"}); return err }, ErrInvalid, "want one of urgency"},
		"bad test": {func() error { return client.SetTest(ctx, TestStatus{Type: "x"}) }, ErrInvalid, "want one of waiting"},
		"no token": {func() error { return newClient(address, "x").ShowWindow(ctx) }, ErrRefused, "control token is wrong"},
	}
	for name, test := range refusals {
		err := test.call()
		if !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %q", name, err, test.says)
		}
	}

	end()
	if _, err := client.Info(ctx); !errors.Is(err, ErrNoMonitor) {
		t.Errorf("after the end: %v", err)
	}
	if _, err := Dial(dir); !errors.Is(err, ErrNoMonitor) {
		t.Errorf("the address is still there: %v", err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := client.Info(cancelled); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// A monitor that other machines can reach is found by clients on its own, and
// gets the token for reading too.
func TestClientAgainstAllAddresses(t *testing.T) {
	dir := t.TempDir()
	address, _ := runningOn(t, "0.0.0.0:0", newFake(), dir)
	if !strings.HasPrefix(address, "0.0.0.0:") && !strings.HasPrefix(address, "[::]:") {
		t.Fatalf("listens on %s", address)
	}
	client, err := Dial(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if !strings.HasPrefix(client.Address(), "127.0.0.1:") {
		t.Errorf("found %s", client.Address())
	}
	if page, err := client.Subjects(t.Context(), monitor.Query{}); err != nil || page.Total != 2 {
		t.Errorf("subjects: %v %+v", err, page)
	}
	for event, err := range client.Events(t.Context()) {
		if err != nil || event.Snapshot == nil {
			t.Errorf("events: %v %+v", err, event)
		}
		break
	}
	client.token = testToken
	if _, err := client.Info(t.Context()); !errors.Is(err, ErrRefused) {
		t.Errorf("with a wrong token: %v", err)
	}
}

// Reading on loopback does not show the token to whoever listens there now.
func TestClientKeepsItsToken(t *testing.T) {
	var said []string
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		said = append(said, r.Method+" "+r.Header.Get("Authorization"))
	}))
	defer s.Close()
	client := newClient(s.Listener.Addr().String(), "secret")
	client.Subjects(t.Context(), monitor.Query{})
	client.Info(t.Context())
	client.ShowWindow(t.Context())
	client.Remote(t.Context(), "vps", RemoteQuery{What: "logs"})
	if got := strings.Join(said, ", "); got != "GET , GET , POST Bearer secret, GET Bearer secret" {
		t.Errorf("said %s", got)
	}
}

// A stranger on the port is no monitor.
func TestClientAgainstAStranger(t *testing.T) {
	for name, says := range map[string]string{"html": "<html>", "empty": "", "other JSON": `{"jsonrpc":"2.0","version":3}`} {
		t.Run(name, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			go func() {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				defer conn.Close()
				conn.Read(make([]byte, 4096))
				conn.Write([]byte("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + says))
			}()
			client := newClient(l.Addr().String(), testToken)
			if _, err := client.Info(t.Context()); !errors.Is(err, ErrNoMonitor) {
				t.Errorf("said %v", err)
			}
		})
	}
}
