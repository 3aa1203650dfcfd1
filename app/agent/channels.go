package agent

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"sentinel/app/view"
	"sentinel/monitor/alert"
	"sentinel/monitor/alert/channel"
	"sentinel/monitor/api"
	"sentinel/monitor/config"
	"sentinel/monitor/history"
)

const (
	// placeWithin is how long a keyring may take to say where a channel sends to.
	placeWithin = 2 * time.Second
	// testWithin is how long a test message may take: somebody waits for the answer.
	testWithin = 12 * time.Second
)

// Channels implements api.Monitor.
func (a *Agent) Channels(ctx context.Context) ([]api.ChannelInfo, error) {
	waiting, err := a.store.LettersWaiting(ctx)
	if err != nil {
		return nil, err
	}
	told, err := a.store.LastDelivered(ctx)
	if err != nil {
		return nil, err
	}
	channels, running := a.listed(), a.inForce()
	places := placesOf(channels)
	list := make([]api.ChannelInfo, 0, len(channels))
	for n, c := range channels {
		info := api.ChannelInfo{
			Name: c.Name, Kind: c.Kind, Where: places[n].where, Service: places[n].service, Levels: c.Levels, Keys: c.Keys,
			QuietHours: c.QuietHours, ExceptCritical: c.ExceptCritical, EscalateAfter: c.EscalateAfter.Seconds(),
			Mirror: c.Mirror, Sound: c.Sound,
			Waiting: waiting[c.Name] + a.carriedFor(c.Name),
			Trouble: cmp.Or(a.notices.of("channel "+c.Name), places[n].trouble),
		}
		if _, configured := channelOf(running, c.Name); c.Kind == config.KindDesktop {
			info.BuiltIn = !configured
		}
		if c.Zone != nil {
			info.Timezone = c.Zone.String()
		}
		if a.isAway(c) {
			info.Trouble = view.FullSentence(errNoDesktop.Error())
		}
		if at, took := told[c.Name]; took {
			info.Told = &at
		}
		list = append(list, info)
	}
	return list, nil
}

// carriedFor is how many messages wait for a channel in memory alone.
func (a *Agent) carriedFor(name string) int {
	if c := a.fares.serving(name); c != nil {
		return c.waits()
	}
	return 0
}

// listed are the channels that people look for: those in force, and also those of
// kind desktop where there is none.
func (a *Agent) listed() []config.Channel {
	if a.options.Desktop == nil {
		return a.inForce().Channels
	}
	return a.channels()
}

// place is where a channel sends to, or why that cannot be told.
type place struct{ where, service, trouble string }

// placesOf asks for all at once, since a keyring may take its time.
func placesOf(channels []config.Channel) []place {
	answers := make([]chan place, len(channels))
	for n, c := range channels {
		answers[n] = make(chan place, 1)
		go func() { answers[n] <- placeOf(c) }()
	}
	places, late := make([]place, len(channels)), time.NewTimer(placeWithin)
	defer late.Stop()
	for n := range channels {
		select {
		case places[n] = <-answers[n]:
			continue
		default:
		}
		select {
		case places[n] = <-answers[n]:
		case <-late.C:
			places[n].trouble = "The keyring does not answer."
			late.Reset(0) // for those behind it
		}
	}
	return places
}

func placeOf(c config.Channel) place {
	address, err := config.Address(c.URL)
	if err != nil {
		return place{trouble: fmt.Sprintf("Its address cannot be read: %v", err)}
	}
	found := place{where: channel.Where(c.Kind, address), service: channel.Service(c.Kind, address)}
	if c.Secret != "" {
		if _, err := config.Secret(c.Secret); err != nil {
			found.trouble = fmt.Sprintf("Its secret cannot be read: %v", err)
		}
	}
	return found
}

// TestChannel implements api.Monitor. The message goes past the outbox: it is
// neither kept nor sent again.
func (a *Agent) TestChannel(ctx context.Context, name string) (api.ChannelTest, error) {
	channels := a.listed()
	at := slices.IndexFunc(channels, func(c config.Channel) bool { return c.Name == name })
	if at < 0 {
		return api.ChannelTest{}, unknownChannel(name)
	}
	began := time.Now()
	m := alert.Message{ID: "test-" + began.UTC().Format("20060102T150405.000Z"), Kind: alert.Test, At: began.UTC()}
	err := a.sendTest(ctx, channels[at], m)
	if c := a.fares.serving(name); err == nil && c != nil { // what waits need not wait any longer
		a.fares.took(c)
		signal(c.hurry)
	}
	if cause := context.Cause(ctx); cause != nil {
		return api.ChannelTest{}, cause
	}
	a.keepTest(ctx, name, m, err)
	test := api.ChannelTest{Channel: name, Taken: err == nil, Seconds: time.Since(began).Seconds()}
	if err != nil {
		test.Error = err.Error()
	}
	return test, nil
}

func (a *Agent) sendTest(ctx context.Context, c config.Channel, m alert.Message) error {
	ctx, cancel := context.WithTimeout(ctx, testWithin)
	defer cancel()
	if a.isAway(c) {
		return errNoDesktop
	}
	send, err := a.sender(c)
	if err != nil {
		return err
	}
	err = send.Send(ctx, m)
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("it did not take the message within %s", testWithin)
	}
	return err
}

// keepTest keeps a test message beside the others, as it ended.
func (a *Agent) keepTest(ctx context.Context, name string, m alert.Message, failed error) {
	body, err := json.Marshal(m)
	if err == nil {
		l := history.Letter{Channel: name, Body: body, Made: m.At, State: history.LetterDelivered, Ended: time.Now()}
		if failed != nil {
			l.State, l.Error = history.LetterRefused, failed.Error()
		}
		err = a.store.KeepAlerts(context.WithoutCancel(ctx), history.Alerts{Letters: []history.Letter{l}})
	}
	if err != nil {
		a.log.Error("a test message is not shown among the others", "channel", name, "error", err)
	}
}

// isAway tells whether a channel is a desktop, and this monitor has none.
func (a *Agent) isAway(c config.Channel) bool {
	return c.Kind == config.KindDesktop && a.options.Desktop == nil
}

var errNoDesktop = errors.New("this monitor has no desktop to show anything on; the tray program has")

func unknownChannel(name string) error {
	return fmt.Errorf("%w: there is no channel of the name %q", api.ErrNotFound, name)
}
