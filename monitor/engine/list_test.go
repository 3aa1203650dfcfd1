package engine

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sentinel/monitor"
)

var messages = []string{"", "Margin low", "ÄRGER with EURUSD", "ok"}

// The index answers as monitor.Select does, which looks at all subjects.
func TestPagesAgreeWithSelect(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var now time.Duration
		e := New(Options{Clock: func() monitor.Reading {
			return monitor.Reading{Wall: time.Unix(1_790_000_000, 0).Add(now), Steady: now}
		}})
		for range rapid.IntRange(1, 60).Draw(rt, "steps") {
			now += time.Duration(rapid.Int64Range(0, 100).Draw(rt, "by")) * time.Second
			e.before, e.reading = e.reading, e.options.Clock()
			e.passDue()
			key := monitor.Key(fmt.Sprintf("r%d", rapid.IntRange(0, 2).Draw(rt, "robot")))
			if n := rapid.IntRange(0, 6).Draw(rt, "account"); n > 0 {
				key += monitor.Key(fmt.Sprintf("/A%d", n))
			}
			if slot, known := e.slots[key]; known && rapid.IntRange(0, 9).Draw(rt, "forget") == 0 {
				e.remove(slot)
				continue
			}
			arrive(rt, e, key, now)
			if rapid.IntRange(0, 3).Draw(rt, "ask") == 0 {
				compare(rt, e)
			}
		}
		compare(rt, e)
	})
}

func arrive(rt *rapid.T, e *Engine, key monitor.Key, now time.Duration) {
	statuses := []string{
		monitor.StatusActive, monitor.StatusIdle, monitor.StatusExpired, monitor.StatusError,
		monitor.StatusHealthy, monitor.StatusDegraded, monitor.StatusUnhealthy,
	}
	beat := monitor.Heartbeat{
		Status:  rapid.SampledFrom(statuses).Draw(rt, "status"),
		Message: rapid.SampledFrom(messages).Draw(rt, "message"),
		SentAt:  time.Unix(int64(now/time.Second), 0),
	}
	if orders := rapid.IntRange(-1, 3).Draw(rt, "orders"); orders >= 0 {
		beat.OpenOrders = &orders
	}
	p := Arrived{Posting: monitor.Posting{Key: key, Source: monitor.SourceReceiver, Beat: beat, At: time.Now().Add(time.Hour)}}
	e.receive(&p)
}

func compare(rt *rapid.T, e *Engine) {
	q := monitor.Query{
		Sort:   rapid.SampledFrom(append([]string{""}, monitor.Sorts...)).Draw(rt, "sort"),
		Desc:   rapid.Bool().Draw(rt, "desc"),
		Text:   rapid.SampledFrom([]string{"", "a1", "ACTIVE", "ärger", "LOW", "nobody"}).Draw(rt, "text"),
		Robot:  rapid.SampledFrom([]string{"", "r1", "r"}).Draw(rt, "of"),
		Offset: rapid.IntRange(0, 5).Draw(rt, "offset"),
		Limit:  rapid.IntRange(1, 30).Draw(rt, "limit"),
	}
	if rapid.Bool().Draw(rt, "levels") {
		q.Levels = []monitor.Level{monitor.LevelCritical, monitor.LevelWarning}
	}
	var all []monitor.Subject
	for _, r := range e.records {
		if r != nil {
			all = append(all, r.subject(e.reading, e.index.crews[string(r.key)]))
		}
	}
	want := monitor.Select(all, q)
	e.index.found = found{} // of earlier in this second: whoever leafs is shown that
	records, total := e.index.page(q, e.reading.Steady)
	got := monitor.Page{Total: total, Overall: e.index.overall(), Counts: e.index.counts()}
	for _, r := range records {
		got.Subjects = append(got.Subjects, r.subject(e.reading, e.index.crews[string(r.key)]))
	}
	if got.Total != want.Total || got.Overall != want.Overall || fmt.Sprint(got.Counts) != fmt.Sprint(want.Counts) ||
		!slices.Equal(keysOf(got), keysOf(want)) {
		rt.Fatalf("%+v:\ngot  %d %v %v %v\nwant %d %v %v %v", q,
			got.Total, got.Overall, got.Counts, keysOf(got), want.Total, want.Overall, want.Counts, keysOf(want))
	}
}

func keysOf(page monitor.Page) []monitor.Key {
	keys := make([]monitor.Key, 0, len(page.Subjects))
	for _, s := range page.Subjects {
		keys = append(keys, s.Key)
	}
	return keys
}
