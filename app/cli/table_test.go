package cli

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
)

var tableTime = time.Date(2026, 1, 20, 2, 30, 0, 0, time.UTC)

func subjectAt(key monitor.Key, level monitor.Level, live monitor.Liveness, age float64) monitor.Subject {
	last := tableTime.Add(-time.Duration(age * float64(time.Second)))
	return monitor.Subject{
		Key: key, Kind: key.Kind(), Robot: key.Robot(), Account: key.Account(), Status: "active",
		Level: level, Liveness: live, LastBeat: &last, AgeSeconds: &age, MaxMisses: 1,
		Strip: strings.Repeat("o", 50) + "lmme-ooooo",
	}
}

func modelOf(subjects ...monitor.Subject) view.Model {
	return view.Model{Page: monitor.Select(subjects, monitor.Query{}), At: tableTime}
}

func accounts() view.Model {
	orders, valid := 2, true
	silent := subjectAt("alpha/ACC_003", monitor.LevelCritical, monitor.Missing, 252)
	silent.Misses, silent.OpenOrders, silent.SessionValid, silent.Acknowledged = 2, &orders, &valid, true
	return modelOf(silent,
		subjectAt("alpha/ACC_001", monitor.LevelOK, monitor.Alive, 12),
		subjectAt("alpha", monitor.LevelOK, monitor.Alive, 3))
}

func TestSubjects(t *testing.T) {
	tests := map[string]struct {
		frame frame
		want  string
	}{
		"wide": {frame{columns: 120, rows: 20}, `
   NAME     ROBOT  STATUS                          SESSION  ORDERS         AGE  MISSES                         INTERVALS
⬣  ACC_003  alpha  active · missing, acknowledged  valid         2  4 min 12 s     2/1  ······················!xxE-·····
●  alpha    alpha  active                          –             –         3 s     0/1  ······················!xxE-·····
●  ACC_001  alpha  active                          –             –        12 s     0/1  ······················!xxE-·····`},
		"middle": {frame{columns: 60, rows: 20}, `
   NAME     ROBOT  STATUS                 ORDERS         AGE
⬣  ACC_003  alpha  active · missing, ac…       2  4 min 12 s
●  alpha    alpha  active                      –         3 s
●  ACC_001  alpha  active                      –        12 s`},
		"narrow": {frame{columns: 30, rows: 20}, `
   NAME                    AGE
⬣  ACC_003          4 min 12 s
●  alpha                   3 s
●  ACC_001                12 s`},
		"low": {frame{columns: 30, rows: 3}, `
   NAME                    AGE
⬣  ACC_003          4 min 12 s
  … and 2 more`},
		"too low": {frame{columns: 30, rows: 2}, "\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := "\n" + strings.Join(test.frame.subjects(accounts(), tableTime, test.frame.rows), "\n")
			if got != test.want {
				t.Errorf("got:%s\nwant:%s", got, test.want)
			}
		})
	}
}

// A page of a long list is shown as it came: the most urgent first.
func TestTableOfAPart(t *testing.T) {
	var all []monitor.Subject
	for i := range 100_000 {
		all = append(all, subjectAt(monitor.Key(fmt.Sprintf("alpha/ACC_%06d", i)), monitor.LevelOK, monitor.Alive, float64(i%100)))
	}
	idle, orders := subjectAt("alpha/IDLE", monitor.LevelCritical, monitor.Missing, 900), 2
	silent := subjectAt("beta/ACC_1", monitor.LevelCritical, monitor.Missing, 180)
	silent.OpenOrders = &orders
	m := view.Model{Page: monitor.Select(append(all, idle, silent), monitor.Query{Limit: 100}), At: tableTime}
	lines := frame{columns: 80, rows: 6}.subjects(m, tableTime, 6)
	for i, want := range []string{"   NAME", "⬣  ACC_1 ", "⬣  IDLE ", "●  ACC_000099 ", "●  ACC_000199 ", "  … and 99,998 more"} {
		if i >= len(lines) || !strings.HasPrefix(lines[i], want) {
			t.Fatalf("line %d of\n%s\nwant it to begin with %q", i, strings.Join(lines, "\n"), want)
		}
	}
}

func TestStatusTellsReportAndSilence(t *testing.T) {
	active, reporting := 12, 10
	tests := map[string]func(*monitor.Subject){
		"active":                       func(*monitor.Subject) {},
		"active · late":                func(s *monitor.Subject) { s.Liveness = monitor.Late },
		"active · missing":             func(s *monitor.Subject) { s.Liveness = monitor.Missing },
		"active · paused":              func(s *monitor.Subject) { s.Liveness = monitor.Paused },
		"active · quiet":               func(s *monitor.Subject) { s.Liveness = monitor.Quiet },
		"active · not observed":        func(s *monitor.Subject) { s.Liveness = monitor.Unobserved },
		"never seen":                   func(s *monitor.Subject) { s.Liveness, s.Status = monitor.New, "" },
		"stopped":                      func(s *monitor.Subject) { s.Liveness, s.Status = monitor.Stopped, monitor.StatusStopped },
		"active, 10 of 12 report":      func(s *monitor.Subject) { s.ActiveAccounts, s.Reporting = &active, &reporting },
		"error, jump":                  func(s *monitor.Subject) { s.Status, s.Unexpected = "error", "idle → error" },
		"active · late, clock":         func(s *monitor.Subject) { s.Liveness, s.Cause = monitor.Late, monitor.CauseClock },
		"active · missing, test":       func(s *monitor.Subject) { s.Liveness, s.Test = monitor.Missing, true },
		"expired · late, acknowledged": func(s *monitor.Subject) { s.Liveness, s.Status, s.Acknowledged = monitor.Late, "expired", true },
	}
	for want, change := range tests {
		s := subjectAt("alpha/ACC_1", monitor.LevelOK, monitor.Alive, 3)
		change(&s)
		if got := statusCell(s, tableTime); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestTableBeginsWithTheAnswer(t *testing.T) {
	head := view.Head(accounts(), tableTime)
	for rows := 1; rows < 12; rows++ {
		lines := table(accounts(), tableTime, frame{columns: 100, rows: rows})
		if lines[0] != "⬣ "+head.Title {
			t.Errorf("in %d rows: %q", rows, lines[0])
		}
		if listed := len(lines) > 1 && strings.Contains(strings.Join(lines, "\n"), "⬣  ACC_003"); listed != (rows > leastRows) {
			t.Errorf("in %d rows the silent account is listed: %v", rows, listed)
		}
	}
}

// Whatever a robot says and however small the terminal, a table stays in its
// frame and holds nothing that moves the cursor.
func TestTableStaysInItsFrame(t *testing.T) {
	hostile := subjectAt("a/b", monitor.LevelCritical, monitor.Alive, 1e9)
	hostile.Status = "error\x1b[2J\r\n\u202e" + strings.Repeat("🔄漢", 40)
	hostile.Message = strings.Repeat("❌ ", 300) + "\x1b]0;x\x07"
	long := subjectAt(monitor.Key(strings.Repeat("r", 64)+"/"+strings.Repeat("a", 64)), monitor.LevelWarning, monitor.Late, 1)
	m := modelOf(hostile, long, subjectAt("c", monitor.LevelOK, monitor.Alive, 0))
	m.Notices = []string{"The port is taken.\x1b[31m\n" + strings.Repeat("x", 500)}
	for columns := 18; columns < 200; columns++ {
		for rows := 1; rows < 12; rows++ {
			lines := table(m, tableTime, frame{columns: columns, rows: rows})
			if len(lines) > rows || len(lines) == 0 {
				t.Fatalf("%d lines in %d rows", len(lines), rows)
			}
			for _, line := range lines {
				if cells(line) > columns {
					t.Fatalf("%d cells in %d columns: %s", cells(line), columns, line)
				}
				if line != printable(line) {
					t.Fatalf("not to be printed: %q", line)
				}
			}
		}
	}
}

func TestTableOfNothing(t *testing.T) {
	m := modelOf()
	m.Waiting = "logs/heartbeat_status.txt"
	lines := table(m, tableTime, frame{columns: 80, rows: 10})
	if !strings.Contains(lines[0], "logs/heartbeat_status.txt") {
		t.Errorf("got %q", lines)
	}
	m.Stalled = time.Minute
	if lines := table(m, tableTime, frame{columns: 80, rows: 10}); !strings.HasPrefix(lines[0], "? I don't know") {
		t.Errorf("a monitor that does not answer: %q", lines)
	}
}

// A list that nobody keeps up to date any more shows no one as well.
func TestTableOfAMonitorThatIsGone(t *testing.T) {
	m := accounts()
	m.Stalled = time.Minute
	for _, line := range table(m, tableTime, frame{columns: 80, rows: 20}) {
		if strings.HasPrefix(line, "●") || strings.HasPrefix(line, "⬣") {
			t.Errorf("shown as known: %s", line)
		}
	}
}

func FuzzCut(f *testing.F) {
	f.Add("🔄 Waiting for signals...", 7)
	f.Add("a\x1b[2J\u202eb\u0301\xff", 3)
	f.Fuzz(func(t *testing.T, text string, n int) {
		n = max(0, n%500)
		got := cut(text, n)
		if cells(got) > n {
			t.Errorf("%q is wider than %d", got, n)
		}
		if got != printable(got) {
			t.Errorf("%q is not to be printed", got)
		}
		if again := cut(got, n); again != got {
			t.Errorf("cut twice: %q, then %q", got, again)
		}
	})
}

func TestColourIsNeverAlone(t *testing.T) {
	plain := table(accounts(), tableTime, frame{columns: 80, rows: 20})
	coloured := table(accounts(), tableTime, frame{columns: 80, rows: 20, colour: true})
	bare := strings.NewReplacer("\x1b[1;31m", "", "\x1b[31m", "", "\x1b[32m", "", "\x1b[0m", "")
	for i := range coloured {
		if bare.Replace(coloured[i]) != plain[i] {
			t.Errorf("colour changes the text: %q, plain %q", coloured[i], plain[i])
		}
	}
	if strings.Join(coloured, "") == strings.Join(plain, "") {
		t.Error("no colour")
	}
}

func TestCut(t *testing.T) {
	tests := []struct {
		text string
		n    int
		want string
	}{
		{"abc", 3, "abc"},
		{"abcd", 3, "ab…"},
		{"a bcd", 3, "a…"},
		{"", 3, ""},
		{"abc", 0, ""},
		{"abc", 1, "…"},
		{"🔄🔄", 4, "🔄🔄"},
		{"🔄🔄", 3, "🔄…"},
		{"🔄🔄", 2, "…"},
		{"漢字", 3, "漢…"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"},
		{"a\x1b[31mb\nc", 10, "a[31mb c"},
		{"a\u202eb", 2, "ab"},
	}
	for _, test := range tests {
		if got := cut(test.text, test.n); got != test.want {
			t.Errorf("cut(%q, %d) = %q, want %q", test.text, test.n, got, test.want)
		}
		if got := cells(fit(test.text, test.n)); got != test.n {
			t.Errorf("fit(%q, %d) is %d wide", test.text, test.n, got)
		}
		if got := cells(fitRight(test.text, test.n)); got != test.n {
			t.Errorf("fitRight(%q, %d) is %d wide", test.text, test.n, got)
		}
	}
}

func TestAgeBelowASecondReadsAsNow(t *testing.T) {
	lines := frame{columns: 30, rows: 20}.subjects(modelOf(subjectAt("vps", monitor.LevelOK, monitor.Alive, 0.4)), tableTime, 20)
	if got := lines[len(lines)-1]; !strings.HasSuffix(got, " now") {
		t.Errorf("the line of the robot is %q", got)
	}
}
