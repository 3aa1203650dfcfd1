package cli

import (
	"bytes"
	"testing"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
)

// Several robots may trade accounts of one name.
func TestAttentionNamesTheRobot(t *testing.T) {
	now := time.Date(2026, 1, 20, 9, 30, 0, 0, time.UTC)
	last, age, orders := now.Add(-4*time.Minute), 240.0, 2
	silent := monitor.Subject{
		Kind: monitor.KindAccount, Account: "ACC_003", Level: monitor.LevelCritical, Liveness: monitor.Missing,
		LastBeat: &last, AgeSeconds: &age, OpenOrders: &orders,
	}
	var page monitor.Page
	for _, robot := range []string{"alpha", "bravo"} {
		s := silent
		s.Key, s.Robot = monitor.Key(robot+"/ACC_003"), robot
		page.Subjects = append(page.Subjects, s)
	}
	page.Overall = monitor.LevelCritical
	var out bytes.Buffer
	p := &program{out: &out, now: func() time.Time { return now }}
	p.sayAttention(view.Model{Page: page, At: now})
	const want = "⬣ alpha/ACC_003 has been silent for 4 min, with 2 open orders\n" +
		"⬣ bravo/ACC_003 has been silent for 4 min, with 2 open orders\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}
