package assets_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"testing"

	"sentinel/assets"
	"sentinel/assets/internal/chime"
)

// The files in the tree are what the notes in the code sound like.
func TestSoundsAreGenerated(t *testing.T) {
	for _, name := range chime.Names() {
		committed, made := assets.Sound(name), chime.WAV(name)
		if len(committed) != len(made) || !bytes.Equal(committed[:wavHead], made[:wavHead]) {
			t.Errorf("the sound %s is not what the code makes: run go generate ./assets", name)
			continue
		}
		was, is := samples(committed), samples(made)
		for i := range is {
			// Processors that multiply and add in one step round otherwise.
			if off := int(was[i]) - int(is[i]); off < -1 || off > 1 {
				t.Errorf("the sound %s is not what the code makes at sample %d: run go generate ./assets", name, i)
				break
			}
		}
	}
	entries, err := os.ReadDir("sounds")
	if err != nil {
		t.Fatal(err)
	}
	if want := len(chime.Names()); len(entries) != want {
		t.Errorf("sounds holds %d files, want %d: remove those that no longer exist", len(entries), want)
	}
}

func TestSoundsAreShortAndDoNotClick(t *testing.T) {
	for _, level := range []string{"warning", "critical"} {
		wav := assets.Sound(level)
		if len(wav) < wavHead || len(wav) > 60_000 {
			t.Fatalf("the sound %s has %d bytes", level, len(wav))
		}
		heard := samples(wav)
		if len(heard) >= chime.Rate {
			t.Errorf("the sound %s takes %d samples, a second or more", level, len(heard))
		}
		loudest := 0
		for _, sample := range heard {
			loudest = max(loudest, int(sample), -int(sample))
		}
		if loudest < 10_000 || loudest > 20_000 {
			t.Errorf("the sound %s is as loud as %d of 32767", level, loudest)
		}
		if first, last := heard[0], heard[len(heard)-1]; first != 0 || last < -50 || last > 50 {
			t.Errorf("the sound %s clicks: it begins at %d and ends at %d", level, first, last)
		}
	}
}

func TestOtherLevelsAreSilent(t *testing.T) {
	for _, level := range []string{"", "ok", "unknown", "off", "../Icon", "."} {
		if assets.Sound(level) != nil {
			t.Errorf("the level %q has a sound", level)
		}
	}
}

// wavHead is how many bytes stand before the samples.
const wavHead = 44

func samples(wav []byte) []int16 {
	heard := make([]int16, (len(wav)-wavHead)/2)
	for i := range heard {
		heard[i] = int16(binary.LittleEndian.Uint16(wav[wavHead+2*i:]))
	}
	return heard
}
