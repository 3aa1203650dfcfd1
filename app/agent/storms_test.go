package agent

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/alert/channel"
)

var (
	storms = flag.Int("storms", 2, "how many storms TestStormsAreToldOnceByChannelsThatFail lives through")
	silent = flag.Int("silent", 200, "how many accounts fall silent in each of them")
)

const shakyChannels = `[listen]
address = ""
[alerts]
digest = ""
repeat_every = "0s"
[[channel]]
name = "phone"
kind = "webhook"
url = "http://127.0.0.1:1/"
[[channel]]
name = "night"
kind = "webhook"
url = "http://127.0.0.1:1/"
quiet_hours = "22:00-07:00"
timezone = "UTC"
[[channel]]
name = "grave"
kind = "webhook"
url = "http://127.0.0.1:1/"
levels = ["critical"]
[[channel]]
name = "chief"
kind = "webhook"
url = "http://127.0.0.1:1/"
escalate_after = "10m"
`

// storm is a time in which all accounts are silent.
type storm struct{ began, ended time.Time }

// settled is the longest from the last beat of an account until a channel is to be
// told of its silence: two rhythms, one of them from a restart on; the ten minutes
// of one that escalates; the least time between two messages.
const settled = 25 * time.Minute

// All accounts fall silent at once, again and again, while each channel
// fails at random and the monitor is started anew: each channel is told of all of
// them in one message, and of their end in one.
func TestStormsAreToldOnceByChannelsThatFail(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("%d storms of %d accounts, seed %d", *storms, *silent, seed)
	random := rand.New(rand.NewPCG(seed, 1))
	wall := shakyWall{newShaky(seed)}
	channels, senders := map[string]*shaky{"desktop": wall.shaky}, map[string]channel.Sender{}
	for n, name := range []string{"phone", "night", "grave", "chief"} {
		channels[name] = newShaky(seed + uint64(n) + 1)
		senders[name] = channels[name]
	}
	inOfficeOf(t, shakyChannels, wall, senders, func(o *office) {
		keys := make([]monitor.Key, *silent)
		for i := range keys {
			keys[i] = monitor.Key(fmt.Sprintf("robot-%d/ACC_%03d", i%9, i))
		}
		var lived []storm
		restarts := 0
		for range *storms {
			one := storm{began: time.Now()}
			o.beat(keys...)
			lasts := settled + time.Duration(random.Int64N(int64(settled)))
			for range random.IntN(3) {
				some := time.Duration(random.Int64N(int64(min(lasts, 10*time.Minute))))
				time.Sleep(some) // of the bubble's time
				lasts -= some
				o.restart()
				restarts++
			}
			time.Sleep(lasts)
			one.ended = time.Now()
			lived = append(lived, one)
		}
		aftermath := time.Now()
		o.beat(keys...) // and silence for good, of which all but the ends must be told
		for _, channel := range channels {
			channel.calm()
		}
		time.Sleep(24 * time.Hour)
		if waiting, err := o.a.store.LettersWaiting(o.t.Context()); err != nil || len(waiting) > 0 {
			o.t.Errorf("there wait %v, %v", waiting, err)
		}
		synctest.Wait()
		tries, messages, repeated := 0, 0, 0
		for name, channel := range channels {
			checkOrder(o.t, name, channel)
			checkStorms(o.t, name, channel.messages, lived, len(keys))
			checkStorms(o.t, name, channel.messages, []storm{{began: aftermath}}, len(keys))
			tries, messages, repeated = tries+channel.tries, messages+len(channel.messages), repeated+channel.repeated()
		}
		t.Logf("%d restarts; %d messages in %d tries, %d of them again", restarts, messages, tries, repeated)
	})
}

// checkOrder checks that messages came in order, and again only where their first
// coming was not heard of.
func checkOrder(t *testing.T, name string, channel *shaky) {
	t.Helper()
	if !slices.IsSortedFunc(channel.messages, func(a, b alert.Message) int { return strings.Compare(a.ID, b.ID) }) {
		t.Errorf("%s was not told in order", name)
	}
	if repeated := channel.repeated(); repeated > channel.unheard {
		t.Errorf("%s was told %d messages again, and did not say of %d that it took them", name, repeated, channel.unheard)
	}
}

// checkStorms checks that a channel was told of storms once each, and once of their
// ends.
func checkStorms(t *testing.T, name string, messages []alert.Message, storms []storm, accounts int) {
	t.Helper()
	for n, s := range storms {
		opened, ended := s.tellings(messages)
		least, most := 1, 1
		if name == "night" {
			least, most = s.outsideQuietHours()
		}
		if len(opened) < least || len(opened) > most {
			t.Errorf("%s was told in %d messages of storm %d, from %s to %s", name, len(opened), n, s.began, s.ended)
		}
		if over := !s.ended.IsZero(); over && len(ended) < len(opened) || len(ended) > most {
			t.Errorf("%s was told in %d messages of the end of storm %d, and in %d of storm", name, len(ended), n, len(opened))
		}
		for _, named := range slices.Concat(opened, ended) {
			if named != accounts {
				t.Errorf("%s was told of %d accounts of storm %d", name, named, n)
			}
		}
	}
}

// tellings are the numbers of accounts in each message that tells of a storm, and
// of its end.
func (s storm) tellings(messages []alert.Message) (opened, ended []int) {
	for _, m := range messages {
		open, over := map[monitor.Key]bool{}, map[monitor.Key]bool{}
		for _, i := range m.Incidents {
			switch {
			case i.Kind != monitor.KindAccount, i.Opened.Before(s.began), !s.ended.IsZero() && i.Opened.After(s.ended):
			case i.Closed == nil:
				open[i.Key] = true
			default:
				over[i.Key] = true
			}
		}
		if len(open) > 0 {
			opened = append(opened, len(open))
		}
		if len(over) > 0 {
			ended = append(ended, len(over))
		}
	}
	return opened, ended
}

// outsideQuietHours is how many messages a channel with quiet hours gets of a
// storm. Where these begin or end meanwhile it may have had none in time.
func (s storm) outsideQuietHours() (least, most int) {
	quiet := func(at time.Time) bool { return at.UTC().Hour() >= 22 || at.UTC().Hour() < 7 }
	switch began, ended := quiet(s.began), !s.ended.IsZero() && quiet(s.ended); {
	case s.ended.IsZero(), !began && !ended:
		return 1, 1
	case began && ended:
		return 0, 0
	}
	return 0, 1
}
