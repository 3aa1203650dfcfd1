package cli

import (
	"context"
	"io"
	"time"

	"sentinel/app/view"
)

// tick is how often a live table is drawn anew: ages are in seconds.
const tick = time.Second

// live redraws the table on a terminal until ctx ends.
func (p *program) live(ctx context.Context, out io.Writer, s *screen, fresh <-chan struct{}, model func() view.Model) {
	defer s.close()
	ticks := time.NewTicker(tick)
	defer ticks.Stop()
	for {
		if f, ok := frameOf(out); ok {
			if s.draw(table(model(), p.now(), f), f) != nil {
				return // the terminal is gone
			}
		}
		select {
		case <-ticks.C:
		case <-fresh:
		case <-ctx.Done():
			return
		}
	}
}
