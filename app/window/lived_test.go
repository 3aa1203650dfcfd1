package window

import (
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/trend"
)

// lived makes the history of an account that beats each minute and has its
// troubles, from what the history itself is made of.
func lived(key monitor.Key, q api.HistoryQuery) api.History {
	const minute = time.Minute
	turns := []monitor.Turn{{At: q.From.Add(-time.Hour), Level: monitor.LevelOK, Liveness: monitor.Alive}}
	silent := map[int64]bool{}
	var incidents []monitor.Incident
	turn := func(at time.Time, level monitor.Level, liveness monitor.Liveness, cause monitor.Cause) {
		turns = append(turns, monitor.Turn{Key: key, At: at, Level: level, Liveness: liveness, Cause: cause})
	}
	last := time.Time{}
	trouble := func(before, length time.Duration, cause monitor.Cause, message string) {
		from := q.To.Add(-before)
		if from.Before(q.From) || from.Before(last) {
			return
		}
		last = from.Add(length)
		turn(from.Add(2*minute), monitor.LevelWarning, monitor.Late, monitor.CauseMissing)
		turn(from.Add(3*minute), monitor.LevelCritical, monitor.Missing, cause)
		turn(from.Add(length), monitor.LevelOK, monitor.Alive, monitor.CauseNone)
		for at := from; at.Before(from.Add(length)); at = at.Add(minute) {
			silent[at.Unix()/60] = true
		}
		closed := from.Add(length)
		incidents = append([]monitor.Incident{{
			ID: "i", Key: key, Level: monitor.LevelCritical, Cause: cause, Message: message, Opened: from.Add(3 * minute),
			Closed: &closed, End: monitor.EndRecovered, Duration: (length - 3*minute).Seconds(), OpenOrders: ptr(2),
		}}, incidents...)
	}
	for day := 364; day >= 0; day-- {
		before := time.Duration(day) * aDay
		if day%9 == 5 {
			trouble(before+17*time.Hour, 40*minute, monitor.CauseMissing, "")
		}
		if day%3 == 0 {
			trouble(before+9*time.Hour+20*minute, time.Duration(6+day%11)*minute, monitor.CauseError, "❌ Order rejected: not enough margin")
		}
		from := q.To.Add(-before - 7*time.Hour)
		if day%7 == 2 && from.After(q.From) && from.After(last) {
			turn(from, monitor.LevelUnknown, monitor.Unobserved, monitor.CauseNone)
			last = from.Add(2 * time.Hour)
			turn(last, monitor.LevelOK, monitor.Alive, monitor.CauseNone)
		}
	}
	var beats []time.Time
	for at := q.From; at.Before(q.To); at = at.Add(minute) {
		n := at.Unix() / 60
		if !silent[n] && n%97 != 0 {
			beats = append(beats, at.Add(time.Duration(n*7919%1700)*time.Millisecond))
		}
	}
	hours := trend.Summarize(q.From, q.To, beats, turns, monitor.Rhythm{Interval: minute, Grace: 15 * time.Second, MaxMisses: 1})
	h := api.History{
		Key: key, From: q.From, To: q.To, StepSeconds: q.Step.Seconds(), Total: api.NewSpan(trend.Merge(hours...)), Incidents: incidents,
	}
	for len(hours) > 0 {
		n := 1
		for n < len(hours) && trend.StepOf(hours[n].From, q.Step).Equal(trend.StepOf(hours[0].From, q.Step)) {
			n++
		}
		h.Spans = append(h.Spans, api.NewSpan(trend.Merge(hours[:n]...)))
		hours = hours[n:]
	}
	for _, t := range turns {
		h.Turns = append(h.Turns, api.Turn{At: t.At, Level: t.Level, Liveness: t.Liveness, Cause: t.Cause})
	}
	return h
}
