package api

import (
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/trend"
)

func TestHistoryQueries(t *testing.T) {
	fake := newFake()
	s := serve(t, fake, Options{Loopback: true})
	for _, test := range []struct {
		query  string
		status int
		want   string // asked of the monitor, or said in the problem
	}{
		{"?from=2026-01-20T09:00:00%2B07:00&to=2026-01-21T02:00:00Z", 200, "history alpha/ACC_003 2026-01-20T09:00:00+07:00 to 2026-01-21T02:00:00Z by 1h0m0s"},
		{"?to=2026-01-21T02:00:00Z&step=24h", 200, "history alpha/ACC_003 2026-01-20T02:00:00Z to 2026-01-21T02:00:00Z by 24h0m0s"},
		{"?from=yesterday", 400, "from \"yesterday\": want a time"},
		{"?from=2026-01-21T02:00:00Z&to=2026-01-21T02:00:00Z", 400, "from is not before to"},
		{"?from=2010-01-21T02:00:00Z&to=2026-01-21T02:00:00Z", 400, "more than ten years"},
		{"?from=2020-01-21T02:00:00Z&to=2026-01-21T02:00:00Z", 400, "make step longer"},
		{"?step=90m", 400, "whole hours"},
		{"?step=0s", 400, "whole hours"},
		{"?step=-1h", 400, "whole hours"},
		{"?step=often", 400, "want a length of time"},
		{"?stop=1h", 400, "possible: from, to, step"},
	} {
		fake.took()
		response, body := request{path: "/api/v1/history/alpha~ACC_003" + test.query}.send(t, s)
		if response.StatusCode != test.status {
			t.Errorf("%s: %s %s", test.query, response.Status, body)
			continue
		}
		if test.status == 200 {
			if asked := fake.took(); asked != test.want {
				t.Errorf("%s: asked %q", test.query, asked)
			}
		} else if detail := checkProblem(t, response, body).Detail; !strings.Contains(detail, test.want) {
			t.Errorf("%s: said %q", test.query, detail)
		}
	}
	fake.stalled = nil
	fake.err = errors.Join(ErrNotFound)
	if response, _ := (request{path: "/api/v1/history/nobody"}).send(t, s); response.StatusCode != 404 {
		t.Errorf("a subject that nobody knows: %s", response.Status)
	}
}

func TestSpanOfASummary(t *testing.T) {
	summary := trend.Merge(trend.Summarize(time.Unix(0, 0), time.Unix(3600, 0),
		[]time.Time{time.Unix(60, 0), time.Unix(120, 0), time.Unix(180, 500e6)},
		[]monitor.Turn{
			{At: time.Unix(60, 0), Level: monitor.LevelOK, Liveness: monitor.Alive},
			{At: time.Unix(360, 0), Level: monitor.LevelCritical, Liveness: monitor.Missing},
		}, monitor.Rhythm{Interval: time.Minute, Grace: time.Second, MaxMisses: 1})...)
	span := NewSpan(summary)
	if span.Seconds != 3600 || span.Beats != 3 || span.Outages != 1 || span.DownSeconds != 3240 || span.LeftOutSeconds.Unseen != 60 {
		t.Errorf("%+v", span)
	}
	if span.Availability == nil || *span.Availability < 0.0847 || *span.Availability > 0.0848 { // 300 s of 3540
		t.Errorf("availability %v", span.Availability)
	}
	if p := span.GapSeconds; p.P99 == nil || *p.P99 > 60.5 || span.LongestGapSeconds != 60.5 {
		t.Errorf("gaps %v %v, longest %v", p.Median, p.P99, span.LongestGapSeconds)
	}
	if none := NewSpan(trend.Summary{}); none.Availability != nil || none.GapSeconds.Median != nil {
		t.Errorf("of no time: %+v", none)
	}
}

func TestBeatsAsCSVAndNDJSON(t *testing.T) {
	fake := newFake()
	at := time.Date(2026, 1, 20, 2, 30, 0, 5e6, time.UTC)
	fake.kept = []monitor.Receipt{{Disposition: monitor.Older, Posting: monitor.Posting{
		Key: "alpha/ACC_003", Source: monitor.SourceReceiver, At: at, Raw: []byte(`{"message":"=1+1, \"x\""}`),
		Beat: monitor.Heartbeat{Status: "active", SentAt: at.In(jakarta)},
	}}, {Disposition: monitor.Kept, Posting: monitor.Posting{
		Key: "alpha/ACC_003", Source: monitor.SourcePing, Kind: monitor.PostLog, At: at, Raw: []byte("\xff<b>\r\nx"),
	}}}
	s := serve(t, fake, Options{Loopback: true})
	_, body := request{path: "/api/v1/history/alpha~ACC_003/beats?format=csv"}.send(t, s)
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(rows) != 3 || strings.Join(rows[0], ",") != "key,at,sent_at,status,source,disposition,kind,raw" {
		t.Fatalf("%v %q", err, body)
	}
	if got := strings.Join(rows[1], "|"); got != `alpha/ACC_003|2026-01-20T02:30:00.005Z|2026-01-20T09:30:00.005+07:00|active|receiver|older|beat|{"message":"=1+1, \"x\""}` {
		t.Errorf("row %s", got)
	}
	response, body := request{path: "/api/v1/history/alpha~ACC_003/beats"}.send(t, s)
	lines := strings.Split(strings.TrimSuffix(body, "\n"), "\n")
	if response.Header.Get("Content-Type") != "application/x-ndjson" || len(lines) != 2 {
		t.Fatalf("%v %q", response.Header, body)
	}
	if want := `{"key":"alpha/ACC_003","at":"2026-01-20T02:30:00.005Z","sent_at":null,"status":"","source":"ping","disposition":"kept","kind":"log","raw":"\ufffd<b>\r\nx"}`; lines[1] != want {
		t.Errorf("line %s\nwant %s", lines[1], want)
	}
}
