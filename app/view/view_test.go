package view

import (
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
)

// noon is the moment of all tests: Tuesday 20 January 2026, 14:06 in Jakarta.
var noon = time.Date(2026, 1, 20, 14, 6, 0, 0, time.FixedZone("WIB", 7*3600))

// alive makes a subject that beat 12 s ago.
func alive(key monitor.Key, change ...func(*monitor.Subject)) monitor.Subject {
	s := monitor.Subject{
		Key: key, Kind: key.Kind(), Robot: key.Robot(), Account: key.Account(),
		Level: monitor.LevelOK, Liveness: monitor.Alive, Since: noon.Add(-3 * time.Hour),
		Interval: 120, Grace: 15, MaxMisses: 1,
	}
	aged(12 * time.Second)(&s)
	for _, f := range change {
		f(&s)
	}
	return s
}

func aged(age time.Duration) func(*monitor.Subject) {
	return func(s *monitor.Subject) {
		at, seconds := noon.Add(-age), age.Seconds()
		s.LastBeat, s.AgeSeconds = &at, &seconds
	}
}

func unseen(s *monitor.Subject) { s.LastBeat, s.AgeSeconds = nil, nil }

func is(level monitor.Level, liveness monitor.Liveness, cause monitor.Cause) func(*monitor.Subject) {
	return func(s *monitor.Subject) { s.Level, s.Liveness, s.Cause = level, liveness, cause }
}

func says(message string) func(*monitor.Subject) {
	return func(s *monitor.Subject) { s.Message = message }
}

func why(text string) func(*monitor.Subject) { return func(s *monitor.Subject) { s.Why = text } }

func orders(n int) func(*monitor.Subject) { return func(s *monitor.Subject) { s.OpenOrders = &n } }

func since(ago time.Duration) func(*monitor.Subject) {
	return func(s *monitor.Subject) { s.Since = noon.Add(-ago) }
}

func test(s *monitor.Subject) {
	s.Test = true
	until := noon.Add(5 * time.Minute)
	s.TestExpires = &until
}

func missing(age time.Duration) func(*monitor.Subject) {
	return func(s *monitor.Subject) {
		aged(age)(s)
		is(monitor.LevelCritical, monitor.Missing, monitor.CauseMissing)(s)
	}
}

// model makes a model as the monitor would.
func model(subjects ...monitor.Subject) Model {
	return Model{Page: monitor.Select(subjects, monitor.Query{Limit: monitor.MaxLimit}), At: noon}
}

// crowd makes n living accounts of the robot.
func crowd(robot string, n int) []monitor.Subject {
	var list []monitor.Subject
	for i := range n {
		key, err := monitor.NewKey(robot, "ACC_"+string(rune('A'+i/26))+string(rune('A'+i%26)))
		if err != nil {
			panic(err)
		}
		list = append(list, alive(key))
	}
	return list
}

func TestHeadline(t *testing.T) {
	t.Parallel()
	silent := alive("alpha/ACC_003", missing(4*time.Minute+12*time.Second), orders(2))
	critical, warning, unknown := monitor.LevelCritical, monitor.LevelWarning, monitor.LevelUnknown
	fresh := alive("default", unseen, is(unknown, monitor.New, monitor.CauseNone), since(4*time.Minute))
	fresh.Bystander = true
	tests := []struct {
		name          string
		model         Model
		title, detail string
		tooltip       string
		icon          string
		plugin        string
	}{
		{
			name: "nothing configured", model: Model{Page: monitor.Select([]monitor.Subject{fresh}, monitor.Query{}), Waiting: "logs/heartbeat_status.txt"},
			title:   "Waiting for the first heartbeat in logs/heartbeat_status.txt",
			detail:  "Start the robot, or name its status file in the settings. Set test status shows how it looks.",
			tooltip: "Waiting for the first heartbeat in logs/heartbeat_status.txt",
			icon:    "off", plugin: "SENTINEL OK - Waiting for the first heartbeat in logs/heartbeat_status.txt | ok=0 unknown=1",
		},
		{
			name: "the built-in source, never used", model: model(fresh, alive("alpha"), alive("beta")),
			title: "Both robots alive", tooltip: "Both robots alive", icon: "ok", plugin: "SENTINEL OK - Both robots alive | ok=2",
		},
		{
			name: "all paused but the built-in source", model: model(fresh, alive("alpha", is(monitor.LevelOff, monitor.Paused, ""))),
			title: "Watching is paused for alpha", detail: "Resume what should be watched again.",
			tooltip: "Watching is paused for alpha", icon: "off", plugin: "SENTINEL OK - Watching is paused for alpha | ok=0 off=1",
		},
		{
			name: "no subjects", model: model(),
			title:   "Nothing is watched yet",
			detail:  "Add a [[source]] to the settings file, or let a robot send its heartbeats.",
			tooltip: "Nothing is watched yet", icon: "off", plugin: "SENTINEL OK - Nothing is watched yet | ok=0",
		},
		{
			name: "all accounts", model: model(crowd("alpha", 14)...),
			title: "All 14 accounts alive", tooltip: "All 14 accounts alive", icon: "ok",
			plugin: "SENTINEL OK - All 14 accounts alive | ok=14",
		},
		{
			name: "one robot", model: model(alive("vps")),
			title: "vps is alive", tooltip: "vps is alive", icon: "ok", plugin: "SENTINEL OK - vps is alive | ok=1",
		},
		{
			name: "two robots", model: model(alive("vps"), alive("cloud")),
			title: "Both robots alive", tooltip: "Both robots alive", icon: "ok", plugin: "SENTINEL OK - Both robots alive | ok=2",
		},
		{
			name: "robot and accounts, one paused", model: model(append(crowd("alpha", 12), alive("alpha"), alive("beta", is(monitor.LevelOff, monitor.Paused, "")))...),
			title: "12 accounts and 1 robot alive, 1 paused", tooltip: "12 accounts and 1 robot alive, 1 paused", icon: "ok",
			plugin: "SENTINEL OK - 12 accounts and 1 robot alive, 1 paused | ok=13 off=1",
		},
		{
			name: "paused all", model: model(alive("alpha", is(monitor.LevelOff, monitor.Paused, "")), alive("beta", is(monitor.LevelOff, monitor.Paused, ""))),
			title: "Watching is paused for 2 robots", detail: "Resume what should be watched again.",
			tooltip: "Watching is paused for 2 robots", icon: "off", plugin: "SENTINEL OK - Watching is paused for 2 robots | ok=0 off=2",
		},
		{
			name: "market closed", model: model(alive("alpha", is(monitor.LevelOff, monitor.Quiet, ""))),
			title: "Market closed: alpha quiet", detail: "Silence is expected until the market opens.",
			tooltip: "Market closed: alpha quiet", icon: "off", plugin: "SENTINEL OK - Market closed: alpha quiet | ok=0 off=1",
		},
		{
			name: "missing account, robot alive", model: model(append(crowd("alpha", 11), silent, alive("alpha"), alive("beta/ACC_011", aged(140*time.Second), is(warning, monitor.Late, monitor.CauseMissing)))...),
			title:   "ACC_003 has been silent for 4 min 12 s, with 2 open orders",
			detail:  "Robot alpha is alive, so this is the account, not the network. Last heartbeat at 14:01. 1 more needs a look. Look into its robot's log.",
			tooltip: "ACC_003 silent for 4 min, with 2 open orders\nACC_011 late, silent for 2 min",
			icon:    "critical",
			plugin:  "SENTINEL CRITICAL - ACC_003 silent for 4 min, with 2 open orders; 1 more | ok=12 critical=1 warning=1",
		},
		{
			name: "never seen", model: model(alive("vps", unseen, since(4*time.Minute), is(critical, monitor.Missing, monitor.CauseMissing), why("never seen"))),
			title:   "vps has never been seen; missing since 14:02",
			detail:  "Check that the robot runs and that the source in the settings is right.",
			tooltip: "vps never seen, missing since 14:02", icon: "critical",
			plugin: "SENTINEL CRITICAL - vps never seen, missing since 14:02 | ok=0 critical=1",
		},
		{
			name: "waiting for a configured source", model: model(alive("vps", unseen, since(4*time.Minute), is(unknown, monitor.New, ""))),
			title:   "vps has never been seen; waiting since 14:02",
			detail:  "Start the robot, or check where its heartbeats go.",
			tooltip: "vps never seen, waiting since 14:02", icon: "unknown",
			plugin: "SENTINEL UNKNOWN - vps never seen, waiting since 14:02 | ok=0 unknown=1",
		},
		{
			name: "error", model: model(alive("vps", is(critical, monitor.Alive, monitor.CauseError), says("❌ Margin call | now"))),
			title:   "vps reports an error: “❌ Margin call | now”",
			detail:  "Last heartbeat at 14:05. Look into the robot's log.",
			tooltip: "vps error: ❌ Margin call | now", icon: "critical",
			plugin: "SENTINEL CRITICAL - vps error: ❌ Margin call / now | ok=0 critical=1",
		},
		{
			name: "unreachable, not yet late", model: model(alive("cloud", is(unknown, monitor.Alive, monitor.CauseUnreachable), why("robot.example refused the connection"))),
			title:   "cloud cannot be reached: robot.example refused the connection; last heartbeat 12 s ago",
			detail:  "Last heartbeat at 14:05. Check that the server runs and that the address in the settings is right.",
			tooltip: "cloud unreachable: robot.example refused the connection", icon: "unknown",
			plugin: "SENTINEL UNKNOWN - cloud unreachable: robot.example refused the connection | ok=0 unknown=1",
		},
		{
			name: "unreachable until missing", model: model(alive("cloud", aged(13*time.Hour), is(critical, monitor.Missing, monitor.CauseUnreachable), why("timed out after 10 s"))),
			title:   "cloud has been silent for 13 h: it cannot be reached: timed out after 10 s",
			detail:  "Last heartbeat at 01:06. Check that the server runs and that the address in the settings is right.",
			tooltip: "cloud silent for 13 h, unreachable", icon: "critical",
			plugin: "SENTINEL CRITICAL - cloud silent for 13 h, unreachable | ok=0 critical=1",
		},
		{
			name: "unreadable", model: model(alive("vps", is(warning, monitor.Late, monitor.CauseUnreadable), aged(90*time.Second), why("the file is empty"))),
			title:   "vps cannot be read: the file is empty; last heartbeat 1 min 30 s ago",
			detail:  "Last heartbeat at 14:04. Look at what the robot or its server writes; the source's settings say where it is read.",
			tooltip: "vps unreadable: the file is empty", icon: "warning",
			plugin: "SENTINEL WARNING - vps unreadable: the file is empty | ok=0 warning=1",
		},
		{
			name: "fabricated", model: model(alive("cloud", is(warning, monitor.Alive, monitor.CauseFabricated))),
			title:   "cloud gets invented answers: its endpoint claims to be fresh without a robot behind it",
			detail:  "Last heartbeat at 14:05. The server answers by itself: check that the robot runs and writes its status file there.",
			tooltip: "cloud answers invented", icon: "warning", plugin: "SENTINEL WARNING - cloud answers invented | ok=0 warning=1",
		},
		{
			name: "frozen", model: model(alive("cloud", missing(6*time.Minute), is(critical, monitor.Missing, monitor.CauseFrozen))),
			title:   "cloud has been silent for 6 min: its endpoint repeats the same answer",
			detail:  "Last heartbeat at 14:00. The server answers, the robot does not: check the robot, then caches on the way.",
			tooltip: "cloud silent for 6 min, frozen", icon: "critical", plugin: "SENTINEL CRITICAL - cloud silent for 6 min, frozen | ok=0 critical=1",
		},
		{
			name: "stopped in a session", model: model(alive("vps", is(warning, monitor.Stopped, monitor.CauseStopped), since(4*time.Minute))),
			title:   "vps said goodbye and stopped, 14:02, though it should be running",
			detail:  "Start the robot again, or pause it here if that is meant.",
			tooltip: "vps stopped", icon: "warning", plugin: "SENTINEL WARNING - vps stopped | ok=0 warning=1",
		},
		{
			name: "unobserved", model: model(alive("cloud", is(unknown, monitor.Unobserved, monitor.CauseUnreachable), since(20*time.Minute))),
			title:   "cloud has not been observed since 13:46",
			detail:  "Last heartbeat at 14:05. Sentinel could not look: check this machine's network.",
			tooltip: "cloud not observed", icon: "unknown", plugin: "SENTINEL UNKNOWN - cloud not observed | ok=0 unknown=1",
		},
		{
			name: "clock finding", model: model(alive("vps", is(monitor.LevelOK, monitor.Alive, monitor.CauseClock), why("its time is 2 h ahead")), alive("cloud")),
			title: "Both robots alive", detail: "The clock of vps cannot be right: its time is 2 h ahead.",
			tooltip: "Both robots alive", icon: "ok", plugin: "SENTINEL OK - Both robots alive | ok=2",
		},
		{
			name: "a test is the worst", model: model(alive("vps", test, is(critical, monitor.Alive, monitor.CauseError), says("❌ Error occurred")), alive("cloud")),
			title:   "TEST: vps reports an error: “❌ Error occurred”",
			detail:  "Last heartbeat at 14:05. Somebody set this to try things out; it ends by itself.",
			tooltip: "TEST: vps error: ❌ Error occurred", icon: "critical-test",
			plugin: "SENTINEL CRITICAL - TEST: vps error: ❌ Error occurred | ok=1 critical=1",
		},
		{
			name: "a test while all is well", model: model(alive("vps", test, says("💰 Trade executed"))),
			title: "vps is alive", detail: "TEST: vps shows a test status until 14:11.",
			tooltip: "vps is alive\nTEST: vps shows a test status until 14:11", icon: "ok-test",
			plugin: "SENTINEL OK - vps is alive | ok=1",
		},
		{
			name:    "a test of an error before the first heartbeat",
			model:   model(alive("default", unseen, test, is(critical, monitor.New, monitor.CauseError), says("❌ Error occurred"))),
			title:   "TEST: default reports an error: “❌ Error occurred”",
			detail:  "Somebody set this to try things out; it ends by itself.",
			tooltip: "TEST: default error: ❌ Error occurred", icon: "critical-test",
			plugin: "SENTINEL CRITICAL - TEST: default error: ❌ Error occurred | ok=0 critical=1",
		},
		{
			name:  "a test before the first heartbeat",
			model: model(alive("default", unseen, test, is(monitor.LevelOK, monitor.New, monitor.CauseNone), says("💰 Trade executed"))),
			title: "default has not been seen yet", detail: "TEST: default shows a test status until 14:11.",
			tooltip: "default has not been seen yet\nTEST: default shows a test status until 14:11", icon: "ok-test",
			plugin: "SENTINEL OK - default has not been seen yet | ok=1",
		},
		{
			name: "a test beside a real trouble", model: model(alive("vps", test, is(critical, monitor.Alive, monitor.CauseError)), silent),
			title:   "ACC_003 has been silent for 4 min 12 s, with 2 open orders",
			detail:  "Last heartbeat at 14:01. 1 more needs a look. Check that the robot runs and that its machine is up.",
			tooltip: "ACC_003 silent for 4 min, with 2 open orders\nTEST: vps error", icon: "critical",
			plugin: "SENTINEL CRITICAL - ACC_003 silent for 4 min, with 2 open orders; 1 more | ok=0 critical=2",
		},
		{
			name: "acknowledged", model: model(func() monitor.Subject { s := silent; s.Acknowledged = true; return s }()),
			title:   "ACC_003 has been silent for 4 min 12 s, with 2 open orders",
			detail:  "Last heartbeat at 14:01; acknowledged. Check that the robot runs and that its machine is up.",
			tooltip: "ACC_003 silent for 4 min, with 2 open orders", icon: "critical-acked",
			plugin: "SENTINEL CRITICAL - ACC_003 silent for 4 min, with 2 open orders | ok=0 critical=1",
		},
		{
			name: "a trouble of the settings", model: func() Model {
				m := model(alive("vps"))
				m.Notices = []string{`config.toml:6: unknown key "intervall"; the earlier settings stay in force`}
				return m
			}(),
			title: "vps is alive", detail: `config.toml:6: unknown key "intervall"; the earlier settings stay in force.`,
			tooltip: "vps is alive\n" + `config.toml:6: unknown key "intervall"; the earlier settings stay in force`, icon: "ok",
			plugin: "SENTINEL OK - vps is alive | ok=1",
		},
		{
			name: "stalled", model: func() Model { m := model(silent); m.Stalled = 12 * time.Second; return m }(),
			title: "I don't know: the monitor stands still", detail: "It has not answered for 12 s. Quit and start Sentinel again; its log says more.",
			tooltip: "I don't know: the monitor stands still", icon: "stalled",
			plugin: "SENTINEL UNKNOWN - I don't know: the monitor stands still | ok=0 critical=1",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			head, tray := Head(tt.model, noon), MakeTray(tt.model, noon)
			if head.Title != tt.title {
				t.Errorf("title:\n got %q\nwant %q", head.Title, tt.title)
			}
			if head.Detail != tt.detail {
				t.Errorf("detail:\n got %q\nwant %q", head.Detail, tt.detail)
			}
			if tray.Tooltip != tt.tooltip {
				t.Errorf("tooltip:\n got %q\nwant %q", tray.Tooltip, tt.tooltip)
			}
			if tray.Icon != tt.icon || head.Icon != tt.icon {
				t.Errorf("icon: got %q and %q, want %q", tray.Icon, head.Icon, tt.icon)
			}
			if got := PluginLine(tt.model, noon); got != tt.plugin {
				t.Errorf("plugin:\n got %q\nwant %q", got, tt.plugin)
			}
		})
	}
}

func TestAgesCountOn(t *testing.T) {
	t.Parallel()
	m := model(alive("vps", missing(4*time.Minute+12*time.Second)))
	if got, want := Head(m, noon.Add(50*time.Second)).Title, "vps has been silent for 5 min 2 s"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, ok := Age(m.Page.Subjects[0], noon, noon.Add(-time.Hour)); !ok || got != 4*time.Minute+12*time.Second {
		t.Errorf("an age read before its page was made: %v, %v", got, ok)
	}
}

func TestTrayOfMany(t *testing.T) {
	t.Parallel()
	var list []monitor.Subject
	for _, s := range crowd("alpha", 13) {
		missing(10 * time.Minute)(&s)
		list = append(list, s)
	}
	tray := MakeTray(model(list...), noon)
	if want := "ACC_AA silent for 10 min\n12 more need a look: ACC_AB, ACC_AC, ACC_AD, ACC_AE, ACC_AF"; tray.Tooltip != want {
		t.Errorf("tooltip: got %q, want %q", tray.Tooltip, want)
	}
	if want := "and 5 more…"; tray.Menu.More != want {
		t.Errorf("more: got %q, want %q", tray.Menu.More, want)
	}
	if got, want := tray.Menu.Attention[7], (Entry{"alpha/ACC_AH", "⬣ ACC_AH silent for 10 min"}); got != want {
		t.Errorf("last slot: got %q, want %q", got, want)
	}
	if want := "ACC_AA has been silent for 10 min"; tray.Menu.Headline != want {
		t.Errorf("headline: got %q, want %q", tray.Menu.Headline, want)
	}
}

func TestAPageThatHoldsNotAll(t *testing.T) {
	t.Parallel()
	all := append(crowd("alpha", 400), alive("beta", missing(time.Hour)))
	m := Model{Page: monitor.Select(all, monitor.Query{Limit: 10}), At: noon}
	if got, want := brief(m, noon), "beta silent for 1 h"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	m = Model{Page: monitor.Select(crowd("alpha", 400), monitor.Query{Limit: 10}), At: noon}
	if got, want := brief(m, noon), "All 400 robots and accounts alive"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTooltipKeepsItsLimits(t *testing.T) {
	t.Parallel()
	long := monitor.Key(strings.Repeat("R", 64) + "/" + strings.Repeat("A", 64))
	message := strings.Repeat("👩‍💻🇮🇩e\u0301👍🏽", 40)
	for _, m := range []Model{
		model(alive(long, is(monitor.LevelCritical, monitor.Alive, monitor.CauseError), says(message), orders(12))),
		model(alive(long, missing(400*24*time.Hour), orders(3)), alive("b", missing(time.Hour), says(message))),
		{Page: monitor.Select(nil, monitor.Query{}), Waiting: "/home/trader/" + strings.Repeat("deep/", 40) + "logs/heartbeat_status.txt"},
		{Page: monitor.Select([]monitor.Subject{alive("a")}, monitor.Query{}), Notices: []string{message}},
	} {
		got := MakeTray(m, noon).Tooltip
		if units16(got) > tooltipLimit {
			t.Errorf("%d units: %q", units16(got), got)
		}
		first, _, several := strings.Cut(got, "\n")
		if several && units16(first) > tooltipFirst {
			t.Errorf("first line of %d units: %q", units16(first), first)
		}
		t.Log(got)
	}
}

func TestNextChange(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		model Model
		want  time.Duration // from noon; 0: never
	}{
		{"all well", model(crowd("alpha", 14)...), 0},
		{"silent", model(alive("vps", missing(4*time.Minute+12*time.Second))), 48 * time.Second},
		{"silent for hours", model(alive("vps", missing(13*time.Hour+12*time.Minute))), 48 * time.Minute},
		{"the sooner of two", model(alive("a", missing(2*time.Hour+7*time.Minute)), alive("b", missing(3*time.Minute+50*time.Second))), 10 * time.Second},
		{"an error", model(alive("vps", is(monitor.LevelCritical, monitor.Alive, monitor.CauseError))), 0},
		{"never seen, until midnight", model(alive("vps", unseen, is(monitor.LevelCritical, monitor.Missing, monitor.CauseMissing))), 9*time.Hour + 54*time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			next := NextChange(tt.model, noon)
			if tt.want == 0 {
				if !next.IsZero() {
					t.Fatalf("got %v, want never", next.Sub(noon))
				}
				return
			}
			if got := next.Sub(noon); got != tt.want {
				t.Fatalf("got %v, want %v", got, tt.want)
			}
			if now, later := MakeTray(tt.model, next.Add(-time.Second)), MakeTray(tt.model, next); now == later {
				t.Errorf("the words are the same after it: %q", later.Tooltip)
			}
		})
	}
}

func TestExitCode(t *testing.T) {
	t.Parallel()
	for level, want := range map[monitor.Level]int{
		monitor.LevelOff: 0, monitor.LevelOK: 0, monitor.LevelWarning: 1, monitor.LevelCritical: 2, monitor.LevelUnknown: 3,
	} {
		if got := ExitCode(level); got != want {
			t.Errorf("%v: got %d, want %d", level, got, want)
		}
	}
	if got, want := PluginSubject(alive("alpha/ACC_003", missing(4*time.Minute)), noon), "SENTINEL CRITICAL - ACC_003 silent for 4 min | ok=0 critical=1"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSnoozeLengths(t *testing.T) {
	t.Parallel()
	if got, want := SnoozeMorning.Length(noon), 17*time.Hour+54*time.Minute; got != want {
		t.Errorf("until 8:00 from 14:06: got %v, want %v", got, want)
	}
	early := time.Date(2026, 1, 20, 6, 30, 0, 0, noon.Location())
	if got, want := SnoozeMorning.Length(early), 90*time.Minute; got != want {
		t.Errorf("until 8:00 from 6:30: got %v, want %v", got, want)
	}
	if got := SnoozeEnd.Length(noon); got != 0 {
		t.Errorf("end: got %v", got)
	}
}
