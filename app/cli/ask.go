package cli

import (
	"encoding/json"
	"errors"
	"fmt"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

// jsonFlag is for the commands whose result a program may want to read.
type jsonFlag struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// client finds the monitor of the state folder.
func (p *program) client() (*api.Client, error) {
	state, err := p.stateDir()
	if err != nil {
		return nil, err
	}
	return api.Dial(state)
}

// model asks the monitor for what a view of it needs: so many subjects, the
// most urgent first, and the robot of the most urgent account.
func (p *program) model(client *api.Client, limit int) (view.Model, error) {
	page, err := client.Subjects(p.ctx, monitor.Query{Limit: min(limit, monitor.MaxLimit)})
	if err != nil {
		return view.Model{}, err
	}
	at := p.now()
	var beside []monitor.Subject
	if n := len(page.Subjects); 0 < n && n < page.Total && page.Subjects[0].Kind == monitor.KindAccount {
		robot, err := client.Subject(p.ctx, monitor.Key(page.Subjects[0].Robot))
		switch {
		case err == nil:
			beside = append(beside, robot)
		case !errors.Is(err, api.ErrNotFound):
			return view.Model{}, err
		}
	}
	info, err := client.Info(p.ctx)
	if err != nil {
		return view.Model{}, err
	}
	return view.Model{Page: page, Beside: beside, At: at, Waiting: info.Waiting, Notices: info.Notices}, nil
}

// printJSON writes a value as the API does.
func (p *program) printJSON(value any) error {
	encoder := json.NewEncoder(p.out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return fmt.Errorf("the result cannot be written: %w", err)
	}
	return nil
}

// subjectKey is a key among the arguments.
type subjectKey monitor.Key

// UnmarshalText checks the form of a key.
func (k *subjectKey) UnmarshalText(text []byte) error {
	key, err := monitor.ParseKey(string(text))
	*k = subjectKey(key)
	return err
}

func (k subjectKey) key() monitor.Key { return monitor.Key(k) }
