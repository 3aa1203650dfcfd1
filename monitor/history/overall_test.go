package history

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/trend"
)

// However much of it is summed up, how all fared is what the hours of each say.
func TestOverallIsWhatTheHoursSay(t *testing.T) {
	s := openTemp(t, t.TempDir())
	start := time.Date(2026, 1, 19, 0, 0, 0, 0, time.UTC)
	aWeek(t, s, start)
	var other []monitor.Turn
	for _, key := range []monitor.Key{"alpha/ACC_001", "alpha-2", "alph/x"} {
		other = append(other,
			monitor.Turn{Key: key, At: start.Add(30 * time.Hour), Level: monitor.LevelOK, Liveness: monitor.Alive},
			monitor.Turn{Key: key, At: start.Add(47*time.Hour + 30*time.Minute), Level: monitor.LevelCritical, Liveness: monitor.Missing},
			monitor.Turn{Key: key, At: start.Add(49 * time.Hour), Level: monitor.LevelOK, Liveness: monitor.Alive})
	}
	if _, err := s.Write(t.Context(), Changes{Turns: other}); err != nil {
		t.Fatal(err)
	}
	names, err := s.Names(t.Context())
	if err != nil || len(names) != 4 {
		t.Fatal(names, err)
	}
	from, to := start.Add(-36*time.Hour), start.AddDate(0, 0, 6).Add(18*time.Hour)
	check := func(when string) {
		t.Helper()
		o, each, err := s.Overall(t.Context(), "", from, to, 24*time.Hour, time.UTC)
		if err != nil || len(each) != 4 {
			t.Fatalf("%s: %d subjects, %v", when, len(each), err)
		}
		all := trend.Summary{}
		for _, one := range each {
			hours, err := s.Hours(t.Context(), one.Key, from, to, minutely)
			if err != nil {
				t.Fatal(err)
			}
			want := trend.Merge(hours...)
			counted := want.Counted()
			if one.Sum.Down != want.Down || one.Sum.Outages != want.Outages || one.Sum.Counted() != counted {
				t.Errorf("%s: %s was down %v in %d outages of %v, want %v in %d of %v", when, one.Key,
					one.Sum.Down, one.Sum.Outages, one.Sum.Counted(), want.Down, want.Outages, counted)
			}
			all = trend.Merge(all, want)
		}
		total := o.Total()
		if total.Down != all.Down || total.Outages != all.Outages || total.Counted() != all.Counted() {
			t.Errorf("%s: together %+v, want %+v", when, total, all)
		}
		var week time.Duration
		for _, day := range o.Week {
			for _, hour := range day {
				week += hour.Time
			}
		}
		if week != all.Down {
			t.Errorf("%s: the hours of the week add up to %v, want %v", when, week, all.Down)
		}
	}
	check("nothing summed up")
	for _, days := range []int{2, 5, 7} {
		if _, err := s.SumUp(t.Context(), start.AddDate(0, 0, days), func(monitor.Key) monitor.Rhythm { return minutely }); err != nil {
			t.Fatal(err)
		}
		check("some summed up")
	}
	if kept, err := s.KeptDays(t.Context(), "alpha", start.Add(time.Hour), to); err != nil || len(kept) != 6 || !kept[0].From.Equal(start.AddDate(0, 0, 1)) {
		t.Errorf("%d days are kept, %v", len(kept), err)
	}
}

func TestOverallOfARobot(t *testing.T) {
	s := openTemp(t, t.TempDir())
	at := time.Date(2026, 1, 19, 0, 0, 0, 0, time.UTC)
	var turns []monitor.Turn
	for _, key := range []monitor.Key{"alpha", "alpha/A", "alpha/z", "alpha-2", "alpha.x", "alphabet", "al/alpha", "alpha0/x"} {
		turns = append(turns, monitor.Turn{Key: key, At: at, Level: monitor.LevelOK, Liveness: monitor.Alive})
	}
	if _, err := s.Write(t.Context(), Changes{Turns: turns}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SumUp(t.Context(), at.AddDate(0, 0, 2), func(monitor.Key) monitor.Rhythm { return minutely }); err != nil {
		t.Fatal(err)
	}
	for robot, want := range map[string]string{
		"alpha": "alpha alpha/A alpha/z", "al": "al/alpha", "alpha0": "alpha0/x", "nobody": "",
	} {
		_, each, err := s.Overall(t.Context(), robot, at.Add(time.Hour), at.AddDate(0, 0, 2), time.Hour, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, one := range each {
			keys = append(keys, string(one.Key))
		}
		slices.Sort(keys)
		if got := strings.Join(keys, " "); got != want {
			t.Errorf("%s: %s, want %s", robot, got, want)
		}
	}
}
