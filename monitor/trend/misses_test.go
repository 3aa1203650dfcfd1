package trend

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sentinel/monitor"
)

// TestMissesAsTheEngine looks up the engine's formula each second.
func TestMissesAsTheEngine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLife(t)
		from := rapid.IntRange(0, lifeLength-1).Draw(t, "from")
		to := rapid.IntRange(from+1, lifeLength).Draw(t, "to")
		if got, want := Merge(l.summarize(from, to)...).Misses, l.plainMisses(from, to); got != want {
			t.Errorf("%d misses, want %d", got, want)
		}
	})
}

// plainMisses counts the misses of [from, to).
func (l life) plainMisses(from, to int) int {
	const none = -1
	base, excused, misses := none, false, 0
	for at := 0; at < to; at++ {
		now, known := l.fares(at)
		was, wasKnown := l.fares(at - 1)
		switch ended := wasKnown && was.liveness != now.liveness; {
		case base == none && known && now.liveness == monitor.New,
			ended && (was.liveness == monitor.Paused || was.liveness == monitor.Quiet):
			base = at
		case ended && was.liveness == monitor.Unobserved && !excused:
			base, excused = at, true
		}
		if base != none && at >= from && !l.leftOut(at) {
			misses += l.missed(base, at) - l.missed(base, at-1)
		}
		if slices.Contains(l.beats, at) {
			base, excused = at, false
		}
	}
	return misses
}

// missed is the largest k ≥ 0 with k = 0 or at ≥ base + k·interval + grace.
func (l life) missed(base, at int) int {
	interval, grace := int(l.rhythm.Interval/time.Second), int(l.rhythm.Grace/time.Second)
	k := 0
	for at >= base+(k+1)*interval+grace {
		k++
	}
	return k
}

func TestMisses(t *testing.T) {
	alive := []plainTurn{{at: 0, level: monitor.LevelOK, liveness: monitor.Alive}}
	minute := monitor.Rhythm{Interval: time.Minute, Grace: 15 * time.Second}
	for _, test := range []struct {
		name string
		life life
		want int
	}{
		{"on time", life{beats: []int{0, 60, 120, 194}, turns: alive}, 0},
		{"at interval and grace", life{beats: []int{0, 75, 149, 200}, turns: alive}, 1},
		{"three intervals of silence", life{beats: []int{0, 195, 200}, turns: alive}, 3},
		{"never a beat, and none known to be waited for", life{turns: alive}, 0},
		{"waited for from the first turn on", life{turns: []plainTurn{
			{0, monitor.LevelUnknown, monitor.New}, {75, monitor.LevelWarning, monitor.Late},
		}}, 3},
		{"a pause begins anew", life{beats: []int{0}, turns: append(alive,
			plainTurn{50, monitor.LevelOff, monitor.Paused}, plainTurn{170, monitor.LevelOK, monitor.Alive})}, 0},
		{"a pause at the very instant of a miss", life{beats: []int{0, 75}, turns: append(alive,
			plainTurn{75, monitor.LevelOff, monitor.Paused})}, 0},
		{"an absence excuses once in a silence", life{beats: []int{0}, turns: append(alive,
			plainTurn{20, monitor.LevelUnknown, monitor.Unobserved}, plainTurn{30, monitor.LevelOK, monitor.Alive},
			plainTurn{90, monitor.LevelUnknown, monitor.Unobserved}, plainTurn{100, monitor.LevelOK, monitor.Alive})}, 3},
	} {
		test.life.rhythm = minute
		if got := Merge(test.life.summarize(0, 240)...).Misses; got != test.want {
			t.Errorf("%s: %d misses, want %d", test.name, got, test.want)
		}
	}
}
