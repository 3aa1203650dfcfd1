package trend

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sentinel/monitor"
)

// birth is soon before midnight: a life is of two days.
var birth = time.Date(2026, 3, 28, 22, 50, 0, 0, time.UTC)

// life is what a subject did: instants are seconds since birth.
type life struct {
	beats  []int
	turns  []plainTurn
	rhythm monitor.Rhythm
}

type plainTurn struct {
	at       int
	level    monitor.Level
	liveness monitor.Liveness
}

func second(n int) time.Time { return birth.Add(time.Duration(n) * time.Second) }

func (l life) times() []time.Time {
	times := make([]time.Time, 0, len(l.beats))
	for _, at := range l.beats {
		times = append(times, second(at))
	}
	return times
}

func (l life) monitorTurns() []monitor.Turn {
	turns := make([]monitor.Turn, 0, len(l.turns))
	for _, t := range l.turns {
		turns = append(turns, monitor.Turn{At: second(t.at), Level: t.level, Liveness: t.liveness})
	}
	return turns
}

func (l life) summarize(from, to int) []Summary {
	return Summarize(second(from), second(to), l.times(), l.monitorTurns(), l.rhythm)
}

// fares is the latest turn up to a second; before the first there is none.
func (l life) fares(at int) (t plainTurn, known bool) {
	for _, turn := range l.turns {
		if turn.at <= at {
			t, known = turn, true
		}
	}
	return t, known
}

func (l life) leftOut(at int) bool {
	t, known := l.fares(at)
	return !known || t.liveness == monitor.New || t.liveness == monitor.Unobserved || t.liveness == monitor.Paused ||
		t.liveness == monitor.Quiet || t.liveness == monitor.Stopped
}

func (l life) down(at int) bool {
	t, _ := l.fares(at)
	return !l.leftOut(at) && t.level == monitor.LevelCritical
}

// plain works out a summary, but for the misses, second by second from the
// words of the definitions.
func (l life) plain(from, to int) Summary {
	s := Summary{From: second(from), Length: time.Duration(to-from) * time.Second}
	for at := from; at < to; at++ {
		l.plainSecond(&s, at)
	}
	var gaps []time.Duration
	for i, at := range l.beats {
		if at < from || at >= to {
			continue
		}
		s.Beats++
		if i > 0 && !l.leftOutBetween(l.beats[i-1], at) {
			gaps = append(gaps, time.Duration(at-l.beats[i-1])*time.Second)
		}
	}
	if len(gaps) > 0 {
		s.LongestGap = slices.Max(gaps)
	}
	s.Gaps = HistogramOf(gaps...)
	return s
}

func (l life) leftOutBetween(from, to int) bool {
	for at := from; at < to; at++ {
		if l.leftOut(at) {
			return true
		}
	}
	return false
}

func (l life) plainSecond(s *Summary, at int) {
	t, known := l.fares(at)
	switch {
	case !known:
		s.Levels[monitor.LevelUnknown] += time.Second
		s.LeftOut.Unseen += time.Second
		return
	case t.liveness == monitor.New:
		s.LeftOut.Unseen += time.Second
	case t.liveness == monitor.Unobserved:
		s.LeftOut.Unobserved += time.Second
	case t.liveness == monitor.Paused:
		s.LeftOut.Paused += time.Second
	case t.liveness == monitor.Quiet:
		s.LeftOut.Quiet += time.Second
	case t.liveness == monitor.Stopped:
		s.LeftOut.Stopped += time.Second
	default:
		if second(at).Unix()%int64(l.rhythm.Interval/time.Second) == 0 {
			s.Expected++
		}
	}
	s.Levels[t.level] += time.Second
	if l.down(at) {
		s.Down += time.Second
		if l.outageBegins(at) {
			s.Outages++
		}
	}
}

// outageBegins looks back: what was neither unobserved, nor critical though it
// did not count, tells whether there was an outage already.
func (l life) outageBegins(at int) bool {
	for at--; at >= 0; at-- {
		t, known := l.fares(at)
		if l.down(at) {
			return false
		}
		if !known || t.liveness != monitor.Unobserved && t.level != monitor.LevelCritical {
			return true
		}
	}
	return true
}

var drawState = rapid.SampledFrom([]plainTurn{
	{level: monitor.LevelUnknown, liveness: monitor.New},
	{level: monitor.LevelOK, liveness: monitor.Alive},
	{level: monitor.LevelOK, liveness: monitor.Alive},
	{level: monitor.LevelWarning, liveness: monitor.Late},
	{level: monitor.LevelCritical, liveness: monitor.Missing},
	{level: monitor.LevelCritical, liveness: monitor.Alive},
	{level: monitor.LevelUnknown, liveness: monitor.Alive},
	{level: monitor.LevelUnknown, liveness: monitor.Unobserved},
	{level: monitor.LevelOff, liveness: monitor.Paused},
	{level: monitor.LevelOff, liveness: monitor.Quiet},
	{level: monitor.LevelCritical, liveness: monitor.Quiet},
	{level: monitor.LevelWarning, liveness: monitor.Stopped},
	{level: monitor.LevelOff, liveness: monitor.Stopped},
})

// lifeLength is how many seconds a drawn life lasts.
const lifeLength = 9000

func drawLife(t *rapid.T) life {
	l := life{rhythm: monitor.Rhythm{
		Interval: time.Duration(rapid.IntRange(1, 1200).Draw(t, "interval")) * time.Second,
		Grace:    time.Duration(rapid.IntRange(0, 60).Draw(t, "grace")) * time.Second,
	}}
	instants := func(most int, name string) []int {
		at := rapid.SliceOfN(rapid.IntRange(0, lifeLength-1), 0, most).Draw(t, name)
		slices.Sort(at)
		return slices.Compact(at)
	}
	l.beats = instants(60, "beats")
	for _, at := range instants(12, "turns") {
		turn := drawState.Draw(t, "state")
		turn.at = at
		l.turns = append(l.turns, turn)
	}
	return l
}

func TestSummariesAsInWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLife(t)
		from := rapid.IntRange(0, lifeLength-1).Draw(t, "from")
		to := rapid.IntRange(from+1, lifeLength).Draw(t, "to")
		for _, got := range append(l.summarize(from, to), Merge(l.summarize(from, to)...)) {
			begins := int(got.From.Sub(birth) / time.Second)
			want := l.plain(begins, begins+int(got.Length/time.Second))
			want.Misses = got.Misses // see TestMissesAsTheEngine
			diff(t, "summary", got, want)
		}
	})
}
