package window

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// openWindow opens a window on a fake, at noon, with everything done at once.
func openWindow(t *testing.T, backend *fake, look Look) *Window {
	t.Helper()
	a := test.NewTempApp(t)
	a.Preferences().SetString(lookPreference, string(look))
	dial := func() (Backend, error) { return backend, backend.err }
	w := New(a, dial)
	w.clock = func() time.Time { return noon }
	w.spawn = func(f func()) { f() }
	t.Cleanup(w.Close)
	w.Show()
	w.win.Resize(fyne.NewSize(startWidth, startHeight))
	w.look1(t, backend)
	return w
}

// look1 has the window look at the fake once.
func (w *Window) look1(t *testing.T, backend *fake) {
	t.Helper()
	if b := Backend(backend); backend.err == nil {
		w.feed.backend.Store(&b)
	}
	s := w.feed.ask(context.Background(), w.snap)
	if s.err == nil {
		s.at = noon
	}
	w.show(s)
}
