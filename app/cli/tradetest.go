package cli

import (
	"time"

	"sentinel/monitor"
	"sentinel/monitor/statusfile"
)

type tradeTestCommand struct {
	fileFlags
	Delay time.Duration `default:"3s" help:"How long each status stands."`
}

// tradeSteps are the statuses of a trade, from its beginning to its end.
var tradeSteps = [...]string{
	monitor.StatusLogin, monitor.StatusTrade, monitor.StatusProfit, monitor.StatusWaiting,
}

func (c *tradeTestCommand) Run(p *program) error {
	if c.Delay < 0 {
		return usage("--delay %s: want 0s or more", c.Delay)
	}
	active := true
	for i, step := range tradeSteps {
		if i > 0 && !p.sleep(c.Delay) {
			// Not to leave a trade standing that never was.
			p.note("interrupted: the last status is written now")
			return c.write(p, monitor.StatusWaiting, &active)
		}
		if err := c.write(p, step, &active); err != nil {
			return err
		}
		if i == 0 {
			p.noteUnwatched(c.path())
		}
	}
	return nil
}

func (c *tradeTestCommand) write(p *program, step string, active *bool) error {
	text, err := statusfile.MessageFor(step, "")
	if err != nil {
		return err
	}
	if err := statusfile.Set(c.path(), statusfile.Status{Type: step, SessionActive: active}, p.now()); err != nil {
		return err
	}
	p.say("%s: %s", c.path(), text)
	return nil
}

// sleep waits; false when the program is to end.
func (p *program) sleep(length time.Duration) bool {
	timer := time.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-p.ctx.Done():
		return false
	}
}
