// Package chime holds Sentinel's sounds as notes and makes WAV files of them.
//
// A sound is a few strokes of a soft bell. Each differs from the others in its
// rhythm as well as in its notes, so that it is told apart on poor speakers
// too. The package is pure; any goroutine may call it.
package chime

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
)

// Rate is how many samples a second the WAV files have.
const Rate = 22050

// note is one stroke of the bell.
type note struct {
	at    float64 // seconds from the start
	pitch float64 // Hz
}

// sound is what the notes are and how long all of it takes, in seconds.
type sound struct {
	length float64
	notes  []note
}

var sounds = map[string]sound{
	"warning":  {0.8, []note{{0, 783.99}, {0.18, 659.26}}},                              // G5 E5: ding-dong
	"critical": {0.95, []note{{0, 880}, {0.12, 880}, {0.24, 1174.66}, {0.36, 1174.66}}}, // A5 A5 D6 D6
}

// Names lists the sounds, sorted.
func Names() []string {
	var names []string
	for name := range sounds {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// WAV gives the sound of this name, which must be one of Names, as a file of
// 16-bit PCM in one channel.
func WAV(name string) []byte {
	samples := sounds[name].samples()
	size := uint32(2 * len(samples))
	var file bytes.Buffer
	for _, part := range []any{
		[]byte("RIFF"), 36 + size, []byte("WAVE"),
		[]byte("fmt "), uint32(16), uint16(1), uint16(1), uint32(Rate), uint32(2 * Rate), uint16(2), uint16(16),
		[]byte("data"), size, samples,
	} {
		_ = binary.Write(&file, binary.LittleEndian, part) // a buffer takes all
	}
	return file.Bytes()
}

const (
	loudest = 0.5   // of what the file can hold: neighbours sleep
	attack  = 0.004 // seconds in which a stroke swells, so that it does not click
	release = 0.05  // seconds in which the whole fades at its end
	decay   = 0.16  // seconds in which a stroke falls to a third
)

// partials are the overtones of the bell: how many times the pitch, how loud.
// The higher ones fade faster.
var partials = []struct{ times, loud float64 }{{1, 1}, {2, 0.4}, {3, 0.15}, {4.2, 0.08}}

func (s sound) samples() []int16 {
	wave := make([]float64, int(s.length*Rate))
	highest := 0.0
	for i := range wave {
		now := float64(i) / Rate
		for _, n := range s.notes {
			wave[i] += n.heard(now - n.at)
		}
		wave[i] *= min(1, (s.length-now)/release)
		highest = max(highest, math.Abs(wave[i]))
	}
	samples := make([]int16, len(wave))
	for i, level := range wave {
		samples[i] = int16(math.Round(level / highest * loudest * math.MaxInt16))
	}
	return samples
}

// heard is what a note gives so many seconds after its stroke.
func (n note) heard(since float64) float64 {
	if since < 0 {
		return 0
	}
	level := 0.0
	for _, p := range partials {
		level += p.loud * math.Exp(-since*p.times/decay) * math.Sin(2*math.Pi*n.pitch*p.times*since)
	}
	return level * min(1, since/attack)
}
