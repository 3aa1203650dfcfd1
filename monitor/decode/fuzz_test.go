package decode

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"sentinel/monitor"
)

func FuzzClean(f *testing.F) {
	for _, seed := range []string{
		"🔄 Waiting for signals...", "üîÑ Waiting", "â³ Wait", "âŒ", "‚úÖ Login", "Ã¢Å“â€¦", "👨\u200d👩\u200d👧", "1\ufe0f\u20e3",
		"\x1b[31mred", "a\u202eb", "ðŸ”", "ÂÂÂƒ", "ÐŸÑ€", "\xe2\xb3", "â€â€®®", "Ôªø\ufeff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		clean := Clean(text)
		checkClean(t, clean)
		if again := Clean(clean); again != clean {
			t.Errorf("cleaned twice: %q, then %q", clean, again)
		}
		r := File([]byte(clean+"\n2026-01-20T09:30:00Z\n"), FileOptions{Format: FormatSentinel})
		if !r.Complete || r.Beat.Message != clean {
			t.Errorf("written and read: %q, then %q", clean, r.Beat.Message)
		}
	})
}

// checkClean holds a message to what Clean promises.
func checkClean(t *testing.T, message string) {
	t.Helper()
	if n := utf8.RuneCountInString(message); n > MaxMessage || !utf8.ValidString(message) {
		t.Errorf("%d characters, valid %v", n, utf8.ValidString(message))
	}
	for _, r := range message {
		if unicode.In(r, unicode.Cc, unicode.Bidi_Control, unicode.Zl, unicode.Zp) || unicode.Is(unicode.Cf, r) && r != zwj {
			t.Errorf("%q holds %U", message, r)
		}
	}
}

func FuzzTimestamp(f *testing.F) {
	for _, seed := range []string{
		"2026-01-20T09:30:00.123456", "Tue 01/20/2026T 9:30:00.12", "20.01.2026T09:30:00,12", "1768876200123", "20260120T093000Z",
		"Tue Jan 20 02:30:00 UTC 2026", "1/20/2026 9:30:00 AM", "26/01/20T 9:30:00.12", "2026-10-25T02:30:00", "20-Jan-26T 9:30:00.12", "2026-01-20 09:30 UTC-3",
	} {
		f.Add(seed, int64(1768876200))
	}
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, near int64) {
		o := TimeOptions{Zone: zone, Near: time.Unix(near%1e10, 0)}
		sent, ok := Timestamp(text, o)
		if !ok {
			if !sent.IsZero() {
				t.Errorf("%q: a time that is none: %s", text, sent)
			}
			return
		}
		if year := sent.UTC().Year(); year < minYear-1 || year > maxYear+1 {
			t.Errorf("%q: year %d", text, year)
		}
		written, err := sent.MarshalText()
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if again, ok := Timestamp(string(written), o); !ok || !again.Equal(sent) {
			t.Errorf("%q: written as %s, read as %s, %v", text, written, again, ok)
		}
		if sent.After(o.Near.Add(tolerance)) && ClockFault(sent, o.Near, o.Near) == "" {
			t.Errorf("%q: %s is taken for good at %s", text, sent, o.Near)
		}
	})
}

func FuzzFile(f *testing.F) {
	for _, seed := range []string{
		"🔄 Waiting for signals...\n2026-01-20T09:30:00\n{\"session_active\": true}", "\xff\xfeO\x00K\x00\n\x001\x00", "✅ ok\r\nTue 01/20/2026T 9:30:00.12",
		`{"status":"healthy","timestamp":"2026-01-20T09:30:00Z"}`, `{"event":"ACCOUNT_HEARTBEAT","account":"A","status":"active","open_orders":2,"timestamp":1768901400}`,
		"üîÑ\n1768901400\n{\"test\":true,\"expires\":\"2026-01-20T09:35:00Z\"}", "{\n\"status\":", strings.Repeat("\x00", 40), "\xe2\xb3 Wait\n9999-01-01T00:00:00",
	} {
		for format := range uint8(4) {
			f.Add([]byte(seed), format)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, format uint8) {
		o := options
		o.Format = []string{FormatAuto, FormatSentinel, FormatJSON, FormatMtime}[format%4]
		r := File(data, o)
		checkBeat(t, r.Beat, o.Now)
		if r.Complete != (r.Why == "") || r.Complete && r.TimeUnparsable || r.TimeUnparsable && r.Beat.ClockFault == "" {
			t.Errorf("inconsistent: %+v", r)
		}
		if r.Complete && o.Format != FormatMtime && r.Beat.SentAt.IsZero() {
			t.Errorf("complete without a time: %+v", r)
		}
		if r.Complete && r.Beat.Status == "" && o.Format != FormatJSON && o.Format != FormatAuto {
			t.Errorf("complete without a status: %+v", r)
		}
		if o.Format == FormatSentinel && r.Complete {
			rewritten := r.Beat.Message + "\n" + r.Beat.SentAt.Format(time.RFC3339Nano)
			if again := File([]byte(rewritten), o); again.Beat.Message != r.Beat.Message || again.Beat.Status != r.Beat.Status ||
				!again.Beat.SentAt.Equal(r.Beat.SentAt) || again.Beat.ClockFault != r.Beat.ClockFault {
				t.Errorf("%+v, rewritten: %+v", r, again)
			}
		}
	})
}

// checkBeat holds a beat to what every decoder promises.
func checkBeat(t *testing.T, b monitor.Heartbeat, now time.Time) {
	t.Helper()
	checkClean(t, b.Message)
	checkClean(t, b.Status)
	if b.SentAt.After(now.Add(tolerance)) && b.ClockFault == "" {
		t.Errorf("sent at %s, in the future of %s, and believed", b.SentAt, now)
	}
	if b.Test == b.Expires.IsZero() {
		t.Errorf("a test and its end belong together: %+v", b)
	}
	if _, err := json.Marshal(b.Extra); err != nil {
		t.Errorf("unknown keys: %v", err)
	}
}

func FuzzEndpoint(f *testing.F) {
	for _, seed := range []string{
		`{"status":"🔄 Waiting for signals...","timestamp":"2026-01-20T09:30:00","session_active":false,"last_update":"x","uptime_seconds":0.0001}`,
		`{"status":"✅ ok","uptime_seconds":-1e300}`, `{"status":"","uptime_seconds":NaN}`, `{"status":"a","status":"b","x":{"y":[1,{"z":null}]}}`,
		`{"status":"error","message":"x"}`, `{"last_process_ts":1768901400}`, `[{"status":"ok","timestamp":1e10}]`, "\ufeff{\"status\":\"\\ud800\"}",
	} {
		f.Add([]byte(seed), "status", "timestamp")
		f.Add([]byte(seed), "0.status", "x.y[1].z")
	}
	f.Fuzz(func(t *testing.T, body []byte, statusPath, timePath string) {
		check := func(a Answer, err error) {
			if err != nil {
				return
			}
			checkBeat(t, a.Beat, asked.Now)
			if a.Age < 0 || a.Age > maxAge || a.Age != 0 && !a.HasAge || a.Fingerprint == "" {
				t.Errorf("%s: %+v", body, a)
			}
		}
		local := asked
		local.Zone = nil
		for _, o := range []EndpointOptions{asked, local} {
			a, err := Endpoint(body, o)
			check(a, err)
			if b, _ := Endpoint(body, o); a.Fingerprint != b.Fingerprint {
				t.Errorf("%s: two fingerprints", body)
			}
			check(Freqtrade(body, nil, o))
			check(Freqtrade([]byte(`{"last_process_ts":1768901400}`), body, o))
		}
		check(JSONPath(body, PathOptions{StatusPath: statusPath, TimePath: timePath, SessionPath: timePath, Zone: time.UTC, Now: asked.Now}))
	})
}
