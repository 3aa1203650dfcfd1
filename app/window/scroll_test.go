package window

import (
	"context"
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// scroller is a window that scrolls on by a screen at each step, and shows what
// the monitor says of the rows there.
func scroller(tb testing.TB, rows int) (step func()) {
	a := test.NewTempApp(tb)
	a.Preferences().SetString(lookPreference, string(LookDark))
	backend := vast(rows)
	w := New(a, func() (Backend, error) { return backend, nil })
	w.clock = func() time.Time { return noon }
	tb.Cleanup(w.Close)
	w.Show()
	w.rest(backend)
	table := w.accounts.table
	return func() {
		height := table.scroll.Size().Height
		y := table.scroll.Offset.Y + height
		if y+height > table.body.MinSize().Height {
			y = 0
		}
		table.scrollTo(y)
		s, err := w.wished.fetch(context.Background(), backend)
		if err != nil {
			tb.Fatal(err)
		}
		s.at = noon
		backend.asked = backend.asked[:0]
		w.show(s)
	}
}

// The work of a scroll is counted in allocations, which do not hang on the
// machine's speed.
func TestScrollingCostsTheSameWhateverTheLength(t *testing.T) {
	cost := func(rows int) float64 {
		step := scroller(t, rows)
		for range 20 { // every row has been drawn once
			step()
		}
		return testing.AllocsPerRun(50, step)
	}
	few, many := cost(2000), cost(200_000)
	if many > 1.1*few {
		t.Errorf("a screen further takes %g allocations among 200,000 rows, %g among 2,000", many, few)
	}
}

// BenchmarkScroll scrolls a screen further, takes what the monitor says of it,
// and draws the window.
func BenchmarkScroll(b *testing.B) {
	for _, rows := range []int{100, 100_000} {
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			step := scroller(b, rows)
			c := fyne.CurrentApp().Driver().AllWindows()[0].Canvas()
			for b.Loop() {
				step()
				c.Capture()
			}
		})
	}
}
