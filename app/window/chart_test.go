package window

import (
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

func TestSpells(t *testing.T) {
	at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
	turn := func(minutes int, level monitor.Level, liveness monitor.Liveness) api.Turn {
		return api.Turn{At: at(minutes), Level: level, Liveness: liveness}
	}
	spells := spellsOf([]api.Turn{
		turn(-60, monitor.LevelOK, monitor.Alive), turn(10, monitor.LevelCritical, monitor.Missing), turn(13, monitor.LevelOK, monitor.Alive),
		turn(15, monitor.LevelOK, monitor.Late), turn(20, monitor.LevelUnknown, monitor.Unobserved), turn(99, monitor.LevelOK, monitor.Alive),
	}, at(0), at(60))
	var got []string
	for _, s := range spells {
		got = append(got, fmt.Sprintf("%s %v-%v", faring(s.turn), s.from.Sub(noon).Minutes(), s.to.Sub(noon).Minutes()))
	}
	if want := "OK 0-10, Critical 10-13, OK 13-20, Nobody watched 20-60"; strings.Join(got, ", ") != want {
		t.Errorf("the spells are %s, want %s", strings.Join(got, ", "), want)
	}
}

func TestNoOutageIsTooShortToBeSeen(t *testing.T) {
	year := timeAxis{noon.Add(-365 * aDay), noon, 10, 1200}
	turns := []api.Turn{
		{At: year.from, Level: monitor.LevelOK},
		{At: noon.Add(-100 * aDay), Level: monitor.LevelCritical},
		{At: noon.Add(-100*aDay + time.Second), Level: monitor.LevelOK},
		{At: noon.Add(-time.Second), Level: monitor.LevelCritical},
	}
	stretches := stretchesOf(spellsOf(turns, year.from, year.to), year)
	var got []string
	for _, s := range stretches {
		got = append(got, fmt.Sprintf("%d:%v", s.badness, s.right-s.left))
	}
	if want := fmt.Sprintf("%d:871 %d:2 %d:326 %d:1", view.BadNothing, view.BadCritical, view.BadNothing, view.BadCritical); strings.Join(got, " ") != want {
		t.Errorf("the band is %v, want %s", got, want)
	}
	if words := stretchWords(stretches[1], noon); words[2] != "1 s" {
		t.Errorf("the short outage is told as %q", words)
	}
	if words := stretchWords(stretches[3], noon); words[2] != "1 s, until now" {
		t.Errorf("the outage of now is told as %q", words)
	}
}

func TestTimeTicks(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		from   time.Time
		length time.Duration
		width  float32
		want   string
	}{
		{time.Date(2026, 1, 19, 14, 0, 0, 0, berlin), aDay, 600, "18:00 Tue 20 Jan 06:00 12:00"},
		{time.Date(2026, 3, 28, 0, 0, 0, 0, berlin), 3 * aDay, 300, "Sat 28 Mar Sun 29 Mar Mon 30 Mar Tue 31 Mar"}, // one day has 23 hours
		{time.Date(2025, 11, 20, 0, 0, 0, 0, berlin), 90 * aDay, 300, "Dec Jan 2026 Feb"},
		{time.Date(2025, 1, 20, 0, 0, 0, 0, berlin), 365 * aDay, 560, "Mar May Jul Sep Nov Jan 2026"},
	} {
		var got []string
		for _, tick := range (timeAxis{c.from, c.from.Add(c.length), 0, c.width}).ticks() {
			got = append(got, tick.text)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("from %v for %v: %v, want %s", c.from, c.length, got, c.want)
		}
	}
}

func TestCountTicks(t *testing.T) {
	for most, want := range map[int]string{1: "[0 1]", 3: "[0 1 2 3]", 4: "[0 2 4]", 7: "[0 5 10]", 66: "[0 50 100]", 183: "[0 100 200]"} {
		if got := fmt.Sprint(countTicks(most)); got != want {
			t.Errorf("up to %d: %s, want %s", most, got, want)
		}
	}
}

func TestLengthAxis(t *testing.T) {
	for _, c := range []struct {
		least, most time.Duration
		want        string
	}{
		{time.Second, 1400 * time.Millisecond, "0 s 500 ms 1 s 1.5 s"},
		{time.Minute, 2 * time.Minute, "0 s 1 min 2 min"},
		{time.Minute, 6 * time.Hour, "1 min 5 min 30 min 2 h"},
	} {
		a := newLengthAxis(c.least, c.most, 0, 110)
		var got []string
		for _, tick := range a.ticks() {
			got = append(got, tick.text)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%v to %v: %q, want %q", c.least, c.most, strings.Join(got, " "), c.want)
		}
		if a.y(c.most) < 0 || a.y(c.least) > 110 || a.y(c.most) >= a.y(c.least) {
			t.Errorf("%v to %v lies at %v to %v of 110", c.least, c.most, a.y(c.least), a.y(c.most))
		}
	}
}

func TestNamesOfLinesStandApart(t *testing.T) {
	for _, at := range [][3]float32{{90, 90, 90}, {5, 5, 5}, {98, 50, 50}, {90, 10, 60}} {
		names := spread([]label{{at: fyne.NewPos(0, at[0])}, {at: fyne.NewPos(0, at[1])}, {at: fyne.NewPos(0, at[2])}}, 15, 0, 100)
		for i := range names {
			if y := names[i].at.Y; y < 7.5 || y > 92.5 || i > 0 && names[i-1].at.Y-y < 15 {
				t.Errorf("%v: name %d stands at %v", at, i, y)
			}
		}
	}
}

func TestInkIsOnWholePixels(t *testing.T) {
	for _, scale := range []float32{1, 1.25, 2} {
		picture := image.NewRGBA(image.Rect(0, 0, int(40*scale), int(20*scale)))
		ink := canvasInk{picture, scale, func(fyne.ThemeColorName) color.Color { return color.White }}
		ink.paint([]shape{{box: box{3.3, 2, 10.4, 5}, strength: 1}, {box: box{30, 1, 0.01, 10}, strength: 1}})
		seen := false
		for y := range picture.Rect.Dy() {
			for x := range picture.Rect.Dx() {
				if a := picture.RGBAAt(x, y).A; a != 0 && a != 255 {
					t.Fatalf("at scale %v the pixel %d,%d is half covered", scale, x, y)
				}
				seen = seen || x >= int(29*scale) && picture.RGBAAt(x, y).A == 255
			}
		}
		if !seen {
			t.Errorf("at scale %v a thin box is not seen", scale)
		}
	}
}

func TestDashes(t *testing.T) {
	line := []fyne.Position{fyne.NewPos(0, 0), fyne.NewPos(10, 0), fyne.NewPos(10, 10)}
	if got := dashes(line, 0); len(got) != 1 || len(got[0]) != 3 {
		t.Errorf("an unbroken line is in %d pieces", len(got))
	}
	got := fmt.Sprint(dashes(line, 4))
	if want := "[[{0 0} {4 0}] [{8 0} {10 0} {10 2}] [{10 6} {10 10}]]"; got != want {
		t.Errorf("the dashes are %s, want %s", got, want)
	}
}

func TestIncidentsThatDoNotFitAreCounted(t *testing.T) {
	incidents := make([]monitor.Incident, 30)
	for i := range incidents {
		incidents[i] = monitor.Incident{Level: monitor.LevelCritical, Opened: noon, Cause: monitor.CauseMissing}
	}
	d := drawIncidents(incidents, noon)(fyne.NewSize(400, 172))
	shown := len(d.marks)
	last := d.labels[len(d.labels)-2].text
	if want := fmt.Sprintf("and %d more before", 30-shown); last != want || shown < 3 {
		t.Errorf("%d are shown, and then %q, want %q", shown, last, want)
	}
}
