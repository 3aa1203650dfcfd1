//go:build desktop && linux

package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"sentinel/app/e2e/desktop"
)

// pager is a server that takes messages until it fails.
type pager struct {
	url     string
	failing atomic.Bool
	refused atomic.Int32 // messages
}

func newPager(t *testing.T) *pager {
	t.Helper()
	p := &pager{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if p.failing.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			p.refused.Add(1)
		}
	}))
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

// alerting configures three channels, each of another kind, and three robots that
// are alive. The mail server is Debian's.
func (s *scene) alerting(p *pager) *mailServer {
	s.Helper()
	post := startMailServer(s.T)
	address := filepath.Join(s.Home, "mail")
	s.must(os.WriteFile(address, []byte("smtp://localhost:"+post.port+"/?from=sentinel@example.com&to=owner@example.com"), 0o600))
	var config strings.Builder
	for _, robot := range []string{"scalper", "grid", "swing"} {
		fmt.Fprintf(&config, "[[source]]\nname = %q\nkind = \"file\"\npath = %q\ninterval = \"10m\"\n", robot, s.robot(robot))
		s.beat(s.robot(robot), "🔄 Waiting for signals...")
	}
	fmt.Fprintf(&config, `[alerts]
group_wait = "1s"
group_interval = "1s"
[[channel]]
name = "here"
kind = "desktop"
sound = ["critical"]
[[channel]]
name = "owner"
kind = "shoutrrr"
url = %q
quiet_hours = "22:00-07:00"
except_critical = true
mirror = ["trade", "profit"]
[[channel]]
name = "pager"
kind = "webhook"
url = %q
levels = ["critical"]
`, "file:"+address, p.url)
	s.configure(config.String())
	return post
}

// robot is the path of a robot's status file.
func (s *scene) robot(name string) string { return filepath.Join(s.Home, "logs", name+".txt") }

// mailed waits for the next mail, which has a word in it.
func (s *scene) mailed(post *mailServer, word string) {
	s.Helper()
	if got := mailed(s.T, post.next(s.T).Mail); !strings.Contains(got, word) {
		s.Fatalf("want a mail of %q, got\n%s", word, got)
	}
}

// The pictures of the Alerts tab: a drill that all channels took, a robot that
// traded, one that fell silent, and a channel that takes no more; and the form.
func TestPicturesOfAlerts(t *testing.T) {
	for _, look := range []string{"light", "dark"} {
		t.Run(look, func(t *testing.T) {
			t.Parallel()
			s := stage(t, desktop.Options{Dark: look == "dark"})
			p := newPager(t)
			post := s.alerting(p)
			tray := s.tray()
			s.tooltip(tray, "3 robots alive")
			s.beat(s.robot("grid"), "⚠️ Order rejected: not enough margin")
			s.mailed(post, "grid")
			if said, code := s.control("drill"); code != 0 {
				s.Fatalf("the drill exits %d: %s", code, said)
			}
			s.mailed(post, "sentinel-drill reports an error")
			s.beat(s.robot("scalper"), "💰 Trade executed")
			s.mailed(post, "Trade executed")
			p.failing.Store(true)
			s.beat(s.robot("swing"), "❌ Error: the broker's server does not answer")
			s.mailed(post, "swing")
			s.until("the pager refused a message", func() bool { return p.refused.Load() > 0 })
			s.until("the desktop tells of swing, and that is closed", func() bool {
				toasts, err := s.Toasts(s.ctx)
				return err == nil && slices.ContainsFunc(toasts, func(t desktop.Toast) bool { return strings.Contains(t.Summary, "swing") })
			})

			s.must(s.Activate(tray.PID()))
			window, _ := s.window()
			s.must(s.Focus(s.ctx, window))
			s.must(s.Settled(s.ctx))
			s.must(s.Keys(s.ctx, "ctrl+3"))
			s.must(s.Settled(s.ctx))
			s.picture("alerts-" + look)

			s.must(s.Keys(s.ctx, slices.Repeat([]string{"Tab"}, 9)...)) // past the tabs and "Run a drill"
			s.must(s.Keys(s.ctx, "Return"))
			s.must(s.Settled(s.ctx))
			s.picture("alerts-form-" + look)
		})
	}
}

// Dunst shows the buttons of a notification in a menu: Acknowledge there
// acknowledges. And the picture of it.
func TestToastIsAcknowledged(t *testing.T) {
	t.Parallel()
	s := stage(t, desktop.Options{})
	s.configure(quick(s.status))
	s.beat(s.status, "✅ Login successful")
	tray := s.tray()
	s.tooltip(tray, "silent")
	s.until("the notification is on the screen", func() bool { return s.Displayed(s.ctx) == 1 })
	s.must(s.ToastMenu(s.ctx))
	s.until("the menu of the notification is open", func() bool {
		covered, err := s.Covered(1100, 300)
		return err == nil && covered
	})
	s.must(s.Settled(s.ctx))
	s.picture("toast")
	s.must(s.Type(s.ctx, "Ack"))
	s.must(s.Keys(s.ctx, "Return"))
	s.until("the incident is acknowledged", func() bool {
		said, _ := s.control("incidents", "--json")
		return strings.Contains(said, `"acknowledged":true`)
	})
}
