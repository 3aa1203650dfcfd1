package engine

import (
	"time"

	"sentinel/monitor"
)

// noteTurn notes, for the history, that a subject fares otherwise than before.
// What a test status plays is no part of it, nor is who only plays.
func (e *Engine) noteTurn(old, r *record) {
	if r.played() {
		return
	}
	was, is := old.verdict, r.verdict
	if was.level == is.level && was.liveness == is.liveness && was.cause == is.cause {
		return
	}
	e.turns = append(e.turns, monitor.Turn{
		Key: r.key, At: *utc(e.reading.Wall), Level: is.level, Liveness: is.liveness, Cause: is.cause,
	})
}

// noteSeen notes, for the history, a beat that was read from a file or an
// endpoint: nobody else keeps those.
func (e *Engine) noteSeen(report monitor.Report, age time.Duration) {
	if report.Outcome != monitor.Beat || report.Beat.Test {
		return
	}
	e.seen = append(e.seen, monitor.Receipt{Disposition: monitor.Counted, Posting: monitor.Posting{
		Key: report.Key, Source: report.Source, Kind: monitor.PostBeat, Beat: report.Beat,
		At: *utc(e.reading.WallAt(e.reading.Steady - age)),
	}})
}

// noteAway notes, for the history, that nobody watched until now. Wall clocks
// that were set meanwhile may turn it round: then nothing is noted.
func (e *Engine) noteAway(slept bool) {
	if began, ended := *utc(e.before.Wall), *utc(e.reading.Wall); ended.After(began) {
		e.away = append(e.away, monitor.Absence{Began: began, Ended: ended, Slept: slept})
	}
}
