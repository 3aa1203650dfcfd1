package window

import (
	"context"
	"slices"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// tale is what was asked for about a trouble beside what the list tells.
type tale struct {
	of      *episode // as it was when it was asked for
	stories map[string]api.IncidentStory
	err     error
}

// tells says whether a tale is of a trouble, and nothing more has happened to it.
func (t tale) tells(of *episode) bool {
	return t.of != nil && slices.EqualFunc(t.of.Incidents, of.Incidents, alike)
}

// askTale asks for what happened in a trouble, unless that is known.
func (p *incidents) askTale(t *episode) {
	if p.tale.of != nil && p.tale.of.id() != t.id() {
		p.tale = tale{}
	}
	if p.tale.tells(t) || p.asking == t || p.stale() {
		return
	}
	p.asking = t
	wanted := slices.Clone(told(t.Episode))
	answer := tale{of: t}
	p.window.call(func(ctx context.Context, b Backend) (err error) {
		answer.stories, err = fetchStories(ctx, b, wanted)
		return err
	}, func(err error) {
		if p.asking != t { // another was chosen meanwhile
			return
		}
		answer.err = err
		p.asking, p.tale = nil, answer
		p.showDetail()
	})
}

// fetchStories asks what happened in incidents.
func fetchStories(ctx context.Context, b Backend, incidents []monitor.Incident) (map[string]api.IncidentStory, error) {
	stories := map[string]api.IncidentStory{}
	for _, i := range incidents {
		story, err := b.Incident(ctx, i.ID)
		if err != nil {
			return stories, err
		}
		stories[i.ID] = story
	}
	return stories, nil
}

// addNote writes a note to the newest incident of a trouble.
func (p *incidents) addNote(t *episode, text string) {
	id := t.Last().ID
	var written *monitor.Incident // as it is with the note; nil when that did not come
	p.window.call(func(ctx context.Context, b Backend) error {
		if err := b.AddNote(ctx, id, "", text); err != nil {
			return err
		}
		if story, err := b.Incident(ctx, id); err == nil {
			written = &story.Incident
		}
		return nil
	}, func(err error) {
		p.window.acted(err, "Noted to "+troubleWho(t.Last())+".")
		if err != nil {
			return
		}
		if p.detail.note.Text == text {
			p.detail.note.SetText("")
		}
		if written == nil {
			p.asker.ask()
			return
		}
		p.asker.take(*written)
	})
}
