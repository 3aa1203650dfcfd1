package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"sentinel/app/agent"
	"sentinel/monitor/api"
	"sentinel/monitor/config"
	"sentinel/monitor/statusfile"
)

func TestExitCodes(t *testing.T) {
	tests := map[string]struct {
		err  error
		want int
	}{
		"done":           {nil, 0},
		"interrupted":    {fmt.Errorf("asking: %w", context.Canceled), 0},
		"usage":          {usage("no"), 64},
		"usage, wrapped": {fmt.Errorf("set: %w", usage("no")), 64},
		"status text":    {fmt.Errorf("x: %w", statusfile.ErrUsage), 64},
		"configuration":  {fmt.Errorf("x: %w", config.ErrInvalid), 64},
		"no start":       {fmt.Errorf("%w: x", agent.ErrConfig), 64},
		"invalid":        {fmt.Errorf("x: %w", api.ErrInvalid), 64},
		"no monitor":     {fmt.Errorf("x: %w", api.ErrNoMonitor), 3},
		"no key":         {fmt.Errorf("x: %w", api.ErrNotFound), 3},
		"refused":        {fmt.Errorf("x: %w", api.ErrRefused), 1},
		"running":        {agent.ErrRunning, 64},
		"unexpected":     {errors.New("disk full"), 70},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var stderr bytes.Buffer
			if got := report(&stderr, test.err); got != test.want {
				t.Errorf("exit code %d, want %d", got, test.want)
			}
			if silent := stderr.Len() == 0; silent != (test.err == nil) {
				t.Errorf("said %q", stderr.String())
			}
		})
	}
	var stderr bytes.Buffer
	if got := report(&stderr, &exit{code: 2}); got != 2 || stderr.Len() > 0 {
		t.Errorf("a code alone: %d, said %q", got, stderr.String())
	}
}

type panickingWriter struct{}

func (panickingWriter) Write([]byte) (int, error) { panic("a fault of this program") }

func TestCrashIsNoSuccess(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a crash ended as if nothing had happened")
		}
	}()
	Main("test", []string{"--state-dir", t.TempDir(), "version"}, panickingWriter{}, &bytes.Buffer{})
}
