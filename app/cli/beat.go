package cli

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sentinel/app/robots"
	"sentinel/monitor"
	"sentinel/monitor/decode"
)

type beatCommand struct {
	Robot          string `placeholder:"ROBOT" help:"Whose heartbeat it is (default: the token's robot, else default)."`
	Account        string `placeholder:"ACCOUNT" help:"The robot's account that it is about."`
	Status         string `required:"" placeholder:"STATUS" help:"healthy, degraded or unhealthy; of an account: active, idle, expired or error."`
	OpenOrders     *int   `placeholder:"N" help:"Open orders of the account."`
	SessionValid   *yesNo `placeholder:"BOOL" help:"Whether the account's session is valid: true or false."`
	ActiveAccounts *int   `placeholder:"N" help:"Active accounts of the robot."`
	ActiveTasks    *int   `placeholder:"N" help:"Active tasks of the robot."`
	Message        string `placeholder:"TEXT" help:"What the robot or the account says, in one line."`
	URL            string `name:"url" placeholder:"URL" help:"A monitor elsewhere, such as http://192.0.2.7:8787; the robot's token is taken from SENTINEL_TOKEN."`
	jsonFlag
}

func (c *beatCommand) Run(p *program) error {
	if err := c.check(); err != nil {
		return err
	}
	m, err := p.mailbox(c.URL, 1)
	if err != nil {
		return err
	}
	defer m.close()
	if c.Robot != "" && m.robot != "" && c.Robot != m.robot {
		return usage("--robot %s and --url name two robots: leave one out", c.Robot)
	}
	body, err := json.Marshal(c.beat(p))
	if err != nil {
		return err
	}
	answer, err := m.post(p.ctx, cmp.Or(c.Robot, m.robot), body)
	var refused *refusal
	if errors.As(err, &refused) {
		return fmt.Errorf("the monitor does not take it: %w", refused)
	}
	if err != nil {
		return fmt.Errorf("the heartbeat is not delivered: %w", err)
	}
	if c.JSON {
		p.say("%s", answer.raw)
		return nil
	}
	p.say("accepted")
	return nil
}

// check refuses what no monitor would take, in the words of the command line.
func (c *beatCommand) check() error {
	if key, err := monitor.NewKey(cmp.Or(c.Robot, "default"), c.Account); err != nil {
		return usage("--robot or --account: %w", err)
	} else if key.Robot() != cmp.Or(c.Robot, "default") || key.Account() != c.Account {
		return usage("--robot %s is the key of an account: write --robot %s --account %s", c.Robot, key.Robot(), key.Account())
	}
	kind := monitor.KindRobot
	if c.Account != "" {
		kind = monitor.KindAccount
	}
	if possible := decode.ReportedStatuses(kind); !slices.Contains(possible, c.Status) {
		hint := ""
		if kind == monitor.KindRobot && slices.Contains(decode.ReportedStatuses(monitor.KindAccount), c.Status) {
			hint = "; for that of an account add --account"
		}
		return usage("--status %q: want one of %s for %s%s", c.Status, strings.Join(possible, ", "), inWords(kind), hint)
	}
	for _, flag := range []struct {
		name  string
		of    monitor.Kind
		given bool
		count *int
	}{
		{"--open-orders", monitor.KindAccount, c.OpenOrders != nil, c.OpenOrders},
		{"--session-valid", monitor.KindAccount, c.SessionValid != nil, nil},
		{"--active-accounts", monitor.KindRobot, c.ActiveAccounts != nil, c.ActiveAccounts},
		{"--active-tasks", monitor.KindRobot, c.ActiveTasks != nil, c.ActiveTasks},
	} {
		switch {
		case flag.given && flag.of != kind:
			return usage("%s is for %s, and this is the heartbeat of %s", flag.name, inWords(flag.of), inWords(kind))
		case flag.count != nil && *flag.count < 0:
			return usage("%s %d: want 0 or more", flag.name, *flag.count)
		}
	}
	if strings.ContainsAny(c.Message, "\r\n") {
		return usage("--message: want one line")
	}
	return nil
}

// inWords is a subject of a kind, in words.
func inWords(kind monitor.Kind) string {
	if kind == monitor.KindAccount {
		return "an account"
	}
	return "a robot"
}

func (c *beatCommand) beat(p *program) robots.Beat {
	b := robots.NewBeat(c.Account, c.Status, p.now())
	b.OpenOrders, b.SessionValid = c.OpenOrders, (*bool)(c.SessionValid)
	b.ActiveAccounts, b.ActiveTasks = c.ActiveAccounts, c.ActiveTasks
	b.Message = c.Message
	return b
}
