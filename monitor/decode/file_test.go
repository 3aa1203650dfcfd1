package decode

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"sentinel/monitor"
)

var (
	noon    = time.Date(2026, 1, 20, 9, 30, 0, 0, time.UTC)
	options = FileOptions{Zone: time.UTC, ModTime: noon.Add(time.Second), Now: noon.Add(2 * time.Second)}
)

func yes(v *bool) bool { return v != nil && *v }

func TestLayouts(t *testing.T) {
	const message, stamp = "🔄 Waiting for signals...", "2026-01-20T09:30:00"
	for name, data := range map[string]string{
		"lf":                     message + "\n" + stamp + "\n",
		"no last newline":        message + "\n" + stamp,
		"crlf":                   message + "\r\n" + stamp + "\r\n",
		"cr":                     message + "\r" + stamp,
		"python text mode crlf":  message + "\r\r\n" + stamp + "\r\r\n",
		"trailing blanks":        message + " \t\n" + stamp + "   \n\n\n",
		"bom":                    "\ufeff" + message + "\n" + stamp,
		"nuls behind":            message + "\n" + stamp + "\n" + strings.Repeat("\x00", 300),
		"nuls in front":          strings.Repeat("\x00", 300) + message + "\n" + stamp,
		"nuls behind the time":   message + "\n" + stamp + strings.Repeat("\x00", 300),
		"third line, no object":  message + "\n" + stamp + "\nrunning since Monday\n",
		"third line being torn":  message + "\n" + stamp + "\n{\"session_act",
		"third line of one word": message + "\n" + stamp + "\nnull",
	} {
		t.Run(name, func(t *testing.T) {
			r := File([]byte(data), options)
			if !r.Complete || r.Why != "" || r.TimeUnparsable {
				t.Fatalf("not complete: %+v", r)
			}
			if r.Beat.Message != message || r.Beat.Status != monitor.StatusWaiting || !r.Beat.SentAt.Equal(noon) {
				t.Errorf("got %+v", r.Beat)
			}
			if r.Beat.ClockFault != "" || r.Beat.SessionActive != nil || r.Beat.Test {
				t.Errorf("invented something: %+v", r.Beat)
			}
		})
	}
}

func TestThirdLine(t *testing.T) {
	read := func(third string) monitor.Heartbeat {
		r := File([]byte("✅ Login successful\n2026-01-20T09:30:00\n"+third), options)
		if !r.Complete {
			t.Fatalf("%s: %s", third, r.Why)
		}
		return r.Beat
	}
	if b := read(`{"session_active": true}`); !yes(b.SessionActive) || b.Extra != nil {
		t.Errorf("session: %+v", b)
	}
	if b := read(`{"session_active": false, "broker": "x", "n": [1, 2]}`); b.SessionActive == nil || *b.SessionActive ||
		string(b.Extra["broker"]) != `"x"` || string(b.Extra["n"]) != "[1, 2]" || len(b.Extra) != 2 {
		t.Errorf("unknown keys: %+v", b)
	}
	if b := read("{\n \"session_active\": true\n}\n"); !yes(b.SessionActive) {
		t.Errorf("object over several lines: %+v", b)
	}
	b := read(`{"session_active": true, "test": true, "expires": "2026-01-20T09:35:00Z"}`)
	if !b.Test || !b.Expires.Equal(noon.Add(5*time.Minute)) || !yes(b.SessionActive) || b.Extra != nil {
		t.Errorf("test status: %+v", b)
	}
	for _, third := range []string{`{"test": true}`, `{"test": false, "expires": "2026-01-20T09:35:00Z"}`, `{"test": true, "expires": "soon"}`} {
		if b := read(third); b.Test || !b.Expires.IsZero() || len(b.Extra) == 0 {
			t.Errorf("%s hides a beat as a test: %+v", third, b)
		}
	}
}

func TestBeingWritten(t *testing.T) {
	for name, c := range map[string]struct {
		data, format   string
		timeUnparsable bool
	}{
		"empty":                  {data: ""},
		"blank":                  {data: " \r\n\n"},
		"only a bom":             {data: "\ufeff"},
		"only nuls":              {data: strings.Repeat("\x00", 64)},
		"one line":               {data: "✅ Login successful"},
		"one line and its end":   {data: "✅ Login successful\n"},
		"torn in an emoji":       {data: "\xf0\x9f\x94"},
		"torn in the date":       {data: "✅ ok\n2026-01-2", timeUnparsable: true},
		"torn in the offset":     {data: "✅ ok\n2026-01-20T09:30:00+0", timeUnparsable: true},
		"torn unix time":         {data: "✅ ok\n17688", timeUnparsable: true},
		"no time":                {data: "✅ ok\nyesterday", timeUnparsable: true},
		"torn object":            {data: `{"status": "healthy", "timest`},
		"torn pretty object":     {data: "{\n  \"status\": \"healthy\",\n  \"time"},
		"object without status":  {data: `{"timestamp": "2026-01-20T09:30:00Z"}`},
		"object without time":    {data: `{"status": "healthy"}`},
		"object with no time":    {data: `{"status": "healthy", "timestamp": "then"}`, timeUnparsable: true},
		"lines asked to be json": {data: "✅ ok\n2026-01-20T09:30:00", format: FormatJSON},
	} {
		t.Run(name, func(t *testing.T) {
			o := options
			o.Format = c.format
			r := File([]byte(c.data), o)
			if r.Complete || r.Why == "" || r.TimeUnparsable != c.timeUnparsable {
				t.Errorf("got %+v", r)
			}
			if c.timeUnparsable && (r.Beat.ClockFault == "" || r.Beat.Status == "" || !r.Beat.SentAt.IsZero()) {
				t.Errorf("the beat is not usable with the modification time: %+v", r.Beat)
			}
		})
	}
}

func TestEmptyMessage(t *testing.T) {
	r := File([]byte("\n2026-01-20T09:30:00\n"), options)
	if !r.Complete || r.Beat.Message != "" || r.Beat.Status != monitor.StatusCustom {
		t.Errorf("got %+v", r)
	}
}

func TestEncodings(t *testing.T) {
	const message = "❌ Fehler: Verbindung für „Müller“ gestört – 5 €"
	const content = message + "\r\n2026-01-20T09:30:00\r\n"
	encode := func(order unicode.Endianness, bom unicode.BOMPolicy) string {
		s, err := unicode.UTF16(order, bom).NewEncoder().String(content)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	misread := func(table *charmap.Charmap) string {
		s, err := table.NewDecoder().String(content)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	plain := strings.TrimPrefix(content, "❌ ")
	latin, err := charmap.Windows1252.NewEncoder().String(plain)
	if err != nil {
		t.Fatal(err)
	}
	withBOM := "\xff\xfe" + encode(unicode.LittleEndian, unicode.IgnoreBOM)
	for name, c := range map[string]struct{ data, want string }{
		"utf-8":                             {content, message},
		"utf-8 with bom":                    {"\ufeff" + content, message},
		"utf-16 le with bom":                {withBOM, message},
		"utf-16 be with bom":                {"\xfe\xff" + encode(unicode.BigEndian, unicode.IgnoreBOM), message},
		"utf-16 le":                         {encode(unicode.LittleEndian, unicode.IgnoreBOM), message},
		"utf-16 be":                         {encode(unicode.BigEndian, unicode.IgnoreBOM), message},
		"utf-16 cut in a unit":              {withBOM + "\x0a", message},
		"windows-1252":                      {latin, strings.TrimPrefix(message, "❌ ")},
		"utf-8 read as windows-1252":        {misread(charmap.Windows1252), message},
		"utf-8 read as mac roman":           {misread(charmap.Macintosh), message},
		"utf-8 read as latin-1":             {misread(charmap.ISO8859_1), message},
		"windows-1252, undefined lost":      {strings.NewReplacer("\u009d", "", "\u0081", "", "\u008f", "").Replace(misread(charmap.Windows1252)), strings.ReplaceAll(message, "“", "“")},
		"utf-8 bytes lost":                  {strings.ReplaceAll(content, "\x9d", ""), message},
		"utf-8 with a windows-1252 message": {"✅ Auftrag ausgef\xfchrt\n2026-01-20T09:30:00", "✅ Auftrag ausgeführt"},
	} {
		t.Run(name, func(t *testing.T) {
			r := File([]byte(c.data), options)
			if !r.Complete || r.Beat.Message != c.want {
				t.Errorf("got %q (%s), want %q", r.Beat.Message, r.Why, c.want)
			}
		})
	}
}

func TestJSONFiles(t *testing.T) {
	for name, c := range map[string]struct {
		data, status, message string
		format                string
	}{
		"status and timestamp": {data: `{"status":"healthy","timestamp":"2026-01-20T09:30:00Z"}`, status: "healthy"},
		"bom and blanks":       {data: "\ufeff  {\"status\":\"healthy\",\r\n\"timestamp\":\"2026-01-20T09:30:00Z\"}\r\n", status: "healthy"},
		"upper case":           {data: `{"status":"UNHEALTHY","time":"2026-01-20T09:30:00Z"}`, status: "unhealthy"},
		"state and ts":         {data: `{"state":"running","ts":1768901400}`, status: "running"},
		"milliseconds":         {data: `{"state":"running","at":1768901400000}`, status: "running"},
		"float seconds":        {data: `{"state":"idle","time":1768901400.0}`, status: "idle"},
		"exponent":             {data: `{"state":"idle","time":1.7689014e9}`, status: "idle"},
		"last_update":          {data: `{"state":"idle","last_update":"2026-01-20T09:30:00"}`, status: "idle"},
		"last_process_ts":      {data: `{"state":"running","last_process_ts":1768901400}`, status: "running"},
		"a time that is none":  {data: `{"state":"idle","timestamp":"?","ts":1768901400}`, status: "idle"},
		"a sentence":           {data: `{"status":"🔄 Waiting for signals...","timestamp":"2026-01-20T09:30:00Z"}`, status: "waiting", message: "🔄 Waiting for signals..."},
		"message beside it":    {data: `{"status":"degraded","message":"feed\u202e slow","timestamp":"2026-01-20T09:30:00Z"}`, status: "degraded", message: "feed slow"},
		"true":                 {data: `{"status":true,"timestamp":"2026-01-20T09:30:00Z"}`, status: "healthy"},
		"nan":                  {data: `{"status":"healthy","load":NaN,"timestamp":"2026-01-20T09:30:00Z"}`, status: "healthy"},
		"status twice":         {data: `{"status":"error","status":"healthy","timestamp":"2026-01-20T09:30:00Z"}`, status: "healthy"},
		"lines that look so":   {data: "{braces}\n2026-01-20T09:30:00", status: "custom", message: "{braces}"},
		"asked to be lines":    {data: "{\"a\":1}\n2026-01-20T09:30:00", status: "custom", message: `{"a":1}`, format: FormatSentinel},
	} {
		t.Run(name, func(t *testing.T) {
			o := options
			o.Format = c.format
			r := File([]byte(c.data), o)
			if !r.Complete || r.Beat.Status != c.status || r.Beat.Message != c.message || !r.Beat.SentAt.Equal(noon) {
				t.Errorf("got %+v", r)
			}
		})
	}
}

func TestEvents(t *testing.T) {
	o := options
	o.Zone = time.FixedZone("", 3600)
	r := File([]byte(`{"event":"ROBOT_HEARTBEAT","status":"healthy","active_accounts":12,"active_tasks":5,"timestamp":"2026-01-20T16:30:00+07:00","v":"1.2"}`), o)
	if b := r.Beat; !r.Complete || b.Status != "healthy" || *b.ActiveAccounts != 12 || *b.ActiveTasks != 5 ||
		!b.SentAt.Equal(noon) || b.SentAt.Format("-07:00") != "+07:00" || len(b.Extra) != 1 || b.ClockFault != "" {
		t.Errorf("robot: %+v", r)
	}
	r = File([]byte(`{"event":"ACCOUNT_HEARTBEAT","account":"ACC_003","status":"active","session_valid":true,"open_orders":2,"timestamp":"2026-01-20T16:30:00+07:00"}`), o)
	if b := r.Beat; !r.Complete || b.Status != "active" || !yes(b.SessionActive) || *b.OpenOrders != 2 || b.Extra != nil {
		t.Errorf("account: %+v", r)
	}
	r = File([]byte(`{"status":"active","open_orders":1e300,"active_tasks":-4,"active_accounts":1.5,"timestamp":"2026-01-20T09:30:00Z"}`), o)
	if b := r.Beat; b.OpenOrders != nil || b.ActiveTasks != nil || b.ActiveAccounts != nil {
		t.Errorf("numbers that are no counts: %+v", b)
	}
}

func TestMtimeFormat(t *testing.T) {
	o := options
	o.Format = FormatMtime
	for name, c := range map[string]struct{ data, status, message string }{
		"touched":     {"", "custom", ""},
		"one line":    {"🔄 Waiting\n", "waiting", "🔄 Waiting"},
		"old time":    {"✅ ok\n1999-01-01T00:00:00", "custom", "✅ ok"},
		"a whole log": {"error 1\nline\nline\nline\n", "custom", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := File([]byte(c.data), o)
			if !r.Complete || r.Beat.Status != c.status || r.Beat.Message != c.message || r.Beat.ClockFault != "" || !r.Beat.SentAt.IsZero() {
				t.Errorf("got %+v", r)
			}
		})
	}
}
