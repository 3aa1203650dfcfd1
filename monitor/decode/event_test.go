package decode

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sentinel/monitor"
)

// The two heartbeats as the robots' makers document them.
const (
	robotBeat = `{
  "event": "ROBOT_HEARTBEAT",
  "status": "healthy",
  "active_accounts": 12,
  "active_tasks": 5,
  "timestamp": "2026-01-20T09:30:00+07:00"
}
`
	accountBeat = `{
  "event": "ACCOUNT_HEARTBEAT",
  "account": "ACC_003",
  "status": "active",
  "session_valid": true,
  "open_orders": 2,
  "timestamp": "2026-01-20T09:30:00+07:00"
}
`
)

func pointer[T any](v T) *T { return &v }

func TestEventsAsDocumented(t *testing.T) {
	sent := time.Date(2026, 1, 20, 9, 30, 0, 0, time.FixedZone("", 7*3600))
	events, rejected, err := Events([]byte("["+robotBeat+","+accountBeat+"]"), false)
	if err != nil || len(rejected) > 0 {
		t.Fatal(err, rejected)
	}
	want := []Event{
		{Beat: monitor.Heartbeat{Status: "healthy", SentAt: sent, ActiveAccounts: pointer(12), ActiveTasks: pointer(5)}, Raw: []byte(strings.TrimSpace(robotBeat))},
		{Index: 1, Account: "ACC_003", Beat: monitor.Heartbeat{Status: "active", SentAt: sent, SessionActive: pointer(true), OpenOrders: pointer(2)}, Raw: []byte(strings.TrimSpace(accountBeat))},
	}
	if diff := cmp.Diff(want, events, cmp.Comparer(time.Time.Equal)); diff != "" {
		t.Error(diff)
	}
	if got := events[0].Beat.SentAt.Format(time.RFC3339); got != "2026-01-20T09:30:00+07:00" {
		t.Errorf("its own offset is lost: %s", got)
	}
}

func accountWith(field, value string) string {
	fields := map[string]string{
		"event": `"ACCOUNT_HEARTBEAT"`, "account": `"ACC_003"`, "status": `"active"`, "timestamp": `"2026-01-20T09:30:00+07:00"`,
	}
	fields[field] = value
	var parts []string
	for key, value := range fields {
		if value != "" {
			parts = append(parts, fmt.Sprintf("%q: %s", key, value))
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func TestEventFields(t *testing.T) {
	tests := []struct{ field, value, wrong string }{
		{"event", ``, "event"},
		{"event", `null`, "event"},
		{"event", `"ROBOT"`, "event"},
		{"event", `"account_heartbeat"`, "event"},
		{"event", `1`, "event"},
		{"account", ``, "account"},
		{"account", `null`, "account"},
		{"account", `""`, "account"},
		{"account", `"a/b"`, "account"},
		{"account", `"../x"`, "account"},
		{"account", `"ä"`, "account"},
		{"account", `"` + strings.Repeat("a", 65) + `"`, "account"},
		{"account", `"` + strings.Repeat("a", 64) + `"`, ""},
		{"account", `7`, "account"},
		{"account", `"A\u0043C"`, ""},
		{"status", ``, "status"},
		{"status", `"healthy"`, "status"},
		{"status", `"Active"`, "status"},
		{"status", `"expired"`, ""},
		{"status", `["active"]`, "status"},
		{"timestamp", ``, "timestamp"},
		{"timestamp", `""`, "timestamp"},
		{"timestamp", `"yesterday"`, "timestamp"},
		{"timestamp", `"9999-12-31T23:59:59Z"`, "timestamp"},
		{"timestamp", `"1969-12-31T23:59:59Z"`, "timestamp"},
		{"timestamp", `{}`, "timestamp"},
		{"timestamp", `"2026-01-20T09:30:00+24:00"`, "timestamp"}, // could not be written again
		{"timestamp", `"2026-01-20T09:30:00-15:01"`, "timestamp"},
		{"timestamp", `"2026-01-20T09:30:00+14:00"`, ""},
		{"timestamp", `"2026-01-20T02:30:00.123456Z"`, ""},
		{"timestamp", `"2026-01-20T09:30:00"`, ""},
		{"timestamp", `1768876200`, ""},
		{"timestamp", `1768876200123`, ""},
		{"session_valid", `null`, ""},
		{"session_valid", `"true"`, "session_valid"},
		{"session_valid", `1`, "session_valid"},
		{"open_orders", `null`, ""},
		{"open_orders", `0`, ""},
		{"open_orders", `2.0`, ""},
		{"open_orders", `2.5`, "open_orders"},
		{"open_orders", `-1`, "open_orders"},
		{"open_orders", `"2"`, "open_orders"},
		{"open_orders", `1e999`, "open_orders"},
		{"open_orders", `2147483647`, ""},
		{"open_orders", `2147483648`, "open_orders"},
		{"open_orders", `true`, "open_orders"},
		{"open_orders", `[1]`, "open_orders"},
		{"message", `5`, "message"},
		{"message", `"hello"`, ""},
		{"Status", `"whatever"`, ""}, // another field: names are as they are written
		{"nested", strings.Repeat("[", 31) + strings.Repeat("]", 31), ""},
		{"nested", strings.Repeat("[", 32) + strings.Repeat("]", 32), "-"},
	}
	for _, test := range tests {
		events, rejected, err := Events([]byte(accountWith(test.field, test.value)), false)
		switch {
		case err != nil:
			t.Errorf("%s %s: %v", test.field, test.value, err)
		case test.wrong == "" && len(events) != 1:
			t.Errorf("%s %s is refused: %v", test.field, test.value, rejected)
		case test.wrong != "" && len(rejected) != 1:
			t.Errorf("%s %s is taken", test.field, test.value)
		case test.wrong != "" && rejected[0].Field != strings.Trim(test.wrong, "-"):
			t.Errorf("%s %s: the field is %q (%s)", test.field, test.value, rejected[0].Field, rejected[0].Error)
		}
	}
}

func TestEventBodies(t *testing.T) {
	good, bad := accountWith("status", `"idle"`), accountWith("status", `"odd"`)
	many := strings.Repeat(good+",", MaxEvents)
	tests := []struct {
		name, body string
		ndjson     bool
		accepted   int
		rejected   []int // their indexes
		err        error
	}{
		{name: "one", body: good, accepted: 1},
		{name: "with a byte order mark", body: "\ufeff" + good, accepted: 1},
		{name: "some bad", body: "[" + bad + "," + good + ",3," + good + "]", accepted: 2, rejected: []int{0, 2}},
		{name: "twice a key", body: strings.Replace(good, "{", `{"x":1,"x":2,`, 1), rejected: []int{0}},
		{name: "twice a key, written in two ways", body: strings.Replace(good, "{", `{"stat\u0075s":"idle",`, 1), rejected: []int{0}},
		{name: "no UTF-8", body: strings.Replace(good, "ACC", "\xff", 1), rejected: []int{0}},
		{name: "empty", err: ErrNotJSON},
		{name: "empty array", body: "[]", err: ErrNotJSON},
		{name: "NaN", body: accountWith("open_orders", "NaN"), err: ErrNotJSON},
		{name: "cut off", body: good[:len(good)-1], err: ErrNotJSON},
		{name: "blanks around", body: " \r\n\t" + good + "\n ", accepted: 1},
		{name: "blanks that are none to JSON", body: "\u00a0" + good, err: ErrNotJSON},
		{name: "two without a comma", body: good + good, err: ErrNotJSON},
		{name: "no object", body: `"ACCOUNT_HEARTBEAT"`, rejected: []int{0}},
		{name: "deep", body: strings.Repeat("[", 5000) + strings.Repeat("]", 5000), rejected: []int{0}},
		{name: "deeper than JSON readers go", body: strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000), err: ErrNotJSON},
		{name: "as many as may be", body: "[" + strings.TrimSuffix(many, ",") + "]", accepted: MaxEvents},
		{name: "one too many", body: "[" + many + good + "]", err: ErrTooMany},
		{name: "lines", ndjson: true, body: good + "\r\n\n" + bad + "\n{\n" + good, accepted: 2, rejected: []int{1, 2}},
		{name: "no lines", ndjson: true, body: "\n \n", err: ErrNotJSON},
		{name: "too many lines", ndjson: true, body: strings.Repeat(good+"\n", MaxEvents+1), err: ErrTooMany},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			events, rejected, err := Events([]byte(test.body), test.ndjson)
			if !errors.Is(err, test.err) {
				t.Fatalf("the error is %v, want %v", err, test.err)
			}
			var indexes []int
			for _, r := range rejected {
				indexes = append(indexes, r.Index)
			}
			for _, e := range events {
				if string(e.Raw) != good {
					t.Fatalf("kept is %q", e.Raw)
				}
			}
			if len(events) != test.accepted || fmt.Sprint(indexes) != fmt.Sprint(test.rejected) {
				t.Errorf("%d taken, refused %v", len(events), rejected)
			}
		})
	}
}

func TestWhereABodyIsNotJSON(t *testing.T) {
	_, _, err := Events([]byte("\n\n{]"), false)
	if want := "the body is not JSON: at byte 4: "; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v, want %s…", err, want)
	}
	_, rejected, err := Events([]byte("\n{]\n"), true)
	if want := "the line is not JSON: at byte 2: "; err != nil || len(rejected) != 1 || !strings.HasPrefix(rejected[0].Error, want) {
		t.Errorf("%v %v, want %s…", rejected, err, want)
	}
}

func TestEventsKeepTheirOwnMemory(t *testing.T) {
	body := []byte(strings.Replace(accountBeat, "{", `{"equity": 1234.50, `, 1))
	events, _, err := Events(body, false)
	if err != nil || len(events) != 1 {
		t.Fatal(err)
	}
	before := fmt.Sprintf("%s %+v %s", events[0].Raw, events[0].Beat, events[0].Account)
	clear(body)
	if after := fmt.Sprintf("%s %+v %s", events[0].Raw, events[0].Beat, events[0].Account); after != before {
		t.Errorf("%s became %s", before, after)
	}
}

// Fields that are not known are kept as they were posted, and are content: also
// an account's name, where a robot's heartbeat has one.
func TestUnknownFieldsAreKept(t *testing.T) {
	read := func(body string) Event {
		t.Helper()
		events, _, err := Events([]byte(body), false)
		if err != nil || len(events) != 1 {
			t.Fatal(err)
		}
		return events[0]
	}
	bare, body := read(accountBeat), strings.Replace(strings.TrimSpace(accountBeat), "{", `{"equity": 1234.50, "tags": ["a", {"b": null}], "broker\u0020name": "x", `, 1)
	if bare.Beat.ExtraHash != 0 {
		t.Errorf("nothing is unknown, and stands as %#x", bare.Beat.ExtraHash)
	}
	kept := read(body)
	if string(kept.Raw) != body || kept.Beat.ExtraHash == 0 {
		t.Errorf("kept are %s, %#x; want %s", kept.Raw, kept.Beat.ExtraHash, body)
	}
	if again := read(strings.Replace(body, `\u0020`, " ", 1)); again.Beat.ExtraHash != kept.Beat.ExtraHash {
		t.Error("the same content stands for another")
	}
	if other := read(strings.Replace(body, "1234.50", "1234.51", 1)); other.Beat.ExtraHash == kept.Beat.ExtraHash {
		t.Error("another content stands for the same")
	}
	if read(strings.Replace(robotBeat, "{", `{"account":"ACC_003",`, 1)).Beat.ExtraHash == 0 {
		t.Error("a robot's account is lost")
	}
}

// Robots may say much that Sentinel does not know. Nothing is built of it: what
// is read takes little more than what was posted.
func TestUnknownFieldsTakeNoMemory(t *testing.T) {
	var much strings.Builder
	for i := range 60 {
		fmt.Fprintf(&much, `"k%d":%d,`, i, i)
	}
	beat := strings.Replace(strings.Join(strings.Fields(accountBeat), ""), "{", "{"+much.String(), 1)
	body := []byte(strings.Repeat(beat+"\n", 2000))
	live := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := live()
	events, _, err := Events(body, true)
	took := live() - before
	if err != nil || len(events) != 2000 {
		t.Fatal(len(events), err)
	}
	if most := int64(2 * len(body)); took > most {
		t.Errorf("%d bytes took %d of memory, want at most %d", len(body), took, most)
	}
	runtime.KeepAlive(events)
	runtime.KeepAlive(body)
}

func TestTimeWithoutAZoneIsNotBelieved(t *testing.T) {
	events, _, err := Events([]byte(accountWith("timestamp", `"2026-01-20T09:30:00.5"`)), false)
	if err != nil || len(events) != 1 || events[0].Beat.ClockFault == "" || events[0].Beat.SentAt.IsZero() {
		t.Errorf("%+v %v", events, err)
	}
}

func TestPings(t *testing.T) {
	tests := []struct {
		signal  string
		subject monitor.Kind
		body    string
		want    string // kind status message
	}{
		{"", monitor.KindRobot, "", "0 healthy "},
		{"", monitor.KindAccount, "done\nmore", "0 active done"},
		{"0", monitor.KindRobot, "", "0 healthy "},
		{"fail", monitor.KindRobot, "disk full", "0 unhealthy disk full"},
		{"3", monitor.KindAccount, "boom\x1b[31m", "0 error exit status 3: boom"},
		{"255", monitor.KindRobot, "", "0 unhealthy exit status 255"},
		{"start", monitor.KindRobot, "", "1  "},
		{"log", monitor.KindRobot, "note", "2  note"},
		{"256", monitor.KindRobot, "", ""},
		{"-1", monitor.KindRobot, "", ""},
		{"+1", monitor.KindRobot, "", ""},
		{"01", monitor.KindRobot, "", ""},
		{"Start", monitor.KindRobot, "", ""},
		{"success", monitor.KindRobot, "", ""},
	}
	for _, test := range tests {
		kind, beat, ok := Ping(test.signal, test.subject, []byte(test.body))
		got := ""
		if ok {
			got = fmt.Sprintf("%d %s %s", kind, beat.Status, beat.Message)
		}
		if !strings.HasPrefix(got, test.want) || ok != (test.want != "") {
			t.Errorf("%q of a %s: %q, want %q", test.signal, test.subject, got, test.want)
		}
	}
}

func TestSkewFault(t *testing.T) {
	for skew, want := range map[time.Duration]string{
		0: "", 5 * time.Second: "", -time.Minute: "", -16 * time.Minute: "", -15*time.Minute - 6*time.Second: "",
		6 * time.Second:                               "clock 6 s ahead: set the robot's clock",
		3 * time.Minute:                               "clock 3 min ahead: set the robot's clock",
		7*time.Hour + 2*time.Second:                   "clock 7 h ahead: looks like a time zone",
		-5*time.Hour - 30*time.Minute - 4*time.Second: "clock 5 h 30 min behind: looks like a time zone",
		-time.Hour:                                    "clock 1 h behind: looks like a time zone or daylight saving time",
		15 * time.Hour:                                "clock 15 h ahead: set the robot's clock",
		-15 * time.Hour:                               "",
		50 * time.Hour:                                "clock 2 days ahead: looks like a wrong date",
	} {
		if got := SkewFault(skew); got != want {
			t.Errorf("%s: %q, want %q", skew, got, want)
		}
	}
}

func FuzzEvents(f *testing.F) {
	f.Add([]byte(robotBeat), false)
	f.Add([]byte("["+accountBeat+","+robotBeat+"]"), false)
	f.Add([]byte(strings.ReplaceAll(accountBeat, "\n", "")+"\n{}\n"), true)
	f.Add([]byte(`[[[{"a":"\\\"","b":[1,{"c":"}"}]}],-1.5e3 ]]`), false)
	f.Fuzz(func(t *testing.T, body []byte, ndjson bool) {
		events, rejected, err := Events(body, ndjson)
		if err != nil && len(events)+len(rejected) > 0 {
			t.Error("an error, and yet something was read")
		}
		last := -1
		for _, e := range events {
			if e.Index <= last {
				t.Errorf("place %d after %d", e.Index, last)
			}
			last = e.Index
			checkClean(t, e.Beat.Message)
			if _, err := json.Marshal(e.Beat); err != nil {
				t.Errorf("%s cannot be written again: %v", e.Raw, err)
			}
			again, _, err := Events(e.Raw, false)
			if err != nil || len(again) != 1 || Fingerprint(again[0].Beat) != Fingerprint(e.Beat) || again[0].Account != e.Account {
				t.Errorf("what was kept of %q reads otherwise: %v", e.Raw, err)
			}
			if _, err := monitor.NewKey("r", e.Account); err != nil {
				t.Error(err)
			}
		}
	})
}

func FuzzPing(f *testing.F) {
	f.Add("start", []byte("x"))
	f.Add("17", []byte("\xff\x00\n"))
	f.Fuzz(func(t *testing.T, signal string, body []byte) {
		kind, beat, ok := Ping(signal, monitor.KindAccount, body)
		if !ok {
			return
		}
		checkClean(t, beat.Message)
		if isBeat := beat.Status != ""; isBeat != (kind == monitor.PostBeat) || len(signal) > len("start") {
			t.Errorf("signal %q is %d with status %q", signal, kind, beat.Status)
		}
	})
}

func BenchmarkEvents(b *testing.B) {
	body := []byte(accountBeat)
	b.ReportAllocs()
	for b.Loop() {
		events, _, err := Events(body, false)
		if err != nil || Fingerprint(events[0].Beat) == 0 {
			b.Fatal(err)
		}
	}
}
