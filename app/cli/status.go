package cli

import (
	"fmt"
	"strings"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

type statusCommand struct {
	Key subjectKey `arg:"" optional:"" help:"A robot or an account (ROBOT/ACCOUNT); without: all."`
	jsonFlag
}

// listed is of how many things that need a look status tells.
const listed = 20

func (c *statusCommand) Run(p *program) error {
	level, err := c.tell(p)
	if err == nil {
		if code := view.ExitCode(level); code != exitDone {
			return &exit{code: code}
		}
		return nil
	}
	if p.ctx.Err() != nil || codeOf(err) == exitUsage {
		return err
	}
	// Whoever asks like a plugin reads the first line and takes 0 to 3 alone.
	if c.JSON {
		return &exit{exitUnknown, err}
	}
	p.say("SENTINEL UNKNOWN - %s", strings.ReplaceAll(firstLine(err), "|", "/"))
	return &exit{code: exitUnknown}
}

func firstLine(err error) string {
	text, _, _ := strings.Cut(err.Error(), "\n")
	return text
}

func (c *statusCommand) tell(p *program) (monitor.Level, error) {
	client, err := p.client()
	if err != nil {
		return monitor.LevelUnknown, err
	}
	defer client.Close()
	if c.Key != "" {
		return c.tellOne(p, client)
	}
	if c.JSON {
		page, err := client.Subjects(p.ctx, monitor.Query{Limit: monitor.MaxLimit})
		if err != nil {
			return monitor.LevelUnknown, err
		}
		return withoutDrill(page).Overall, p.printJSON(page)
	}
	m, err := p.model(client, monitor.DefaultLimit)
	if err != nil {
		return monitor.LevelUnknown, err
	}
	m.Page = withoutDrill(m.Page)
	p.say("%s", view.PluginLine(m, p.now()))
	p.sayAttention(m)
	return m.Page.Overall, nil
}

// sayAttention lists what needs a look, below the first line.
func (p *program) sayAttention(m view.Model) {
	var concerns []string
	if m.Page.Overall > monitor.LevelOK {
		concerns = view.Concerns(m, p.now())
	}
	for i, words := range concerns {
		if i == listed {
			p.say("… and more; see sentinelctl watch")
			break
		}
		p.say("%s", printable(words))
	}
	for _, notice := range m.Notices {
		p.say("! %s", printable(notice))
	}
}

func (c *statusCommand) tellOne(p *program, client *api.Client) (monitor.Level, error) {
	s, err := client.Subject(p.ctx, c.Key.key())
	if err != nil {
		return monitor.LevelUnknown, err
	}
	if c.JSON {
		return s.Level, p.printJSON(s)
	}
	p.say("%s", view.PluginSubject(s, p.now()))
	for _, line := range details(s, p.now()) {
		p.say("%-10s %s", line[0], printable(line[1]))
	}
	return s.Level, nil
}

// details says what is known of a subject, a word and its value a line.
func details(s monitor.Subject, now time.Time) [][2]string {
	var lines [][2]string
	add := func(word, value string) {
		if value != "" {
			lines = append(lines, [2]string{word, value})
		}
	}
	add("status", s.Status)
	add("message", s.Message)
	add("liveness", string(s.Liveness))
	if s.Liveness == monitor.Quiet {
		add("market", view.Closed(s, now))
	}
	add("cause", string(s.Cause))
	add("why", s.Why)
	if s.LastBeat != nil {
		add("last beat", view.Clock(*s.LastBeat, now)+age(s, now))
	}
	add("unexpected", view.Jump(s))
	add("session", session(s))
	crew, _ := view.Crew(s)
	add("accounts", crew)
	if s.OpenOrders != nil {
		add("orders", fmt.Sprint(*s.OpenOrders))
	}
	if s.RunningSince != nil {
		add("running", "for "+view.Duration(now.Sub(*s.RunningSince)))
	}
	if s.RunSeconds != nil {
		add("last run", "took "+view.Duration(time.Duration(*s.RunSeconds*float64(time.Second))))
	}
	if s.Skew != nil {
		add("its clock", view.Skew(*s.Skew))
	}
	add("misses", fmt.Sprintf("%d of %d borne", s.Misses, s.MaxMisses))
	add("source", s.Source)
	add("marks", strings.Join(marks(s, now), ", "))
	return lines
}

func age(s monitor.Subject, now time.Time) string {
	if age, ok := view.Age(s, time.Time{}, now); ok {
		return ", " + view.Duration(age) + " ago"
	}
	return ""
}

func session(s monitor.Subject) string {
	good, bad := "active", "inactive"
	if s.Kind == monitor.KindAccount {
		good, bad = "valid", "invalid"
	}
	switch {
	case s.SessionValid == nil:
		return ""
	case *s.SessionValid:
		return good
	}
	return bad
}

// marks are what a person has done to a subject.
func marks(s monitor.Subject, now time.Time) []string {
	var list []string
	if s.Test {
		list = append(list, "test")
	}
	if s.Acknowledged {
		list = append(list, "acknowledged")
	}
	if s.SnoozedUntil != nil && s.SnoozedUntil.After(now) {
		list = append(list, "snoozed until "+view.Clock(*s.SnoozedUntil, now))
	}
	return list
}
