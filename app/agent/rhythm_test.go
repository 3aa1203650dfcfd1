package agent

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/history"
	"sentinel/monitor/trend"
)

// lived writes days of beats into the history, all of them on time.
func lived(t *testing.T, a *Agent, key monitor.Key, days int, gap func(at time.Time) time.Duration) {
	t.Helper()
	from, to := midnight(time.Now()).AddDate(0, 0, -days), midnight(time.Now())
	if _, err := a.store.Write(t.Context(), history.Changes{Turns: []monitor.Turn{
		{Key: key, At: from, Level: monitor.LevelOK, Liveness: monitor.Alive},
	}}); err != nil {
		t.Fatal(err)
	}
	var receipts []monitor.Receipt
	for at := from; at.Before(to); at = at.Add(gap(at)) {
		receipts = append(receipts, monitor.Receipt{Posting: monitor.Posting{
			Key: key, Source: "vps", At: at, Beat: monitor.Heartbeat{Status: monitor.StatusWaiting, SentAt: at},
		}})
	}
	if _, err := a.store.Import(t.Context(), key, receipts); err != nil {
		t.Fatal(err)
	}
}

func every(gap time.Duration) func(time.Time) time.Duration {
	return func(time.Time) time.Duration { return gap }
}

func TestAcceptedRhythmComesIntoForce(t *testing.T) {
	w := newWorld(t, "# mine\n"+oneFile)
	w.beat("✅ Login successful")
	w.until("first beat", "vps", liveness(monitor.Alive))
	if r, err := w.agent.Rhythm(t.Context(), "vps"); err != nil || r.Suggested != nil || !strings.Contains(r.Why, "too early") {
		t.Fatalf("with one beat: %+v, %v", r, err)
	}
	lived(t, w.agent, "vps", 5, every(100*time.Second))
	r, err := w.agent.Rhythm(t.Context(), "vps")
	want := api.Suggestion{Interval: 105, MaxMisses: 1}
	if err != nil || r.Suggested == nil || *r.Suggested != want || !r.News() {
		t.Fatalf("%+v, %v", r, err)
	}
	if _, err := w.agent.AcceptRhythm(t.Context(), "vps", api.Suggestion{Interval: 3600, MaxMisses: 9}); !errors.Is(err, api.ErrRefused) {
		t.Errorf("something else than what is suggested: %v", err)
	}
	accepted, err := w.agent.AcceptRhythm(t.Context(), "vps", want)
	if err != nil || !accepted.InForce || accepted.Path != w.config {
		t.Fatalf("%+v, %v", accepted, err)
	}
	if s, err := w.agent.Subject(t.Context(), "vps"); err != nil || s.Interval != 105 || s.MaxMisses != 1 {
		t.Errorf("%v misses of %v s, %v", s.MaxMisses, s.Interval, err)
	}
	content, err := os.ReadFile(w.config)
	if err != nil || !strings.HasPrefix(string(content), "# mine\n") || !strings.HasSuffix(string(content), "interval = \"105s\"\nmax_misses = 1\n") {
		t.Errorf("the file is %s, %v", content, err)
	}
	if again, err := w.agent.AcceptRhythm(t.Context(), "vps", want); err != nil || !again.InForce {
		t.Errorf("accepted twice: %+v, %v", again, err)
	}
	if after, err := os.ReadFile(w.config); err != nil || string(after) != string(content) {
		t.Errorf("accepted twice the file is %s", after)
	}
}

func TestNothingIsAcceptedIntoAFileWithMistakes(t *testing.T) {
	w := newWorld(t, oneFile)
	w.beat("✅ Login successful")
	w.until("first beat", "vps", liveness(monitor.Alive))
	lived(t, w.agent, "vps", 5, every(100*time.Second))
	w.write("config.toml", "[defaults\n")
	_, err := w.agent.AcceptRhythm(t.Context(), "vps", api.Suggestion{Interval: 105, MaxMisses: 1})
	if !errors.Is(err, api.ErrRefused) || !strings.Contains(err.Error(), "config.toml:1: ") {
		t.Errorf("%v", err)
	}
	if _, err := w.agent.AcceptRhythm(t.Context(), "nobody", api.Suggestion{Interval: 105, MaxMisses: 1}); !errors.Is(err, api.ErrNotFound) {
		t.Errorf("of nobody: %v", err)
	}
}

func TestOverallNamesTheWorstAndTheSlower(t *testing.T) {
	a, stop := runEngine(t, t.TempDir())
	defer stop()
	today := midnight(time.Now())
	week := today.AddDate(0, 0, -7)
	lived(t, a, "alpha", 20, every(time.Minute))
	lived(t, a, "beta/ACC_003", 20, func(at time.Time) time.Duration {
		if at.Before(week) {
			return time.Minute
		}
		return 84 * time.Second
	})
	if _, err := a.store.Write(t.Context(), history.Changes{Turns: []monitor.Turn{
		{Key: "alpha", At: today.AddDate(0, 0, -3), Level: monitor.LevelCritical, Liveness: monitor.Missing},
		{Key: "alpha", At: today.AddDate(0, 0, -2), Level: monitor.LevelOK, Liveness: monitor.Alive},
		{Key: "gamma", At: today.AddDate(0, 0, -2), Level: monitor.LevelUnknown, Liveness: monitor.New},
	}}); err != nil {
		t.Fatal(err)
	}
	if err := a.sumUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := a.compare(t.Context()); err != nil {
		t.Fatal(err)
	}
	q := api.OverallQuery{From: today.AddDate(0, 0, -10), To: today, Step: 24 * time.Hour}
	o, err := a.Overall(t.Context(), q)
	if err != nil || o.Subjects != 2 || o.Total.Outages != 1 || o.Total.DownSeconds != 86400 || len(o.Spans) != 10 || len(o.Week) != 24 {
		t.Fatalf("%+v, %v", o, err)
	}
	if len(o.Worst) != 2 || o.Worst[0].Key != "alpha" || *o.Worst[0].Availability != 0.9 || *o.Total.Availability != 0.95 {
		t.Errorf("the worst are %+v", o.Worst)
	}
	if len(o.Slower) != 1 || o.Slower[0].Key != "beta/ACC_003" || o.Slower[0].Change < 0.35 || o.Slower[0].Change > 0.45 || o.Compared == nil {
		t.Errorf("slower are %+v, of %v", o.Slower, o.Compared)
	}
	q.Robot = "alpha"
	if o, err := a.Overall(t.Context(), q); err != nil || o.Subjects != 1 || len(o.Slower) != 0 {
		t.Errorf("of alpha: %+v, %v", o, err)
	}
	q.Robot = "nobody"
	if _, err := a.Overall(t.Context(), q); !errors.Is(err, api.ErrNotFound) {
		t.Errorf("of nobody: %v", err)
	}
	q = api.OverallQuery{From: time.Now().Add(time.Hour), To: time.Now().Add(2 * time.Hour), Step: time.Hour}
	if _, err := a.Overall(t.Context(), q); !errors.Is(err, api.ErrInvalid) {
		t.Errorf("of what is to come: %v", err)
	}
}

func TestStepsOfWeeksBeginOnMondays(t *testing.T) {
	thursday := time.Date(2026, 1, 22, 0, 0, 0, 0, time.UTC)
	var days []trend.Summary
	for i := range 12 {
		days = append(days, trend.Summary{From: thursday.AddDate(0, 0, i), Length: 24 * time.Hour})
	}
	steps := inSteps(days, 7*24*time.Hour)
	if len(steps) != 3 || len(steps[0]) != 4 || len(steps[1]) != 7 || steps[1][0].From.Weekday() != time.Monday {
		t.Errorf("%d steps, %v", len(steps), steps)
	}
}
