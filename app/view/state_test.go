package view

import (
	"testing"
	"time"

	"sentinel/monitor"
)

func reports(status string) func(*monitor.Subject) {
	return func(s *monitor.Subject) { s.Status = status }
}

func silentAs(liveness monitor.Liveness, age time.Duration) func(*monitor.Subject) {
	return func(s *monitor.Subject) { aged(age)(s); s.Liveness = liveness }
}

func TestStateHidesNeitherReportNorSilence(t *testing.T) {
	t.Parallel()
	tests := []struct {
		want   string
		change []func(*monitor.Subject)
	}{
		{"active", []func(*monitor.Subject){reports("active")}},
		{"active · late 2 min", []func(*monitor.Subject){reports("active"), silentAs(monitor.Late, 140*time.Second)}},
		{"active · frozen 4 min", []func(*monitor.Subject){reports("active"), silentAs(monitor.Missing, 252*time.Second), func(s *monitor.Subject) { s.Cause = monitor.CauseFrozen }}},
		{"error · missing 4 min", []func(*monitor.Subject){reports("error"), silentAs(monitor.Missing, 252*time.Second)}},
		{"idle · quiet", []func(*monitor.Subject){reports("idle"), silentAs(monitor.Quiet, 13*time.Hour)}},
		{"active · paused", []func(*monitor.Subject){reports("active"), silentAs(monitor.Paused, time.Hour)}},
		{"waiting · not observed", []func(*monitor.Subject){reports("waiting"), silentAs(monitor.Unobserved, time.Hour)}},
		{"healthy · stopped", []func(*monitor.Subject){reports("healthy"), silentAs(monitor.Stopped, time.Hour)}},
		{"stopped", []func(*monitor.Subject){reports("stopped"), silentAs(monitor.Stopped, time.Hour)}},
		{"never seen", []func(*monitor.Subject){unseen, is(monitor.LevelUnknown, monitor.New, "")}},
		{"missing", []func(*monitor.Subject){unseen, is(monitor.LevelCritical, monitor.Missing, "")}},
		{"alive", nil},
		{"💰 Trade executed", []func(*monitor.Subject){says("💰 Trade executed")}},
	}
	for _, tt := range tests {
		if got := State(alive("alpha/ACC_1", tt.change...), noon, noon); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func TestCrew(t *testing.T) {
	t.Parallel()
	n := func(n int) *int { return &n }
	tests := []struct {
		active, reporting *int
		words, note       string
		certain           bool
	}{
		{nil, nil, "", "", true},
		{n(12), nil, "12 accounts", "12 accounts", true},
		{n(12), n(12), "12 accounts", "12 accounts", true},
		{n(12), n(10), "12 accounts active, 10 report", "10 of 12 report", false},
		{n(1), n(0), "1 account active, 0 report", "0 of 1 report", false},
		{n(2), n(1), "2 accounts active, 1 reports", "1 of 2 report", false},
		{nil, n(3), "3 accounts report", "3 accounts report", true},
	}
	for _, tt := range tests {
		s := alive("alpha")
		s.ActiveAccounts, s.Reporting = tt.active, tt.reporting
		words, certain := Crew(s)
		note, _ := CrewNote(s)
		if words != tt.words || note != tt.note || certain != tt.certain {
			t.Errorf("got %q, %q, certain %t; want %q, %q, %t", words, note, certain, tt.words, tt.note, tt.certain)
		}
	}
}

func TestSentencesOfWhatRobotsPost(t *testing.T) {
	t.Parallel()
	opens, begun := noon.Add(5*24*time.Hour+18*time.Hour+39*time.Minute), noon.Add(-3*time.Minute)
	tests := []struct {
		want, short string
		subject     monitor.Subject
	}{
		{
			"ACC_1 has been silent for 4 min: it sends the same heartbeat again and again, with 2 open orders", "ACC_1 silent for 4 min, frozen",
			alive("alpha/ACC_1", missing(4*time.Minute), is(monitor.LevelCritical, monitor.Missing, monitor.CauseFrozen), orders(2)),
		},
		{
			"ACC_1 reports an error: “❌ No margin”; late, no heartbeat for 2 min 20 s", "ACC_1 error: ❌ No margin",
			alive("alpha/ACC_1", aged(140*time.Second), is(monitor.LevelCritical, monitor.Late, monitor.CauseError), says("❌ No margin")),
		},
		{
			"ACC_1 has an expired session", "ACC_1 session expired",
			alive("alpha/ACC_1", is(monitor.LevelCritical, monitor.Alive, monitor.CauseExpired)),
		},
		{
			"backup is late: a run that began at 14:03 has not ended", "backup late, running since 14:03",
			alive("backup", is(monitor.LevelWarning, monitor.Late, monitor.CauseMissing), func(s *monitor.Subject) { s.RunningSince = &begun }),
		},
		{
			"backup is late: it has never been seen", "backup late, never seen",
			alive("backup", unseen, is(monitor.LevelWarning, monitor.Late, monitor.CauseMissing)),
		},
		{
			"ACC_1 is quiet: its market is closed, opens Mon 08:45", "ACC_1 quiet, market closed, opens Mon 08:45",
			alive("idx/ACC_1", is(monitor.LevelOff, monitor.Quiet, ""), func(s *monitor.Subject) { s.OpensAt = &opens }),
		},
		{
			"ACC_1 reports an error", "ACC_1 error", // a closed market does not cure it
			alive("idx/ACC_1", is(monitor.LevelCritical, monitor.Quiet, monitor.CauseError), func(s *monitor.Subject) { s.OpensAt = &opens }),
		},
	}
	for _, tt := range tests {
		if got := Sentence(tt.subject, noon, noon); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
		if got := Short(tt.subject, noon, noon); got != tt.short {
			t.Errorf("got %q, want %q", got, tt.short)
		}
	}
}

func TestClosedMarketSaysWhenItOpens(t *testing.T) {
	t.Parallel()
	first, second := noon.Add(18*time.Hour+39*time.Minute), noon.Add(48*time.Hour)
	quiet := func(key monitor.Key, opens time.Time) monitor.Subject {
		return alive(key, is(monitor.LevelOff, monitor.Quiet, ""), func(s *monitor.Subject) { s.OpensAt = &opens })
	}
	head := Head(model(quiet("idx/A", second), quiet("idx/B", first)), noon)
	if want := "Market closed: 2 accounts quiet"; head.Title != want {
		t.Errorf("got %q, want %q", head.Title, want)
	}
	if want := "Silence is expected until the market opens, tomorrow 08:45."; head.Detail != want {
		t.Errorf("got %q, want %q", head.Detail, want)
	}
}

func TestGuessAtAClock(t *testing.T) {
	t.Parallel()
	ahead := alive("vps", is(monitor.LevelOK, monitor.Alive, monitor.CauseClock), why("clock 7 h ahead: looks like a time zone"))
	if got, want := Head(model(ahead), noon).Detail, "The clock of vps is 7 h ahead: looks like a time zone."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestHeadlineOfAPart(t *testing.T) {
	t.Parallel()
	part := func(limit int, all ...monitor.Subject) Model {
		return Model{Page: monitor.Select(all, monitor.Query{Limit: limit}), At: noon}
	}
	paused := crowd("alpha", 40)
	for i := range paused {
		is(monitor.LevelOff, monitor.Paused, "")(&paused[i])
	}
	if got, want := Head(part(10, paused...), noon).Title, "Nothing to watch now: 40 robots and accounts off"; got != want {
		t.Errorf("all off: got %q, want %q", got, want)
	}
	if got, want := Head(part(10, append(crowd("beta", 20), paused...)...), noon).Title, "20 robots and accounts alive, 40 off"; got != want {
		t.Errorf("some off: got %q, want %q", got, want)
	}
	m := part(1, append(crowd("alpha", 11), alive("alpha/ACC_003", missing(4*time.Minute)))...)
	if got, want := Head(m, noon).Detail, "Last heartbeat at 14:02. Check that the robot runs and that its machine is up."; got != want {
		t.Errorf("without its robot: got %q, want %q", got, want)
	}
	m.Beside = []monitor.Subject{alive("alpha")}
	if got, want := Head(m, noon).Detail, "Robot alpha is alive, so this is the account, not the network. "+
		"Last heartbeat at 14:02. Look into its robot's log."; got != want {
		t.Errorf("with its robot beside: got %q, want %q", got, want)
	}
}
