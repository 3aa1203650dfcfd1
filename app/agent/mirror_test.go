package agent

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/config"
)

// reports lets beats of alpha be read, one after the other.
func (o *office) reports(test bool, statuses ...string) {
	var seen []monitor.Receipt
	for _, status := range statuses {
		seen = append(seen, monitor.Receipt{Posting: monitor.Posting{
			Key: "alpha", At: time.Now(), Beat: monitor.Heartbeat{Status: status, Message: "<" + status + ">", Test: test},
		}})
	}
	o.a.mirror.take(seen)
}

func TestWhatRobotsReportIsMirrored(t *testing.T) {
	settings := oneChannel + "mirror = [\"trade\", \"profit\"]\nquiet_hours = \"02:00-03:00\"\ntimezone = \"UTC\"\n"
	inOfficeWith(t, settings, nil, func(o *office) { // at midnight, UTC
		o.reports(false, "trade") // which may have been so before
		time.Sleep(time.Second)
		o.hears()
		o.reports(false, "waiting", "trade", "trade", "waiting")
		o.reports(true, "profit")
		time.Sleep(time.Second)
		o.hears("status alpha: <trade> (" + time.Now().Local().Format("15:04") + ")")
		o.reports(false, "profit", "waiting", "profit")
		time.Sleep(mirrorEvery - 2*time.Second)
		o.hears()
		time.Sleep(2 * time.Second)
		if heard := o.phone.heard(); len(heard) != 1 || strings.Count(heard[0], "<profit>") != 2 {
			t.Errorf("within a minute it was told %q", heard)
		}
		time.Sleep(2*time.Hour + time.Minute)
		o.reports(false, "waiting", "trade")
		time.Sleep(2 * time.Hour)
		o.hears()
	})
}

// What Sentinel sends is no heartbeat, wherever it is sent: a webhook that leads
// back to the receiver makes no robot.
func TestNoticeIsNoHeartbeat(t *testing.T) {
	w := newWorld(t, "[listen]\naddress = \"127.0.0.1:0\"\n")
	answered := make(chan int, 1)
	_, near := w.doors()
	server := httptest.NewServer(http.HandlerFunc(func(wr http.ResponseWriter, r *http.Request) {
		again, _ := http.NewRequestWithContext(r.Context(), http.MethodPost, near+"/api/heartbeat/ghost", r.Body)
		again.Header.Set("Content-Type", "application/json")
		answer, err := http.DefaultClient.Do(again)
		if err != nil {
			t.Error(err)
			answered <- 0
			return
		}
		_ = answer.Body.Close()
		answered <- answer.StatusCode
	}))
	defer server.Close()
	send, err := NewSender(config.Channel{Kind: "webhook", URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []alert.Message{
		{ID: "1", Kind: alert.Status, At: time.Now(), Text: "alpha: trade"},
		{ID: "2", Kind: alert.Digest, At: time.Now(), Text: "all is well"},
		{ID: "3", Kind: alert.Opened, At: time.Now(), Incidents: []monitor.Incident{{ID: "x", Key: "ghost", Kind: monitor.KindRobot, Robot: "ghost"}}},
	} {
		_ = send.Send(t.Context(), m)
		if code := <-answered; code != http.StatusBadRequest && code != http.StatusNotFound {
			t.Errorf("%s: the receiver answered %d", m.Kind, code)
		}
	}
	if s, err := w.agent.Subject(t.Context(), "ghost"); err == nil {
		t.Errorf("a notice made a robot: %+v", s)
	}
}
