package cli

import (
	"context"
	"fmt"
	"time"

	"sentinel/app/robots"
)

type simulateCommand struct {
	Robots   int           `default:"3" placeholder:"N" help:"How many robots (default: 3)."`
	Accounts int           `default:"40" placeholder:"M" help:"How many accounts they have together (default: 40)."`
	Seed     uint64        `default:"1" placeholder:"S" help:"The same seed tells the same story (default: 1)."`
	Interval time.Duration `default:"60s" placeholder:"60s" help:"How often each beats (default: 60s)."`
	Speed    float64       `default:"1" placeholder:"X" help:"Tell the story so many times as fast (default: 1)."`
	Duration time.Duration `placeholder:"LENGTH" help:"How long (default: until interrupted)."`
	Faults   string        `default:"some" enum:"none,some,all" placeholder:"SHARE" help:"Who goes wrong at times: none, some or all (default: some)."`
	Past     pastSpan      `placeholder:"LENGTH" help:"Let them have lived for so long already, such as 30d: their history comes at once, into a new state folder, and nobody beats now."`
	URL      string        `name:"url" placeholder:"URL" help:"A monitor elsewhere, such as http://192.0.2.7:8787; a token is taken from SENTINEL_TOKEN."`
}

// The most that is simulated.
const (
	maxRobots   = 10_000
	maxAccounts = 1_000_000
	leastBeat   = 10 * time.Millisecond
	longestPast = 366 * 24 * time.Hour
)

// gather is how long beats are gathered before they are sent, so that many go
// in one request.
const gather = 100 * time.Millisecond

func (c *simulateCommand) Run(p *program) error {
	pace, err := c.check()
	if err != nil {
		return err
	}
	if c.Past != 0 {
		return c.relive(p, pace)
	}
	m, err := p.mailbox(c.URL, carriers)
	if err != nil {
		return err
	}
	defer m.close()
	if m.robot != "" {
		return usage("--url names a robot, and simulate has its own: leave %s/%s out", heartbeatPath, m.robot)
	}
	world := robots.New(robots.Options{
		Robots: c.Robots, Accounts: c.Accounts, Seed: c.Seed, Interval: pace, Faults: robots.Share(c.Faults),
	}, p.now())
	p.say("%s beat every %s at %s; seed %d. Ctrl-C ends it.", crowd(c.Robots, c.Accounts), pace, m.url, c.Seed)
	return p.simulate(world, c.Duration, m.post)
}

// check returns how often each beats.
func (c *simulateCommand) check() (time.Duration, error) {
	switch {
	case c.Robots < 1 || c.Robots > maxRobots:
		return 0, usage("--robots %d: want 1 to %d", c.Robots, maxRobots)
	case c.Accounts < 0 || c.Accounts > maxAccounts:
		return 0, usage("--accounts %d: want 0 to %d", c.Accounts, maxAccounts)
	case c.Duration < 0:
		return 0, usage("--duration %s: want more than 0s", c.Duration)
	case !(c.Speed > 0):
		return 0, usage("--speed %v: want more than 0", c.Speed)
	case c.Past != 0 && c.URL != "":
		return 0, usage("--past makes a history here, without a monitor: leave --url out")
	case time.Duration(c.Past) > longestPast:
		return 0, usage("--past %s: at most 1 year", time.Duration(c.Past))
	case c.Interval <= 0:
		return 0, usage("--interval %s: want more than 0s", c.Interval)
	}
	pace := float64(c.Interval) / c.Speed
	if pace < float64(leastBeat) || pace > float64(24*time.Hour) {
		return 0, usage("--interval %s at --speed %v: want each to beat every %s to 24h, which is the interval by the speed", c.Interval, c.Speed, leastBeat)
	}
	return time.Duration(pace), nil
}

// simulate lets a world live, for so long or, with 0, until it is interrupted.
func (p *program) simulate(world *robots.World, length time.Duration, post postFunc) error {
	ctx, cancel := context.WithCancel(p.ctx)
	defer cancel()
	began := p.now()
	f := newFleet(ctx, post, p.note)
	faults := 0
	for {
		now := p.now()
		posts, events := world.Step(now)
		for _, e := range events {
			p.say("%s %-16s %s", e.At.Local().Format(time.TimeOnly), e.Key, e.Words)
			if e.Begins {
				faults++
			}
		}
		f.send(posts)
		wait := max(world.Next().Sub(p.now()), gather)
		if length > 0 {
			left := began.Add(length).Sub(p.now())
			if left <= 0 {
				break
			}
			wait = min(wait, left)
		}
		if !p.sleep(wait) {
			break
		}
	}
	t := f.end()
	p.say("%d heartbeats in %s: %d accepted, %d refused, %d not delivered. %d faults began.",
		t.accepted+t.refused+t.lost, p.now().Sub(began).Round(time.Second), t.accepted, t.refused, t.lost, faults)
	if t.accepted == 0 && t.why != nil && p.ctx.Err() == nil {
		return fmt.Errorf("the monitor took nothing: %w", t.why)
	}
	return nil
}

func crowd(robotCount, accountCount int) string {
	words := fmt.Sprintf("%d robots", robotCount)
	if robotCount == 1 {
		words = "1 robot"
	}
	switch accountCount {
	case 0:
		return words
	case 1:
		return words + " and 1 account"
	}
	return fmt.Sprintf("%s and %d accounts", words, accountCount)
}
