package agent

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"sentinel/monitor/alert"
	"sentinel/monitor/alert/channel"
	"sentinel/monitor/config"
)

// renewCouriers makes a courier for each channel that is new, or whose settings
// were edited. Where one is gone its letters wait for it to be back.
func (d *desk) renewCouriers(ctx context.Context, c *config.Config, sending *sync.WaitGroup) {
	before := d.couriers
	d.couriers = map[string]*courier{}
	for _, channel := range channelsOf(c, d.options.Desktop != nil) {
		old := d.courierBefore(channel.Name, before)
		if old != nil && old.ended.Err() == nil && reflect.DeepEqual(old.of, channel) {
			d.couriers[channel.Name] = old
			continue
		}
		if old != nil {
			old.end()
		}
		one := newCourier(d.Agent, channel, old)
		d.couriers[channel.Name] = one
		d.fares.serve(one)
		sending.Go(func() { one.run(ctx) })
	}
	for name, gone := range before {
		gone.end()
		d.leaving[name] = gone
		d.fares.gone(name)
	}
	names := slices.Collect(maps.Keys(d.couriers))
	sending.Go(func() { d.tellStranded(ctx, names) }) // the disk may hang
}

// courierBefore takes out who served a channel until now, or until the channel was
// taken out of the settings; nil: nobody.
func (d *desk) courierBefore(name string, before map[string]*courier) *courier {
	old := cmp.Or(before[name], d.leaving[name])
	delete(before, name)
	delete(d.leaving, name)
	return old
}

// tellStranded says for which channels messages wait that are not in the settings
// any more: a name that was edited leaves them behind.
func (d *desk) tellStranded(ctx context.Context, served []string) {
	waiting, err := d.store.LettersWaiting(ctx)
	if err != nil {
		d.log.Error("whether messages wait for channels that are gone is not known", "error", err)
		return
	}
	var lost []string
	for name, n := range waiting {
		if !slices.Contains(served, name) {
			lost = append(lost, fmt.Sprintf("%d for %s", n, name))
		}
	}
	text := ""
	if slices.Sort(lost); len(lost) > 0 {
		text = "Messages wait for channels that the settings do not name any more (" + strings.Join(lost, ", ") + "): name them so again, and they are sent."
	}
	d.notices.set("stranded", text)
}

// rules are those of a configuration.
func (d *desk) rules(c *config.Config) alert.Rules {
	rules := alert.Rules{GroupWait: c.Alerts.GroupWait, GroupInterval: c.Alerts.GroupInterval, RepeatEvery: c.Alerts.RepeatEvery, Maintained: c.Maintained}
	for _, of := range channelsOf(c, d.options.Desktop != nil) {
		one := alert.Channel{
			Name: of.Name, Levels: of.Levels, ExceptCritical: of.ExceptCritical, EscalateAfter: of.EscalateAfter, Takes: takesOf(of),
			Screen: of.Kind == config.KindDesktop,
			Ends:   of.Kind == config.KindDesktop || of.Kind == channel.KindAlertmanager,
		}
		one.Quiet, _ = alert.ParseHours(of.QuietHours, of.Zone) // which were checked
		rules.Channels = append(rules.Channels, one)
	}
	return rules
}
