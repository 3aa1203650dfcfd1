package trend

import (
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sentinel/monitor"
)

var monday = time.Date(2026, 3, 30, 0, 0, 0, 0, time.UTC)

// steadyDay is a day of beats each minute, each off by up to jitter.
func steadyDay(from time.Time, jitter time.Duration) []Summary {
	random := rand.New(rand.NewPCG(1, uint64(from.Unix())))
	var beats []time.Time
	for at := from.Add(-time.Minute); at.Before(from.Add(24 * time.Hour)); at = at.Add(time.Minute) {
		off := time.Duration(0)
		if jitter > 0 {
			off = time.Duration(random.Int64N(int64(jitter)))
		}
		beats = append(beats, at.Add(off))
	}
	turns := []monitor.Turn{{At: from.Add(-time.Hour), Level: monitor.LevelOK, Liveness: monitor.Alive}}
	r := monitor.Rhythm{Interval: time.Minute, Grace: 15 * time.Second, MaxMisses: 1}
	return Summarize(from, from.Add(24*time.Hour), beats, turns, r)
}

func TestUneventfulDay(t *testing.T) {
	days := Days(steadyDay(monday, 0)...)
	data := AppendDay(nil, days[0])
	if len(data) > 40 {
		t.Errorf("%d bytes, want at most 40", len(data))
	}
	sum := days[0].Summary()
	if sum.Beats != 1440 || sum.Expected != 1440 || sum.Misses != 0 || sum.Gaps.Count() != 1440 || sum.LongestGap != time.Minute {
		t.Errorf("%+v", sum)
	}
	if data := AppendDay(nil, Days(steadyDay(monday, time.Second)...)[0]); len(data) > 160 {
		t.Errorf("with beats that are off by up to a second: %d bytes", len(data))
	}
}

func TestDays(t *testing.T) {
	hours := append(steadyDay(monday, 0)[22:], steadyDay(monday.Add(24*time.Hour), 0)[:1]...)
	days := Days(hours...)
	if len(days) != 2 || !days[0].From.Equal(monday) || !days[1].From.Equal(monday.Add(24*time.Hour)) {
		t.Fatalf("%v", days)
	}
	if days[0].Summary().Length != 2*time.Hour || days[0].Hours[22].Beats != 60 || days[1].Hours[0].Gaps.Count() != 0 ||
		days[1].Gaps.Count() != 60 {
		t.Errorf("%+v", days)
	}
	if none := Days(); none != nil {
		t.Errorf("of no hours: %v", none)
	}
}

func TestDayReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLife(t)
		from := rapid.IntRange(0, lifeLength-1).Draw(t, "from")
		for _, day := range Days(l.summarize(from, lifeLength)...) {
			data := AppendDay([]byte("before"), day)
			if string(data[:6]) != "before" {
				t.Errorf("what was there is gone: %q", data)
			}
			got, err := DecodeDay(data[6:])
			if err != nil {
				t.Fatal(err)
			}
			diff(t, "read back", got, day)
		}
	})
}
