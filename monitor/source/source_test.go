package source

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"sentinel/monitor"
)

// TestMain names a proxy that does not exist: a test that reaches a server on
// this machine proves that it was not asked.
func TestMain(m *testing.M) {
	for _, name := range []string{"NO_PROXY", "no_proxy", "http_proxy", "https_proxy"} {
		os.Unsetenv(name)
	}
	os.Setenv("HTTP_PROXY", "http://proxy.invalid:1")
	os.Setenv("HTTPS_PROXY", "http://proxy.invalid:1")
	os.Exit(m.Run())
}

// heard are the reports of a running source.
type heard struct {
	t       *testing.T
	reports chan monitor.Report
	stop    func()
}

// listen runs a source until the test ends.
func listen(t *testing.T, s Source) heard {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	h := heard{t: t, reports: make(chan monitor.Report)}
	var done sync.WaitGroup
	done.Go(func() {
		err := s.Run(ctx, func(r monitor.Report) {
			select {
			case h.reports <- r:
			case <-ctx.Done():
			}
		})
		if err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	h.stop = func() { cancel(); done.Wait() }
	t.Cleanup(h.stop)
	return h
}

// next waits for the next report, which must have the outcome.
func (h heard) next(want monitor.Outcome) monitor.Report {
	h.t.Helper()
	r := <-h.reports
	if r.Outcome != want {
		h.t.Fatalf("outcome %d, want %d: %+v", r.Outcome, want, r)
	}
	return r
}

// until waits for a report with the outcome, whatever comes before.
func (h heard) until(want monitor.Outcome) monitor.Report {
	h.t.Helper()
	for {
		if r := <-h.reports; r.Outcome == want {
			return r
		}
	}
}

// message waits for the next report and for it to be a beat with this message.
func (h heard) message(want string) monitor.Report {
	h.t.Helper()
	r := h.next(monitor.Beat)
	if r.Beat.Message != want {
		h.t.Fatalf("message %q, want %q", r.Beat.Message, want)
	}
	return r
}

func testTicks(t *testing.T) *Ticks { return NewTicks(t.Context()) }

const never = 24 * time.Hour
