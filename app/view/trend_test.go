package view

import (
	"strings"
	"testing"

	"sentinel/monitor/api"
)

func TestDriftWords(t *testing.T) {
	d := api.Drift{Key: "alpha/ACC_003", Change: 0.396, P95Seconds: 84, BeforeP95Seconds: 60.2}
	if got := Drift(d); got != "alpha/ACC_003 beats 40 % slower than in the weeks before" {
		t.Error(got)
	}
	if got := DriftNumbers(d); got != "95 of 100 beats came within 84.0 s in the last 7 days, and within 60.2 s before" {
		t.Error(got)
	}
	d.Change = -0.3
	if got := Drift(d); !strings.Contains(got, "30 % faster") {
		t.Error(got)
	}
}

func TestSuggestionWords(t *testing.T) {
	r := api.Rhythm{Interval: 120, Grace: 15, MaxMisses: 1, Suggested: &api.Suggestion{Interval: 60, MaxMisses: 2}}
	if got, want := Suggestion(r), "Its heartbeats suggest one every 1 min with up to 2 misses, missing after 3 min 15 s; "+
		"now one every 2 min with up to 1 miss, missing after 4 min 15 s"; got != want {
		t.Errorf("%q", got)
	}
	r.Suggested = &api.Suggestion{Interval: 120, MaxMisses: 1}
	if got := Suggestion(r); got != "Its heartbeats fit what is expected: one every 2 min with up to 1 miss" {
		t.Errorf("%q", got)
	}
	if got := Suggestion(api.Rhythm{Why: "It is too early."}); got != "It is too early." {
		t.Errorf("%q", got)
	}
}

func TestLeftOutShares(t *testing.T) {
	f := api.Fared{Seconds: 2000, LeftOutSeconds: api.LeftOut{Unseen: 1000, Unobserved: 52, Quiet: 600, Paused: 0.5, Stopped: 1}}
	if got := LeftOutShares(f); got != "5.2 % nobody watched, 60 % the market was closed, 0.1 % stopped" {
		t.Errorf("%q", got)
	}
	if got := LeftOutShares(api.Fared{Seconds: 10, LeftOutSeconds: api.LeftOut{Unseen: 10}}); got != "" {
		t.Errorf("of time before they were seen: %q", got)
	}
}

func TestBarsAndWeek(t *testing.T) {
	if got := Bars([]float64{0, 1, 4, 8, 0.001}); got != "·▁▄█▁" {
		t.Error(got)
	}
	week := Week([]api.HourOfOutages{{Weekday: "Monday", Hour: 0, DownSeconds: 60}, {Weekday: "Sunday", Hour: 23, DownSeconds: 30}})
	if len(week) != 8 || week[1] != "Mon  █"+strings.Repeat("·", 23) || week[7] != "Sun  "+strings.Repeat("·", 23)+"▄" {
		t.Errorf("%s", strings.Join(week, "\n"))
	}
}
