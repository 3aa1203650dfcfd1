//go:build desktop && linux

package e2e

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"sentinel/app/e2e/desktop"
)

// The pictures of the README: the tray with its tooltip, and the window, light and dark, with robots of every kind.
func TestPictures(t *testing.T) {
	for _, look := range []string{"light", "dark"} {
		t.Run(look, func(t *testing.T) {
			t.Parallel()
			s := stage(t, desktop.Options{Dark: look == "dark"})
			var config strings.Builder
			for _, robot := range []struct{ name, interval, message string }{
				{"scalper", "10m", "💰 Trade executed"},
				{"paper", "10m", "🔄 Waiting for signals..."},
				{"grid", "10m", "⚠️ Order rejected: not enough margin"},
				{"breakout", "10m", "🎯 Profit secured"},
				{"swing", "2s", "✅ Login successful"},
			} {
				path := filepath.Join(s.Home, "logs", robot.name+".txt")
				fmt.Fprintf(&config, "[[source]]\nname = %q\nkind = \"file\"\npath = %q\ninterval = %q\ngrace = \"1s\"\nmax_misses = 1\n",
					robot.name, path, robot.interval)
				s.beat(path, robot.message)
			}
			s.configure(config.String())
			tray := s.tray()
			s.tooltip(tray, "swing silent")
			s.until("both notifications are on the screen", func() bool { return s.Displayed(s.ctx) == 2 })
			s.hover()
			s.picture("tray-" + look)

			s.must(s.Mouse(s.ctx, 1, 850))
			s.toasts(2)
			s.must(s.Activate(tray.PID()))
			s.window()
			s.must(s.Settled(s.ctx))
			s.picture("window-" + look)
		})
	}
}

// hover rests the pointer on the tray icon until the panel shows its tooltip.
func (s *scene) hover() {
	s.Helper()
	s.must(s.Mouse(s.ctx, 1195, 20))
	s.must(s.Mouse(s.ctx, 1197, 15))
	s.until("the panel shows the tooltip", func() bool {
		covered, err := s.Covered(1268, 60)
		return err == nil && covered
	})
	s.must(s.Settled(s.ctx))
}

// The pictures of what happened: eight days of made-up robots, in Incidents and in
// Trends.
func TestPicturesOfThePast(t *testing.T) {
	for _, look := range []string{"light", "dark"} {
		t.Run(look, func(t *testing.T) {
			t.Parallel()
			s := stage(t, desktop.Options{Dark: look == "dark"})
			s.configure("")
			if said, code := s.control("simulate", "--past", "8d", "--robots", "3", "--accounts", "24"); code != 0 {
				s.Fatal(said)
			}
			tray := s.tray()
			s.tooltip(tray, "24 accounts and 3 robots alive")
			s.must(s.Activate(tray.PID()))
			window, _ := s.window()
			s.must(s.Settled(s.ctx))
			for _, tab := range []struct{ name, keys string }{{"incidents", "ctrl+2"}, {"trends", "ctrl+4"}} {
				s.must(s.Focus(s.ctx, window))
				s.must(s.Keys(s.ctx, tab.keys))
				s.must(s.Settled(s.ctx))
				s.picture(tab.name + "-" + look)
			}
		})
	}
}
