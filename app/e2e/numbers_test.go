//go:build desktop && linux

package e2e

import (
	"encoding/json"
	"math"
	"path/filepath"
	"testing"
	"time"

	"sentinel/monitor/api"
)

// What the history says of three days of made-up robots is what a plain script
// reckons from the beats that were exported.
func TestExportedNumbersAreTheHistorys(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	t.Log(r.run("sentinelctl", "simulate", "--past", "3d", "--robots", "2", "--accounts", "22"))
	r.start()
	beats, script := filepath.Join(r.home, "beats.ndjson"), must(t, "testdata/numbers.py")
	r.run("sentinelctl", "export", "--past", "4d", "-o", beats)
	from := time.Now().UTC().Add(-60 * time.Hour).Truncate(time.Hour)
	to := from.Add(58 * time.Hour)
	outages := 0
	for _, key := range []string{"alpha", "bravo", "alpha/ACC_001", "alpha/ACC_003", "alpha/ACC_007", "bravo/ACC_001", "bravo/ACC_005", "bravo/ACC_009", "bravo/ACC_011"} {
		var want struct {
			Beats, Misses, Outages int
			Median, P95, P99       float64
			Down                   float64 `json:"down_seconds"`
			LongestGap             float64 `json:"longest_gap_seconds"`
			Availability           float64
		}
		between := []string{from.Format(time.RFC3339), to.Format(time.RFC3339)}
		if err := json.Unmarshal([]byte(r.run("python3", script, beats, key, between[0], between[1])), &want); err != nil {
			t.Fatal(err)
		}
		var history api.History
		if err := json.Unmarshal([]byte(r.run("sentinelctl", "history", key, "--json", "--from", between[0], "--to", between[1])), &history); err != nil {
			t.Fatal(err)
		}
		got := history.Total
		outages += got.Outages
		if got.Beats != want.Beats || got.Misses != want.Misses || got.Outages != want.Outages || got.LongestGapSeconds != want.LongestGap {
			t.Errorf("%s: %+v, want %+v", key, got, want)
		}
		for what, pair := range map[string][2]float64{
			"median": {*got.GapSeconds.Median, want.Median}, "95 %": {*got.GapSeconds.P95, want.P95}, "99 %": {*got.GapSeconds.P99, want.P99},
		} {
			if math.Abs(pair[0]-pair[1]) > want.Median/100 {
				t.Errorf("%s: %s of the gaps is %v, want %v", key, what, pair[0], pair[1])
			}
		}
		// The engine looks once a second in a past, at the beginning of an outage and at its end.
		if math.Abs(got.DownSeconds-want.Down) > float64(2*want.Outages) {
			t.Errorf("%s: down for %v s, want %v", key, got.DownSeconds, want.Down)
		}
		if math.Abs(*got.Availability-want.Availability) > 1e-4 {
			t.Errorf("%s: availability %v, want %v", key, *got.Availability, want.Availability)
		}
	}
	if outages < 5 {
		t.Errorf("only %d outages: nothing to compare", outages)
	}
}

func must(t *testing.T, path string) string {
	t.Helper()
	absolute, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return absolute
}
