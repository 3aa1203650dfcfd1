package engine

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

func TestOwnNetworkLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := []Watched{
			{Key: vps, Source: "vps", Host: "a.example", Expectation: Expectation{Rhythm: filesRhythm}},
			{Key: "other", Source: "other", Host: "b.example", Expectation: Expectation{Rhythm: filesRhythm}},
		}
		b := newBench(t, nil, list)
		defer func() { b.stop() }()
		both := func(r monitor.Report) {
			b.report(r)
			r.Source, r.Key, r.At = "other", "other", time.Now()
			b.e.Submit(r)
			synctest.Wait()
		}
		both(monitor.Report{Outcome: monitor.Beat, Beat: monitor.Heartbeat{Status: monitor.StatusLogin}})
		for range 60 {
			b.wait(10 * time.Second)
			both(monitor.Report{Outcome: monitor.Trouble, Cause: monitor.CauseUnreachable})
		}
		b.is("unobserved unknown unreachable 0")
		b.told("opened") // one for all

		b.stop()
		b.told()
		b.run(b.saved, list) // a restart in the dark neither alarms nor tells again
		both(monitor.Report{Outcome: monitor.Trouble, Cause: monitor.CauseUnreachable})
		b.is("unobserved unknown unreachable 0")
		b.told()

		b.report(monitor.Report{Outcome: monitor.Beat, Age: 5 * time.Second, Beat: monitor.Heartbeat{Status: monitor.StatusTrade}})
		b.is("alive ok - 0")
		b.told("recovered") // the network; the other is judged when it was looked at
		b.wait(DefaultHold)
		b.told("opened")
	})
}

func TestOneHostIsOurNetworkOnlyWithoutARouteOrDNS(t *testing.T) {
	for _, test := range []struct{ route, dns, lost bool }{
		{true, true, false}, {false, true, true}, {true, false, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			list := watched()
			list[0].Host = "a.example"
			b := &bench{t: t, start: time.Now(), source: "vps", online: func() bool { return test.route }}
			b.run(nil, list)
			defer func() { b.stop() }()
			b.beat(monitor.StatusLogin)
			for range 40 {
				b.wait(10 * time.Second)
				b.report(monitor.Report{Outcome: monitor.Trouble, Cause: monitor.CauseUnreachable, NoDNS: !test.dns})
			}
			if test.lost {
				b.is("unobserved unknown unreachable 0")
			} else {
				b.is("missing critical unreachable 6")
			}
		})
	}
}

const other = monitor.Key("other")

func twoHosts() []Watched {
	return []Watched{
		{Key: vps, Source: "vps", Host: "a.example", Expectation: Expectation{Rhythm: filesRhythm}},
		{Key: other, Source: "other", Host: "b.example", Expectation: Expectation{Rhythm: filesRhythm}},
	}
}

func (b *bench) reportOther(r monitor.Report) {
	r.Source, r.Key, r.At = string(other), other, time.Now()
	b.e.Submit(r)
	synctest.Wait()
}

// loseNetwork lets both endpoints answer status, and then nobody for ten
// minutes.
func (b *bench) loseNetwork(status string) {
	seen := monitor.Report{Outcome: monitor.Beat, Beat: monitor.Heartbeat{Status: status}}
	b.report(seen)
	b.reportOther(seen)
	for range 60 {
		b.wait(10 * time.Second)
		b.trouble(monitor.CauseUnreachable)
		b.reportOther(monitor.Report{Outcome: monitor.Trouble, Cause: monitor.CauseUnreachable})
	}
}

func TestNetworkFoundRecoversNobodyWhoIsNotWell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil, twoHosts())
		defer func() { b.stop() }()
		b.loseNetwork(monitor.StatusError)
		b.told("opened", "opened", "opened") // two errors, then the network
		b.report(monitor.Report{Outcome: monitor.Beat, Beat: monitor.Heartbeat{Status: monitor.StatusError}})
		b.is("alive critical error 0")
		b.told("recovered") // the network alone
	})
}

func TestRestartInTheDarkJudgesNobodyBeforeALook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil, twoHosts())
		b.loseNetwork(monitor.StatusLogin)
		b.stop()
		b.told("opened")
		b.run(b.saved, twoHosts())
		defer func() { b.stop() }()
		b.reportOther(monitor.Report{Outcome: monitor.Beat, Beat: monitor.Heartbeat{Status: monitor.StatusTrade}})
		b.told("recovered")
		b.report(monitor.Report{Outcome: monitor.Beat, Beat: monitor.Heartbeat{Status: monitor.StatusTrade}})
		b.is("alive ok - 0")
		b.told()
	})
}

func TestEditWhileTheNetworkIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil, twoHosts())
		defer func() { b.stop() }()
		b.loseNetwork(monitor.StatusLogin)
		b.told("opened")

		third := Watched{Key: "third", Source: "third", Host: "c.example", Expectation: Expectation{Rhythm: filesRhythm}}
		if err := b.e.Watch(t.Context(), append(twoHosts(), third), nil, 1); err != nil {
			t.Fatal(err)
		}
		b.trouble(monitor.CauseUnreachable)
		b.told() // a new endpoint that nobody has reached is no sign of a network
		for range 60 {
			b.wait(10 * time.Second)
			b.e.Submit(monitor.Report{
				Source: "third", Key: "third", At: time.Now(), Outcome: monitor.Trouble,
				Cause: monitor.CauseUnreachable,
			})
			synctest.Wait()
		}
		b.told() // and its robot is not missing for the lack of one

		files := twoHosts()
		files[0].Host, files[1].Host = "", ""
		if err := b.e.Watch(t.Context(), files, nil, 1); err != nil {
			t.Fatal(err)
		}
		b.told("(closed)") // the network, which concerns nobody any more
		b.report(monitor.Report{Outcome: monitor.Absent})
		b.is("missing critical missing 19") // and what is read from files is judged
		b.told("opened")
	})
}

func TestNetworkIncidentIsShownAndAcknowledged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil, twoHosts())
		defer func() { b.stop() }()
		b.loseNetwork(monitor.StatusLogin)
		open := func() []monitor.Incident {
			open, err := b.e.Incidents(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return open
		}
		if i := open(); len(i) != 1 || i[0].Key != monitor.NetworkKey || i[0].Acknowledged {
			t.Errorf("open are %+v", i)
		}
		if err := b.e.Acknowledge(t.Context(), monitor.NetworkKey, "owner"); err != nil {
			t.Fatal(err)
		}
		if i := open(); len(i) != 1 || !i[0].Acknowledged {
			t.Errorf("after the acknowledgement open are %+v", i)
		}
		b.report(monitor.Report{Outcome: monitor.Beat, Beat: monitor.Heartbeat{Status: monitor.StatusLogin}})
		if i := open(); len(i) != 0 {
			t.Errorf("with the network back open are %+v", i)
		}
		if err := b.e.Acknowledge(t.Context(), monitor.NetworkKey, "owner"); !errors.Is(err, ErrNoSubject) {
			t.Errorf("acknowledging what is not there: %v", err)
		}
	})
}

// A laptop wakes before its network does: nobody is silent for that.
func TestWakingBeforeTheNetworkDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, nil, twoHosts())
		defer func() { b.stop() }()
		beat := monitor.Report{Outcome: monitor.Beat, Beat: monitor.Heartbeat{Status: monitor.StatusLogin}}
		b.report(beat)
		b.reportOther(beat)
		b.wait(time.Second)
		b.slept.Add(int64(8 * time.Hour))
		b.wait(longestWait)
		b.trouble(monitor.CauseUnreachable)
		b.is("alive ok - 0") // one failure, and nobody has looked yet
		b.told()
		b.reportOther(monitor.Report{Outcome: monitor.Trouble, Cause: monitor.CauseUnreachable})
		b.told("opened") // the network
		b.wait(time.Hour)
		b.told()
		b.report(beat)
		b.is("alive ok - 0")
		b.told("recovered")
		b.reportOther(beat)
		b.told()
	})
}

func TestWakingToAnEndpointThatIsGone(t *testing.T) {
	story(t, func(b *bench) {
		b.beat(monitor.StatusLogin)
		b.slept.Add(int64(8 * time.Hour))
		b.wait(longestWait)
		b.trouble(monitor.CauseUnreachable)
		b.trouble(monitor.CauseUnreachable)
		b.told()
		b.wait(DefaultHold)
		b.is("missing critical unreachable 480")
		b.told("opened")
	})
}
