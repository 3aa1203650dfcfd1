package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sentinel/monitor/config"
)

type doctorCommand struct{ jsonFlag }

// checkTimeout bounds each check: a dead share or a desktop that does not
// answer is a finding, not a wait.
const checkTimeout = 10 * time.Second

// health is how a finding is to be taken.
type health string

const (
	well    health = "ok"
	fact    health = "info"    // neither good nor bad
	doubt   health = "warning" // may explain what a person sees
	trouble health = "error"   // has to be put right
)

var healthSigns = map[health]string{well: "✓", fact: "·", doubt: "!", trouble: "✗"}

// finding is what one check has to say.
type finding struct {
	Health health `json:"level"`
	Check  string `json:"check"`
	Text   string `json:"text"`
	Next   string `json:"next"` // what to do; empty when there is nothing to do
}

// check looks at one thing.
type check struct {
	name string
	look func(ctx context.Context) []finding
}

func (c *doctorCommand) Run(p *program) error {
	var found []finding
	for _, one := range p.examine() {
		found = append(found, one...)
	}
	if err := p.ctx.Err(); err != nil {
		return err
	}
	troubled := false
	for _, f := range found {
		troubled = troubled || f.Health == doubt || f.Health == trouble
	}
	if c.JSON {
		if err := p.printJSON(map[string]any{"ok": !troubled, "findings": found}); err != nil {
			return err
		}
	} else {
		p.sayHealth(found)
	}
	if troubled {
		return &exit{code: exitRefused}
	}
	return nil
}

func (p *program) sayHealth(found []finding) {
	for _, f := range found {
		p.say("%s %s: %s", healthSigns[f.Health], f.Check, printable(f.Text))
		if f.Next != "" {
			p.say("    %s", printable(f.Next))
		}
	}
}

// examine makes all checks at once and returns what they found, in order.
func (p *program) examine() [][]finding {
	c, configured := p.checkConfig()
	placeAsWatched(c.Sources, p.watched())
	checks := []check{
		{"monitor", p.checkMonitor},
		{"state folder", p.checkState},
		{"address", func(context.Context) []finding { return p.checkAddress(c.Listen.Address) }},
	}
	for i := range c.Sources {
		s := &c.Sources[i]
		checks = append(checks, check{"source " + s.Name, func(ctx context.Context) []finding {
			return p.checkSource(ctx, c, s)
		}})
	}
	checks = append(checks,
		check{"logs", func(context.Context) []finding { return p.checkLogs(c) }},
		check{"tray", p.checkTray},
		check{"notifications", p.checkNotifications},
		check{"clock", func(context.Context) []finding { return p.checkClock() }},
	)
	results := make([]chan []finding, len(checks))
	for i, one := range checks {
		results[i] = make(chan []finding, 1)
		go func() { results[i] <- one.run(p.ctx) }()
	}
	found := [][]finding{configured}
	for _, result := range results {
		found = append(found, <-result)
	}
	return found
}

// run looks, and goes on without an answer when there is none in time.
func (c check) run(ctx context.Context) []finding {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	answer := make(chan []finding, 1)
	go func() { answer <- c.look(ctx) }()
	select {
	case found := <-answer:
		for i := range found {
			found[i].Check = c.name
		}
		return found
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.Canceled) {
			return nil
		}
		return []finding{{
			trouble, c.name, fmt.Sprintf("no answer within %s", checkTimeout),
			"Is it on a share or a machine that is away?",
		}}
	}
}

// checkConfig reads the configuration that the other checks go by: the
// built-in one when the file cannot be used.
func (p *program) checkConfig() (*config.Config, []finding) {
	const name = "configuration"
	path, optional, err := p.configPath()
	if err != nil {
		return config.Default(), []finding{{trouble, name, err.Error(), "Name the file with --config."}}
	}
	if optional && !exists(path) {
		return config.Default(), []finding{{
			well, name, "none, so everything is as built in",
			"To change something: sentinelctl config init writes " + path,
		}}
	}
	var found []finding
	for _, f := range config.Check(path) {
		h, next := trouble, "Correct it; until then Sentinel does not start with this file."
		if f.Warning {
			h, next = doubt, ""
		}
		found = append(found, finding{h, name, f.String(), next})
	}
	c, _, err := config.Load(path)
	if err != nil {
		return config.Default(), found
	}
	if len(found) == 0 {
		found = []finding{{well, name, path, ""}}
	}
	return c, found
}
