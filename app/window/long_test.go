package window

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"sentinel/monitor"
)

// long is a monitor of so many accounts, of which the last few are silent and
// one in a thousand is paused.
func long(n int) *fake {
	all := make([]monitor.Subject, n)
	for i := range all {
		all[i] = account("alpha", fmt.Sprintf("ACC_%06d", i), "active", 1, float64(i%100), "")
		switch {
		case i >= n-5:
			all[i] = trouble(all[i], monitor.LevelCritical, monitor.Missing, 3)
		case i%1000 == 0:
			all[i].Level, all[i].Liveness = monitor.LevelOff, monitor.Paused
		}
	}
	return longOf(all)
}

func longOf(all []monitor.Subject) *fake {
	backend := fakeOf(slices.Clone(all))
	backend.others = all
	backend.serve = func(q monitor.Query) monitor.Page { return monitor.Select(slices.Clone(all), q) }
	return backend
}

// vast is a monitor of n accounts that are made when they are asked for, the
// last three silent: what it costs to answer does not hang on n.
func vast(n int) *fake {
	const silent = 3
	stretch := func(from, count int) []monitor.Subject {
		list := make([]monitor.Subject, 0, max(count, 0))
		for i := from; i < from+count; i++ {
			s := account("alpha", fmt.Sprintf("ACC_%06d", i), "active", i%4, float64(i%100), "lo")
			if i >= n-silent {
				s = trouble(s, monitor.LevelCritical, monitor.Missing, 3)
			}
			list = append(list, s)
		}
		return list
	}
	counts := monitor.Count(nil)
	counts[monitor.LevelCritical], counts[monitor.LevelOK] = silent, n-silent
	backend := fakeOf(nil)
	backend.serve = func(q monitor.Query) monitor.Page {
		page := monitor.Page{Overall: monitor.LevelCritical, Counts: counts}
		part := func(from, size int) {
			page.Total += size
			page.Subjects = append(page.Subjects, stretch(from+q.Offset, min(q.Limit-len(page.Subjects), size-q.Offset))...)
		}
		if len(q.Levels) == 0 || slices.Contains(q.Levels, monitor.LevelCritical) {
			part(n-silent, silent)
		}
		if len(q.Levels) == 0 || slices.Contains(q.Levels, monitor.LevelOK) {
			part(0, n-silent)
		}
		return page
	}
	return backend
}

// scrollTo scrolls as a wheel does.
func (t *table) scrollTo(y float32) {
	t.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, t.scroll.Offset.Y-y)})
}

// rest does what was wished for, as the feed would, until nothing is.
func (w *Window) rest(backend *fake) {
	for {
		before := w.wished
		w.lookAt(backend)
		if w.wished.equal(before) {
			return
		}
	}
}

// shown lists the names in the rows on the screen.
func (w *Window) shown() []string {
	var names []string
	for _, r := range w.accounts.table.body.rows {
		switch {
		case r.line.group != "":
			names = append(names, "--"+r.line.group)
		case r.line.subject == nil:
			names = append(names, "…")
		default:
			names = append(names, r.line.subject.Name())
		}
	}
	return names
}

func wantShown(t *testing.T, w *Window, want ...string) {
	t.Helper()
	got := w.shown()
	if len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
		t.Errorf("the screen begins with\n%s\nwant\n%s", strings.Join(got, " "), strings.Join(want, " "))
	}
}

func TestLongListIsAskedInParts(t *testing.T) {
	backend := long(5000)
	w := openWindow(t, backend, LookDark)
	w.rest(backend)
	if got := w.accounts.table.list.lines(); got != 5002 {
		t.Fatalf("%d lines, want 5002: the scroll bar covers them all", got)
	}
	wantShown(t, w, "--NEEDS ATTENTION  ·  5", "ACC_004999", "ACC_004998", "ACC_004997", "ACC_004996", "ACC_004995",
		"--EVERYONE ELSE  ·  4995", "ACC_000001", "ACC_000002")
	if got, want := w.accounts.head.said.Title, "alpha/ACC_004999 has been silent for 1 min 39 s, with 1 open order"; got != want {
		t.Errorf("the headline is %q, want %q", got, want)
	}
	for _, q := range backend.asked {
		if q.Limit > 5*stride {
			t.Errorf("%d rows were asked for at once", q.Limit)
		}
	}
}

func TestRowsToComeAreBlank(t *testing.T) {
	backend := long(5000)
	w := openWindow(t, backend, LookDark)
	w.rest(backend)
	table := w.accounts.table
	table.scrollTo(table.list.top(3000))
	if got := w.shown(); slices.ContainsFunc(got, func(name string) bool { return name != "…" }) {
		t.Errorf("before they are known the rows show %v", got)
	}
	w.rest(backend)
	wantShown(t, w, "ACC_002996") // row 2998: 5 silent before it, and 3 of its own who are off and stand last
}

func TestLongListIsLeftToTheMonitor(t *testing.T) {
	backend := long(5000)
	w := openWindow(t, backend, LookDark)
	w.rest(backend)
	w.press(fyne.KeyEnd)
	w.rest(backend)
	w.accounts.search.SetText("acc_0012")
	w.rest(backend)
	wantShown(t, w, "--EVERYONE  ·  100", "ACC_001200", "ACC_001201")
	if y := w.accounts.table.scroll.Offset.Y; y != 0 {
		t.Errorf("another list is shown from %g on, want its top", y)
	}
	test.Tap(w.accounts.table.head.cells[columnAge])
	w.rest(backend)
	wantShown(t, w, "--EVERYONE  ·  100", "ACC_001299", "ACC_001298")
	w.accounts.search.SetText("")
	for _, c := range w.accounts.chips.all {
		if c.level == monitor.LevelOff {
			test.Tap(c)
		}
	}
	w.rest(backend)
	wantShown(t, w, "--EVERYONE  ·  5", "ACC_000000", "ACC_001000")
	w.accounts.search.SetText("nobody")
	w.rest(backend)
	if w.accounts.table.Visible() || w.accounts.guide.head != "Nothing matches the filter" {
		t.Errorf("with no match the window says %q", w.accounts.guide.head)
	}
	if got, want := w.accounts.head.said.Title, "alpha/ACC_004999 has been silent for 1 min 39 s, with 1 open order"; got != want {
		t.Errorf("filtered, the headline is %q, want %q", got, want)
	}
}

func TestLongListIsSortedAsTheMonitorCan(t *testing.T) {
	backend := long(2000)
	w := openWindow(t, backend, LookDark)
	w.rest(backend)
	for c := range columnCount {
		if _, known := sorts[c]; known {
			continue
		}
		test.Tap(w.accounts.table.head.cells[c])
		if w.accounts.table.order.column == c {
			t.Errorf("column %d says that it sorts; the monitor knows no such order", c)
		}
	}
	for c, name := range sorts {
		if !slices.Contains(monitor.Sorts, name) {
			t.Errorf("column %d is sorted by %q, which the monitor does not know", c, name)
		}
		for _, upward := range []bool{true, false} {
			if err := (order{c, upward}).query(monitor.Query{}).Check(); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestKeysReachTheEndsOfALongList(t *testing.T) {
	backend := long(5000)
	w := openWindow(t, backend, LookDark)
	w.rest(backend)
	selected := func() string {
		w.rest(backend)
		if s := w.accounts.table.subject(); s != nil {
			return s.Name()
		}
		return ""
	}
	for _, step := range []struct {
		key  fyne.KeyName
		want string
	}{
		{fyne.KeyEnd, "ACC_004000"}, // those who are off stand last
		{fyne.KeyUp, "ACC_003000"},
		{fyne.KeyHome, "ACC_004999"},
		{fyne.KeyDown, "ACC_004998"},
		{fyne.KeyPageDown, "ACC_000008"}, // a screen is of 13 rows
	} {
		w.press(step.key)
		if got := selected(); got != step.want {
			t.Errorf("%s selects %q, want %q", step.key, got, step.want)
		}
		if row := w.accounts.table.cursor; !slices.Contains(w.shown(), step.want) {
			t.Errorf("%s does not scroll to row %d", step.key, row)
		}
	}
}

func TestSelectionOutlivesItsPlaceInALongList(t *testing.T) {
	backend := long(5000)
	w := openWindow(t, backend, LookDark)
	w.rest(backend)
	table := w.accounts.table
	table.scrollTo(table.list.top(4000))
	w.rest(backend)
	if s := table.subject(); s == nil || s.Account != "ACC_004999" || !w.accounts.detail.Visible() {
		t.Errorf("scrolled away from it, %v is selected", s)
	}
	if table.list.find("alpha/ACC_004999") >= 0 {
		t.Error("its row is still at hand")
	}
	table.point(table.list.first)
	chosen := table.selected
	table.scrollTo(0)
	w.rest(backend)
	if s := table.subject(); s == nil || s.Key != chosen {
		t.Errorf("%v is selected, want %s, which is asked for by its key", s, chosen)
	}
	backend.others = nil
	w.rest(backend)
	if w.accounts.detail.Visible() {
		t.Error("the panel tells of somebody who is gone")
	}
}

func TestHeadlineAsksForTheRobotOfALongList(t *testing.T) {
	all := long(1500).others
	robot := account("alpha", "", "healthy", 0, 0, "")
	robot.Key, robot.Kind, robot.Account = "alpha", monitor.KindRobot, ""
	backend := longOf(append(all, robot))
	w := openWindow(t, backend, LookDark)
	w.rest(backend)
	if got, want := w.accounts.head.said.Detail, "Robot alpha is alive, so this is the account, not the network."; !strings.HasPrefix(got, want) {
		t.Errorf("the headline goes on with %q, want %q", got, want)
	}
}

func TestBystanderOfALongListNeedsNoAttention(t *testing.T) {
	all := long(1500).others
	for i := range all {
		all[i].Level, all[i].Liveness = monitor.LevelOK, monitor.Alive
	}
	unseen := monitor.Subject{
		Key: "default", Kind: monitor.KindRobot, Robot: "default", Level: monitor.LevelUnknown, Liveness: monitor.New,
		Since: noon, Bystander: true,
	}
	backend := longOf(append(all, unseen))
	w := openWindow(t, backend, LookDark)
	w.rest(backend)
	wantShown(t, w, "--EVERYONE  ·  1501", "default", "ACC_000000")
}

// While one scrolls, the newest place counts, and the monitor is asked four
// times a second at most.
func TestFastScrollingAsksForTheNewestPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		backend := vast(100_000)
		f := startFeed(t, backend)
		before := len(f.got)
		start := time.Now()
		for row := 0; time.Since(start) < 10*time.Second; row += 30 {
			f.setWish(wishFor(&list{long: true}, row, 15))
			pass(10 * time.Millisecond)
		}
		pass(leastGap)
		synctest.Wait()
		if n := len(f.got) - before; n > 4*10+2 || n < 30 {
			t.Errorf("%d snapshots in 10 s of scrolling, want at most four a second and no pause", n)
		}
		if l, want := f.last().list, 30*999/stride*stride; l.first > want || l.first+len(l.subjects) < want+15 {
			t.Errorf("the last has rows %d to %d, want those from %d", l.first, l.first+len(l.subjects), want)
		}
	})
}

func TestListKnowsItsPlaces(t *testing.T) {
	for _, l := range []list{
		{total: 0}, {total: 1}, {total: 7}, {total: 7, attention: 7}, {total: 7, attention: 3}, {total: 100_000, attention: 12},
	} {
		lines, rows, y := l.lines(), 0, float32(0)
		for i := range lines {
			if got := l.top(i); got != y {
				t.Fatalf("%d of %d: line %d begins at %g, want %g", l.attention, l.total, i, got, y)
			}
			height := rowHeight
			if one := l.line(i); one.group != "" {
				height = groupHeight
			} else if one.row != rows || l.lineOf(rows) != i {
				t.Fatalf("%d of %d: line %d is row %d, want %d", l.attention, l.total, i, one.row, rows)
			} else {
				rows++
			}
			for _, at := range []float32{y, y + 1, y + height - 1} {
				if got := l.lineAt(at); got != i {
					t.Fatalf("%d of %d: at %g is line %d, want %d", l.attention, l.total, at, got, i)
				}
			}
			y += height
		}
		if rows != l.total || l.top(lines) != y || l.lineAt(y) != lines {
			t.Errorf("%d of %d: %d rows that end at %g, want %g", l.attention, l.total, rows, l.top(lines), y)
		}
	}
}
