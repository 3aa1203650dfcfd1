package window

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/trend"
)

// livedTogether makes how 14 accounts fared together, from what the history
// itself is made of.
func livedTogether(q api.OverallQuery) api.Overall {
	sum := trend.NewOverall(q.Step, time.UTC)
	o := api.Overall{
		From: q.From, To: q.To, StepSeconds: q.Step.Seconds(), Robot: q.Robot, Subjects: 14, Spans: []api.Fared{},
		Slower: []api.Drift{
			{Key: "alpha/ACC_003", Change: 0.4, P95Seconds: 84, BeforeP95Seconds: 60},
			{Key: "bravo/ACC_001", Change: 0.23, P95Seconds: 148, BeforeP95Seconds: 120.4},
		},
		Compared: ptr(q.To),
	}
	for n := range 14 {
		turns := []monitor.Turn{{At: q.From.Add(time.Duration(n%3) * 50 * time.Hour), Level: monitor.LevelOK, Liveness: monitor.Alive}}
		for day := range 365 {
			at := q.From.AddDate(0, 0, day).Add(time.Duration(7+(n*day)%5) * time.Hour)
			switch {
			case (n*7+day*3)%41 == 0:
				turns = append(turns, monitor.Turn{At: at, Level: monitor.LevelCritical, Liveness: monitor.Missing},
					monitor.Turn{At: at.Add(time.Duration(5+n*day%60) * time.Minute), Level: monitor.LevelOK, Liveness: monitor.Alive})
			case day%10 == 4:
				turns = append(turns, monitor.Turn{At: at, Level: monitor.LevelUnknown, Liveness: monitor.Unobserved},
					monitor.Turn{At: at.Add(4 * time.Hour), Level: monitor.LevelOK, Liveness: monitor.Alive})
			}
		}
		var one trend.Summary
		sum.Of(&one)
		sum.AddTurns(q.From, q.To, turns)
		if one.Counted() > 0 {
			o.Worst = append(o.Worst, api.SubjectFared{Key: monitor.Key(fmt.Sprintf("alpha/ACC_%03d", n+1)), Fared: api.NewFared(one)})
		}
	}
	slices.SortFunc(o.Worst, func(a, b api.SubjectFared) int { return cmp.Compare(*a.Availability, *b.Availability) })
	o.Total, o.Week = api.NewFared(sum.Total()), api.NewWeek(sum.Week)
	for _, step := range sum.Steps(q.From, q.To) {
		o.Spans = append(o.Spans, api.NewFared(step))
	}
	return o
}

func TestTrendsOpenOnAll(t *testing.T) {
	backend := fakeOf([]monitor.Subject{
		account("alpha", "ACC_001", "active", 1, 31, "looooo"), account("alpha", "ACC_002", "idle", 0, 8, ""),
	})
	backend.history, backend.overall = lived, livedTogether
	w := openWindow(t, backend, LookDark)
	w.choose(tabTrends)
	if w.trends.asker.whom != everybody || w.trends.who.entry.Text != "All" || len(backend.overalls) == 0 || len(backend.histories) > 0 {
		t.Fatalf("the tab opens on %q", w.trends.asker.whom)
	}
	if names := w.trends.who.names; names[0] != "All" || names[1] != "All of alpha" {
		t.Errorf("to choose from are %v", names)
	}
	s := w.trends.sheet
	if !s.down.Visible() || s.band.Visible() || s.rhythm.Visible() || !strings.HasPrefix(s.sentence, "All 14 robots and accounts were available 99.") {
		t.Errorf("%q", s.sentence)
	}
	w.trends.choose("All of alpha")
	if last := backend.overalls[len(backend.overalls)-1]; last.Robot != "alpha" {
		t.Errorf("asked for %q", last.Robot)
	}
	// A click on one of the worst leads to it.
	backend.history = lived
	first := s.worst.shown.marks[0]
	s.worst.point(first.box.middle())
	test.TapAt(s.worst, first.box.middle())
	if w.trends.asker.whom != whom(first.words[0]) || !s.band.Visible() || s.down.Visible() || s.hint.Visible() {
		t.Errorf("a click on %q leads to %q", first.words[0], w.trends.asker.whom)
	}
}

func TestFirstWhom(t *testing.T) {
	never := monitor.Subject{Key: "default", Bystander: true}
	one, other := monitor.Subject{Key: "bravo"}, monitor.Subject{Key: "bravo/ACC_001"}
	for _, c := range []struct {
		subjects []monitor.Subject
		want     whom
	}{
		{nil, ""},
		{[]monitor.Subject{never}, "default"},
		{[]monitor.Subject{never, one}, "bravo"},
		{[]monitor.Subject{never, one, other}, everybody},
		{[]monitor.Subject{one, other}, everybody},
	} {
		if got := firstWhom(c.subjects); got != c.want {
			t.Errorf("%v: %q, want %q", c.subjects, got, c.want)
		}
	}
}

func TestTheNameItselfComesFirst(t *testing.T) {
	w := openTrends(t, LookDark, 0)
	s := w.trends.who
	s.setNames([]string{"All", "All of bravo", "bravo/ACC_001", "bravo", "bravo/ACC_002"})
	focus(s.entry)
	s.entry.SetText("Bravo")
	w.press(fyne.KeyReturn)
	if w.trends.asker.whom != "bravo" {
		t.Errorf("Enter chose %q", w.trends.asker.whom)
	}
	focus(s.entry)
	s.entry.SetText("all of b")
	w.press(fyne.KeyReturn)
	if robot, several := w.trends.asker.whom.together(); robot != "bravo" || !several {
		t.Errorf("Enter chose %q", w.trends.asker.whom)
	}
}

// Who clicks on the name and types another one means that one.
func TestAClickSelectsTheWholeName(t *testing.T) {
	w := openTrends(t, LookDark, 0)
	e := w.trends.who.entry
	at := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(40, 15)}, Button: desktop.MouseButtonPrimary}
	e.MouseDown(at)
	e.MouseUp(at)
	test.Type(e, "bravo")
	if e.Text != "bravo" {
		t.Errorf("the field says %q", e.Text)
	}
	e.MouseDown(at)
	e.MouseUp(at)
	if got := e.SelectedText(); got != "" {
		t.Errorf("a click within what one types selects %q", got)
	}
}

func TestAcceptWithOneClick(t *testing.T) {
	backend := suggesting()
	w := openTrendsOf(t, backend, LookDark, "alpha/ACC_003", 0)
	strip := w.trends.sheet.rhythm
	if !strip.Visible() || !strip.accept.Visible() {
		t.Fatal("nothing is suggested")
	}
	backend.failing = errors.New("the settings file was edited")
	test.Tap(strip.accept)
	if len(backend.accepted) != 1 || !strings.Contains(w.toast.text.full, "The settings file was edited") || strip.accept.disabled {
		t.Errorf("accepted %v, the window says %q", backend.accepted, w.toast.text.full)
	}
	backend.failing = nil
	backend.rhythm.Interval, backend.rhythm.MaxMisses, backend.rhythm.Drift = 60, 2, nil
	test.Tap(strip.accept)
	if len(backend.accepted) != 2 || backend.accepted[1] != (api.Suggestion{Interval: 60, MaxMisses: 2}) {
		t.Errorf("accepted %v", backend.accepted)
	}
	if w.toast.text.full != "alpha/ACC_003 has the suggested interval now. It stands in config.toml." || strip.accept.Visible() {
		t.Errorf("the window says %q", w.toast.text.full)
	}
	if strip.suggestion != "Its heartbeats fit what is expected: one every 1 min with up to 2 misses" {
		t.Errorf("and then %q", strip.suggestion)
	}
}

func TestSavedPictureHasNoButton(t *testing.T) {
	w := openTrendsOf(t, suggesting(), LookDark, "alpha/ACC_003", 0)
	sheet := newTrendSheet(func(box) {})
	sheet.show(w.trends.asker.shown, noon)
	if sheet.rhythm.accept.Visible() || !sheet.rhythm.Visible() {
		t.Error("the picture has a button that nobody can press")
	}
}

func TestNothingCounts(t *testing.T) {
	h := api.History{Key: "a", StepSeconds: 3600, Total: api.Span{LeftOutSeconds: api.LeftOut{Unobserved: 7200, Unseen: 60}}}
	h.Spans = []api.Span{{From: noon.Add(-2 * time.Hour)}}
	for _, l := range drawMisses(h, noon.Add(-2*time.Hour), noon)(fyne.NewSize(500, 200)).labels {
		if strings.Contains(l.text, "No beat was missed") {
			t.Error("nobody watched, and no beat was missed")
		}
	}
	for l, want := range map[api.LeftOut]string{
		{Unobserved: 2, Unseen: 1}: "Nobody watched", {Quiet: 2, Unobserved: 1}: "The market was closed", {Paused: 1}: "It was paused",
		{Stopped: 3}: "It was stopped", {Unseen: 9, Paused: 1}: "It had not been seen yet",
	} {
		if got := nothingCounts(l); got != want {
			t.Errorf("%+v: %q", l, got)
		}
	}
}

func TestWeeksBeginOnMondays(t *testing.T) {
	q := trendQuery(3, noon)
	h := lived("alpha", q)
	boxes := stepBoxes(h, timeAxis{h.From, h.To, 0, 1000}, 0, 10)
	for _, b := range boxes[1 : len(boxes)-1] {
		if b.from.Weekday() != time.Monday || b.to.Sub(b.from) != 7*aDay {
			t.Fatalf("a week is from %v to %v", b.from, b.to)
		}
	}
}
