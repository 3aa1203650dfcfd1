package api

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sentinel/monitor"
	"sentinel/monitor/decode"
)

func TestPing(t *testing.T) {
	tests := map[string]struct {
		path   string
		status int
		kind   monitor.PostingKind
		key    monitor.Key
		beat   string // its status
	}{
		"a robot":             {"/ping/alpha", 200, monitor.PostBeat, "alpha", "healthy"},
		"an account":          {"/ping/alpha~ACC_003", 200, monitor.PostBeat, "alpha/ACC_003", "active"},
		"an account, escaped": {"/ping/alpha%2FACC_003", 200, monitor.PostBeat, "alpha/ACC_003", "active"},
		"a query is ignored":  {"/ping/alpha?rid=1&rid=2", 200, monitor.PostBeat, "alpha", "healthy"},
		"start":               {"/ping/alpha~ACC_003/start", 200, monitor.PostStart, "alpha/ACC_003", ""},
		"log":                 {"/ping/alpha/log", 200, monitor.PostLog, "alpha", ""},
		"fail":                {"/ping/alpha/fail", 200, monitor.PostBeat, "alpha", "unhealthy"},
		"an account fails":    {"/ping/alpha~ACC_003/fail", 200, monitor.PostBeat, "alpha/ACC_003", "error"},
		"0":                   {"/ping/alpha/0", 200, monitor.PostBeat, "alpha", "healthy"},
		"1":                   {"/ping/alpha/1", 200, monitor.PostBeat, "alpha", "unhealthy"},
		"255":                 {"/ping/alpha~ACC_003/255", 200, monitor.PostBeat, "alpha/ACC_003", "error"},
		"256":                 {path: "/ping/alpha/256", status: 404},
		"-1":                  {path: "/ping/alpha/-1", status: 404},
		"007":                 {path: "/ping/alpha/007", status: 404},
		"a signal mistyped":   {path: "/ping/alpha/strat", status: 404},
		"a signal in capital": {path: "/ping/alpha/START", status: 404},
		"with a slash":        {path: "/ping/alpha/ACC_003", status: 404},
		"two parts too many":  {path: "/ping/alpha/ACC_003/start", status: 404},
		"three parts":         {path: "/ping/alpha~b~c", status: 404},
		"a space":             {path: "/ping/al%20pha", status: 404},
		"no key":              {path: "/ping/", status: 404},
		"nothing":             {path: "/ping", status: 404},
		"65 letters":          {path: "/ping/" + strings.Repeat("x", 65), status: 404},
	}
	for name, test := range tests {
		for _, method := range []string{"GET", "HEAD", "POST"} {
			t.Run(name+" "+method, func(t *testing.T) {
				fake := newFake()
				s := serve(t, fake, Options{Loopback: true, Receiver: true})
				response, body := request{method: method, path: test.path}.send(t, s)
				if response.StatusCode != test.status {
					t.Fatalf("answered %s, want %d: %s", response.Status, test.status, body)
				}
				if test.status != 200 {
					if method != "HEAD" {
						checkProblem(t, response, body)
					}
					if len(fake.received) > 0 {
						t.Errorf("it reached the monitor: %+v", fake.received)
					}
					return
				}
				if want := map[bool]string{false: "OK"}[method == "HEAD"]; body != want {
					t.Errorf("said %q", body)
				}
				if len(fake.received) != 1 {
					t.Fatalf("received %d", len(fake.received))
				}
				p := fake.received[0]
				if p.Kind != test.kind || p.Key != test.key || p.Beat.Status != test.beat || p.Source != monitor.SourcePing {
					t.Errorf("received %+v", p)
				}
			})
		}
	}
}

// The body of a ping is a note: as much of it is kept as may be, and whatever
// it says it is, the ping counts.
// A link that a person opens from a mail, or one that answers with a redirect,
// comes as a typed address does.
func TestBrowserOpensNoPing(t *testing.T) {
	fake := newFake()
	s := serve(t, fake, Options{Loopback: true, Receiver: true})
	for mode, status := range map[string]int{"navigate": 403, "": 200} {
		header := []string{"Sec-Fetch-Site: none"}
		if mode != "" {
			header = append(header, "Sec-Fetch-Mode: "+mode)
		}
		response, body := request{method: "GET", path: "/ping/alpha/fail", header: header}.send(t, s)
		if response.StatusCode != status {
			t.Errorf("with mode %q it is answered %s, want %d: %s", mode, response.Status, status, body)
		}
	}
	if len(fake.received) != 1 {
		t.Errorf("%d pings were taken, want 1", len(fake.received))
	}
}

func TestPingNote(t *testing.T) {
	long := strings.Repeat("x", decode.MaxPing)
	for name, test := range map[string]struct {
		header     []string
		body, kept string
	}{
		"none":     {nil, "", ""},
		"short":    {nil, "disk at 91 %\nand more", "disk at 91 %\nand more"},
		"long":     {nil, long + "y", long},
		"very":     {nil, strings.Repeat("x", 1<<20), long},
		"form":     {metaTrader, "a=1", "a=1"},
		"any type": {[]string{"Content-Type: nonsense;;"}, "a=1", "a=1"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := newFake()
			s := serve(t, fake, Options{Loopback: true, Receiver: true})
			response, body := request{method: "POST", path: "/ping/alpha/7", body: test.body, header: test.header}.send(t, s)
			if response.StatusCode != 200 || body != "OK" || len(fake.received) != 1 {
				t.Fatalf("%s %q, received %d", response.Status, body, len(fake.received))
			}
			signal, kept := KeptPing(fake.received[0].Raw)
			if signal != "7" || string(kept) != test.kept {
				t.Errorf("kept %q, %d bytes", signal, len(kept))
			}
			if note := fake.received[0].Beat.Message; !strings.HasPrefix(note, "exit status 7") {
				t.Errorf("noted %q", note)
			}
		})
	}
}

func TestPingMethods(t *testing.T) {
	s := serve(t, newFake(), Options{Loopback: true, Receiver: true})
	for _, method := range []string{"PUT", "DELETE", "OPTIONS", "PATCH"} {
		response, _ := request{method: method, path: "/ping/alpha"}.send(t, s)
		if response.StatusCode != 405 || response.Header.Get("Allow") != "GET, HEAD, POST" {
			t.Errorf("%s: %s, Allow %q", method, response.Status, response.Header.Get("Allow"))
		}
	}
}

// Whatever the path of a ping is, it is answered, never by a fault of ours, and
// only what is well formed reaches the monitor.
func FuzzPingPath(f *testing.F) {
	for _, path := range []string{
		"alpha", "alpha/start", "alpha~ACC/0", "a~b~c", "a%2Fb/fail", "a//b", "../x", "%00", "%zz", "a/256", "a/+1", "a/0x1",
		"./a", "a?x=%", "a;b", "\u202e", "%2e%2e/api/v1/window", "a/start/", "~", "a~", "~b", "a/%73tart", "a#b", "*", "//x",
	} {
		f.Add(path, "note")
	}
	f.Fuzz(func(t *testing.T, path, note string) {
		r := httptest.NewRequest("POST", "http://127.0.0.1/ping/", strings.NewReader(note))
		u, err := r.URL.Parse("http://127.0.0.1/ping/" + path)
		if err != nil {
			return // no request line can say it
		}
		u.Scheme, u.Host = "", ""
		r.URL, r.Host = u, "127.0.0.1"
		fake := newFake()
		handler := NewHandler(fake, Options{Loopback: true, Receiver: true, Log: slog.New(slog.DiscardHandler)})
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Fatalf("%q: %d %s", path, w.Code, w.Body)
		}
		if (w.Code == http.StatusOK && strings.HasPrefix(u.Path, "/ping/")) != (len(fake.received) == 1) {
			t.Fatalf("%q: %d, received %d", path, w.Code, len(fake.received))
		}
		for _, p := range fake.received {
			signal, kept := KeptPing(p.Raw)
			_, err := monitor.ParseKey(string(p.Key))
			if _, _, known := decode.Ping(signal, p.Key.Kind(), kept); err != nil || !known || !strings.HasPrefix(note, string(kept)) {
				t.Fatalf("%q: %s", path, fmt.Sprintf("%+v", p))
			}
		}
	})
}
