//go:build desktop && linux

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/alert/channel"
)

// detour leads to one server whatever host is asked: Slack and Telegram have
// fixed ones.
type detour string

func (d detour) RoundTrip(r *http.Request) (*http.Response, error) {
	to, err := url.Parse(string(d))
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = to.Scheme, to.Host
	return http.DefaultTransport.RoundTrip(r)
}

// What each service receives when a robot dies with its accounts, and when it is
// back: testdata/received.txt shows it.
func TestWhatPeopleReceive(t *testing.T) {
	t.Parallel()
	var received strings.Builder
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		var pretty bytes.Buffer
		if err := json.Indent(&pretty, body, "", "  "); err != nil {
			t.Error(err)
		}
		fmt.Fprintf(&received, "%s\n", unescaped(pretty.String()))
		_, _ = io.WriteString(w, `{"ok":true}`)
	}))
	defer server.Close()
	post := startMailServer(t)

	opened := time.Date(2026, 1, 20, 14, 2, 0, 0, time.UTC)
	lastBeat := opened.Add(-4 * time.Minute)
	orders := 2
	incident := func(key monitor.Key) monitor.Incident {
		return monitor.Incident{
			ID: "i-" + string(key), Key: key, Kind: key.Kind(), Robot: key.Robot(), Account: key.Account(),
			Level: monitor.LevelCritical, Cause: monitor.CauseMissing, Message: "silent for 4 min", OpenOrders: &orders, Opened: opened,
			Known: &monitor.Known{Status: "healthy", LastBeat: &lastBeat, Source: "receiver"}, Notes: []monitor.Note{},
		}
	}
	died := alert.Message{ID: "m1", Kind: alert.Opened, At: opened, Incidents: []monitor.Incident{incident("alpha"), incident("alpha/ACC_003")}}
	died.Incidents[0].OpenOrders = nil
	back := alert.Message{ID: "m2", Kind: alert.Recovered, At: opened.Add(6 * time.Minute)}
	for _, i := range died.Incidents {
		end := back.At
		i.Closed, i.End, i.Duration = &end, monitor.EndRecovered, back.At.Sub(opened).Seconds()
		back.Incidents = append(back.Incidents, i)
	}

	for _, o := range []channel.Options{
		{Kind: channel.KindShoutrrr, URL: "slack://hook:T00000000-B00000000-XXXXXXXXXXXXXXXXXXXXXXXX@webhook"},
		{Kind: channel.KindShoutrrr, URL: "telegram://123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA@telegram?chats=1234"},
		{Kind: channel.KindShoutrrr, URL: "smtp://localhost:" + post.port + "/?from=sentinel@example.com&to=me@example.com"},
		{Kind: channel.KindWebhook, URL: "http://pager.example/sentinel"},
		{Kind: channel.KindAlertmanager, URL: "http://alertmanager.example"},
	} {
		name, _, _ := strings.Cut(o.URL, ":")
		if o.Kind != channel.KindShoutrrr {
			name = o.Kind
		}
		o.Transport = detour(server.URL)
		for _, m := range []alert.Message{died, back} {
			o.Text = func(m alert.Message) (string, string) { return view.AlertText(m, m.At.Add(15*time.Second)) }
			sender, err := channel.New(o)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&received, "== %s: %s\n", name, m.Kind)
			if err := sender.Send(t.Context(), m); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if name == "smtp" {
				received.WriteString(mailed(t, post.next(t).Mail))
			}
		}
	}
	want, err := os.ReadFile("testdata/received.txt")
	if err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(string(want), received.String()); diff != "" {
		t.Errorf("%s\nwhole:\n%s", diff, received.String())
	}
}

// unescaped shows what JSON may write in other ways.
func unescaped(text string) string {
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(text)
}

// mailed is a mail without what differs each time.
func mailed(t *testing.T, text string) string {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(m.Body)
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("From: %s\nTo: %s\nSubject: %s\n\n%s", m.Header.Get("From"), m.Header.Get("To"), subject, strings.ReplaceAll(string(body), "\r\n", "\n"))
}
