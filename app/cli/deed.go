package cli

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/config"
)

// patternArgument is for the commands that do something to a subject, or to all
// whom a pattern names.
type patternArgument struct {
	Key keyPattern `arg:"" help:"A robot (ROBOT), an account (ROBOT/ACCOUNT), or a pattern: 'ROBOT/*' are a robot's accounts, '*' all robots, '*/*' all accounts."`
	jsonFlag
}

// keyPattern is a key, or a pattern of keys, among the arguments.
type keyPattern string

// UnmarshalText checks the form of a key or of a pattern.
func (k *keyPattern) UnmarshalText(text []byte) error {
	*k = keyPattern(text)
	_, err := monitor.ParseKey(strings.ReplaceAll(string(text), "*", "x"))
	return err
}

// several tells whether it may name more than one.
func (k keyPattern) several() bool { return strings.Contains(string(k), "*") }

func (k keyPattern) key() monitor.Key { return monitor.Key(k) }

// deed is what a person does to robots and accounts.
type deed struct {
	action  string
	length  time.Duration
	command string                     // to type it, with %s for whom
	state   string                     // how who it was done to is then
	done    func(monitor.Subject) bool // it stands so
	wants   func(monitor.Subject) bool // it may be done to
	spare   string                     // how a robot's accounts are that it was not done to
}

// act does something to whom the argument names, and says how they are then.
func (p *program) act(c patternArgument, d deed) error {
	client, err := p.client()
	if err != nil {
		return err
	}
	defer client.Close()
	if c.Key.several() {
		return p.actOnAll(client, c, d)
	}
	if err := client.Act(p.ctx, c.Key.key(), d.action, d.length); err != nil {
		return err
	}
	s, err := client.Subject(p.ctx, c.Key.key())
	if err != nil {
		return err
	}
	if c.JSON {
		err = p.printJSON(s)
	} else if d.done(s) {
		p.say("%s is %s", s.Key, d.state)
	}
	if err != nil {
		return err
	}
	if !d.done(s) && d.action == api.ActionAcknowledge {
		return &exit{exitRefused, fmt.Errorf("%s has no open incident: there is nothing to acknowledge", s.Key)}
	}
	return p.noteAccounts(client, s, d)
}

// noteAccounts says of a robot that its accounts were left as they are: what is
// done to a robot does not reach them.
func (p *program) noteAccounts(client *api.Client, robot monitor.Subject, d deed) error {
	if robot.Kind != monitor.KindRobot {
		return nil
	}
	all, err := api.Everyone(p.ctx, client, monitor.Query{Robot: robot.Robot})
	if err != nil {
		return err
	}
	n := 0
	for _, s := range all {
		if s.Kind == monitor.KindAccount && d.wants(s) {
			n++
		}
	}
	if n > 0 {
		whose := fmt.Sprintf("its %d accounts are", n)
		if n == 1 {
			whose = "an account of it is"
		}
		p.note("%s %s: sentinelctl %s", whose, d.spare, fmt.Sprintf(d.command, "'"+robot.Robot+"/*'"))
	}
	return nil
}

// actOnAll does something to all whom a pattern names and whom it may be done
// to, and says how many they are.
func (p *program) actOnAll(client *api.Client, c patternArgument, d deed) error {
	matching, err := p.matching(client, c.Key)
	if err != nil {
		return err
	}
	if len(matching) == 0 {
		return fmt.Errorf("no robot or account is called like %s: %w", c.Key, api.ErrNotFound)
	}
	acted := map[monitor.Key]bool{}
	for _, s := range matching {
		if !d.wants(s) {
			continue
		}
		err := client.Act(p.ctx, s.Key, d.action, d.length)
		if errors.Is(err, api.ErrNotFound) {
			continue // forgotten meanwhile
		}
		if err != nil {
			return fmt.Errorf("%s, after %d: %w", s.Key, len(acted), err)
		}
		acted[s.Key] = true
	}
	if matching, err = p.matching(client, c.Key); err != nil {
		return err
	}
	done := []monitor.Subject{}
	for _, s := range matching {
		if acted[s.Key] && d.done(s) {
			done = append(done, s)
		}
	}
	if c.JSON {
		err = p.printJSON(done)
	} else if len(done) > 0 {
		p.say("%s %s", whoIs(done), d.state)
	}
	switch {
	case err != nil:
		return err
	case len(done) > 0:
	case d.action == api.ActionAcknowledge:
		return &exit{exitRefused, fmt.Errorf("none of %s has an open incident: there is nothing to acknowledge", whom(matching))}
	default:
		p.note("nothing was to be done: %s %s already", whoIs(matching), d.state)
	}
	return nil
}

func (p *program) matching(client *api.Client, pattern keyPattern) ([]monitor.Subject, error) {
	all, err := api.Everyone(p.ctx, client, monitor.Query{})
	if err != nil {
		return nil, err
	}
	var matching []monitor.Subject
	for _, s := range all {
		if config.Matches(string(pattern), s.Key) {
			matching = append(matching, s)
		}
	}
	return matching, nil
}

// whom counts subjects in words: "13 accounts".
func whom(list []monitor.Subject) string {
	accounts := 0
	for _, s := range list {
		if s.Kind == monitor.KindAccount {
			accounts++
		}
	}
	one, many := "robot", "robots"
	switch accounts {
	case 0:
	case len(list):
		one, many = "account", "accounts"
	default:
		many = "robots and accounts"
	}
	if len(list) == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", len(list), many)
}

func whoIs(list []monitor.Subject) string {
	if len(list) == 1 {
		return whom(list) + " is"
	}
	return whom(list) + " are"
}
