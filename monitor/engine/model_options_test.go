package engine

import (
	"time"

	"sentinel/monitor"
	"sentinel/monitor/calendar"
	"sentinel/monitor/engine/model"
)

// options are those of the engine's next run.
func (l *life) options(clock monitor.Clock) Options {
	o := Options{Clock: clock, RecoverAfter: l.robots[0].terms.RecoverAfter, Expect: l.expect}
	for _, r := range l.robots {
		if saved, ok := l.kept[r.terms.Key]; ok {
			o.Saved = append(o.Saved, saved)
		}
		if r.terms.Looked {
			o.Watched = append(o.Watched, Watched{
				Key: r.terms.Key, Source: string(r.terms.Key),
				Expectation: r.expected,
			})
		}
	}
	return o
}

// takeUp hands the engine what no save has covered.
func (l *life) takeUp() {
	for _, r := range l.ever {
		l.e.Remember(r.Receipt, r.fingerprint)
	}
	for _, r := range l.receipts {
		l.e.TakeUp(r.Receipt, r.fingerprint)
	}
}

func (l *life) expect(key monitor.Key) Expectation {
	for _, r := range l.robots {
		if r.terms.Key == key {
			return r.expected
		}
	}
	panic("nobody has the key " + key)
}

// calendarOf is a model's market in the words of a person, read as the
// configuration is.
func calendarOf(sessions monitor.Sessions) monitor.Sessions {
	week, ok := sessions.(*model.Week)
	if !ok {
		return nil
	}
	zone, err := time.LoadLocation(week.Zone)
	if err != nil {
		panic(err) // the zones are linked into the test
	}
	var hours []calendar.Session
	for _, text := range week.Sessions {
		parsed, err := calendar.ParseSessions(text)
		if err != nil {
			panic(err)
		}
		hours = append(hours, parsed...)
	}
	var holidays []calendar.Date
	for _, text := range week.Holidays {
		date, err := calendar.ParseDate(text)
		if err != nil {
			panic(err)
		}
		holidays = append(holidays, date)
	}
	return calendar.New(zone, hours, holidays, nil)
}
