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
			for name, rhythm := range map[string]string{
				"scalper": "10m", "paper": "10m", "grid": "10m", "breakout": "10m", "swing": "2s",
			} {
				fmt.Fprintf(&config, "[[source]]\nname = %q\nkind = \"file\"\npath = %q\ninterval = %q\ngrace = \"1s\"\nmax_misses = 1\n",
					name, filepath.Join(s.Home, "logs", name+".txt"), rhythm)
			}
			s.configure(config.String())
			for name, message := range map[string]string{
				"scalper": "💰 Trade executed", "paper": "🔄 Waiting for signals...", "grid": "⚠️ Order rejected: not enough margin",
				"breakout": "🎯 Profit secured", "swing": "✅ Login successful",
			} {
				s.beat(filepath.Join(s.Home, "logs", name+".txt"), message)
			}
			tray := s.tray()
			s.tooltip(tray, "swing silent")
			s.must(s.Settled(s.ctx))
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
