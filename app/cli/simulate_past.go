package cli

import (
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"sentinel/app/agent"
	"sentinel/app/robots"
	"sentinel/monitor"
	"sentinel/monitor/decode"
)

// calm is how much longer the robots of a past are well between two faults than
// those who are watched live: a month of theirs has some faults a day.
const calm = 60

// relive lets made-up robots have lived for so long, until now.
func (c *simulateCommand) relive(p *program, pace time.Duration) error {
	state, err := p.stateDir()
	if err != nil {
		return err
	}
	config, optional, err := p.configPath()
	if err != nil {
		return err
	}
	until := p.now()
	from := until.Add(-time.Duration(c.Past)).Truncate(time.Second)
	world := robots.New(robots.Options{
		Robots: c.Robots, Accounts: c.Accounts, Seed: c.Seed, Interval: pace, Faults: robots.Share(c.Faults), Calm: calm,
	}, from)
	bar := p.progress("living", 1000)
	defer bar.end()
	faults, beats := 0, 0
	var broken error
	err = agent.Relive(p.ctx, agent.Options{StateDir: state, ConfigPath: config, ConfigOptional: optional, Log: slog.New(slog.DiscardHandler)}, agent.Past{
		From: from, Until: until,
		Step: func(now time.Time) []monitor.Posting {
			posts, events := world.Step(now)
			for _, e := range events {
				if e.Begins {
					faults++
				}
			}
			postings, err := postingsOf(posts, now)
			broken = errors.Join(broken, err)
			beats += len(postings)
			return postings
		},
		Progress: func(share float64) { bar.at(int(1000 * share)) },
	})
	if err := errors.Join(err, broken); err != nil {
		return err
	}
	p.say("%s have lived through %s: %d heartbeats, %d faults. Start sentinel with --state-dir %s to look at it.",
		crowd(c.Robots, c.Accounts), time.Duration(c.Past), beats, faults, state)
	return nil
}

// postingsOf reads posts as the receiver would.
func postingsOf(posts []robots.Post, now time.Time) ([]monitor.Posting, error) {
	postings := make([]monitor.Posting, 0, len(posts))
	for _, post := range posts {
		body, err := json.Marshal(post.Beat)
		if err != nil {
			return nil, err
		}
		events, _, err := decode.Events(body, false)
		if err != nil || len(events) != 1 {
			return nil, errors.Join(errors.New("a made-up heartbeat is none"), err)
		}
		key, err := monitor.NewKey(post.Robot, events[0].Account)
		if err != nil {
			return nil, err
		}
		postings = append(postings, monitor.Posting{
			Key: key, Source: monitor.SourceReceiver, Kind: monitor.PostBeat, Beat: events[0].Beat, At: now, Raw: events[0].Raw,
		})
	}
	return postings, nil
}
