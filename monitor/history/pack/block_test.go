package pack

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
)

func TestSpan(t *testing.T) {
	day := robots[0].beats(100)
	day[40].Posting.At = day[0].Posting.At.Add(-24 * time.Hour) // the clock was set back for a while
	day[70].Posting.At = day[0].Posting.At.Add(24 * time.Hour)
	block, _, err := Append(nil, day, size)
	if err != nil {
		t.Fatal(err)
	}
	first, last, beats, err := Span(block[:30])
	if err != nil || !first.Equal(day[40].Posting.At) || !last.Equal(day[70].Posting.At) || beats != len(day) {
		t.Errorf("%v to %v, %d beats, %v; want %v to %v, %d", first, last, beats, err, day[40].Posting.At, day[70].Posting.At, len(day))
	}
	checkRead(t, day, unpack(t, block))
	for n := range 9 {
		if _, _, _, err := Span(block[:n]); !errors.Is(err, ErrDamaged) {
			t.Errorf("the first %d bytes have a span; error %v", n, err)
		}
	}
}

// A posting that compresses badly makes a block larger than it should be; that
// block takes no more.
func TestHugeReceiptIsAlone(t *testing.T) {
	random := rand.NewChaCha8([32]byte{1})
	huge := make([]byte, 2*size)
	_, _ = random.Read(huge)
	receipts := []monitor.Receipt{beat(string(huge), time.Time{}), beat(`{}`, time.Time{})}
	for _, receipts := range [][]monitor.Receipt{receipts, receipts[:1]} {
		block, taken, err := Append(nil, receipts, size)
		if err != nil || taken != 1 {
			t.Fatalf("%d are taken, %v", taken, err)
		}
		checkRead(t, receipts[:1], unpack(t, block))
		again, taken, err := Append(block, receipts, size)
		if err != nil || taken != 0 || !bytes.Equal(block, again) {
			t.Errorf("%d are taken into a full block, %v", taken, err)
		}
	}
	slices.Reverse(receipts)
	if _, taken, err := Append(nil, receipts, size); taken != 1 || err != nil {
		t.Errorf("%d are taken, %v; want the small one only", taken, err)
	}
}

// Beats that take no room at all, and those that are large, are bounded too.
func TestBounds(t *testing.T) {
	tests := []struct {
		raw  int
		want int
	}{{2, maxBeats}, {maxText/3 - 100, 3}}
	for _, tt := range tests {
		receipts := slices.Repeat([]monitor.Receipt{beat(strings.Repeat(" ", tt.raw), time.Time{})}, tt.want+1)
		block, taken, err := Append(nil, receipts, 1<<20)
		if err != nil || taken != tt.want {
			t.Errorf("%d of %d bytes are taken, %v; want %d", taken, tt.raw, err, tt.want)
		}
		if got := len(unpack(t, block)); got != tt.want {
			t.Errorf("%d are read, want %d", got, tt.want)
		}
		if _, taken, err = Append(block, receipts, 1<<20); err != nil || taken != 0 {
			t.Errorf("a full block takes %d, %v", taken, err)
		}
	}
}

func TestBlockIsNotChanged(t *testing.T) {
	beats := robots[0].beats(100)
	block, _, err := Append(nil, beats[:50], size)
	if err != nil {
		t.Fatal(err)
	}
	before := bytes.Clone(block)
	if _, _, err := Append(block[:len(block):cap(block)], beats[50:], size); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, block) {
		t.Error("Append changed the block that it was given")
	}
}

func TestEachStops(t *testing.T) {
	block, _, err := Append(nil, robots[0].beats(10), size)
	if err != nil {
		t.Fatal(err)
	}
	enough := errors.New("enough")
	calls := 0
	err = Each(block, func(monitor.Receipt) error {
		calls++
		if calls == 3 {
			return enough
		}
		return nil
	})
	if err != enough || calls != 3 {
		t.Errorf("%v after %d calls", err, calls)
	}
}

func TestDamage(t *testing.T) {
	block, _, err := Append(nil, robots[0].beats(100), size)
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, i int, damaged []byte) {
		t.Helper()
		err := Each(damaged, func(monitor.Receipt) error { return nil })
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("%s %d: %v", what, i, err)
		}
		if _, _, err := Append(damaged, nil, size); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s %d, appended to: %v", what, i, err)
		}
	}
	for i := range 8 * len(block) {
		damaged := bytes.Clone(block)
		damaged[i/8] ^= 1 << (i % 8)
		check("bit", i, damaged)
	}
	for i := 1; i < len(block); i++ {
		check("cut at", i, block[:i])
	}
	check("longer by", 1, append(bytes.Clone(block), 0))
	check("longer by", 1, sealed(append(bytes.Clone(block[:len(block)-checksumLength]), 0)))
	if err := Each(nil, func(monitor.Receipt) error { return nil }); err != nil {
		t.Errorf("no block at all: %v", err)
	}
}

// sealed gives a content the checksum that it should have.
func sealed(content []byte) []byte {
	return binary.LittleEndian.AppendUint16(content, checksum(content))
}

// Blocks that were written are read for ever. A file that is missing is made,
// and to be kept.
func TestWrittenBlocksAreStillRead(t *testing.T) {
	for i, robot := range robots {
		path := filepath.Join("testdata", "version1", string('a'+rune(i))+".hex")
		beats := robot.beats(90)
		text, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) {
			block, taken, err := Append(nil, beats, 1<<20)
			if err != nil || taken != len(beats) {
				t.Fatal(taken, err)
			}
			text = []byte(hex.EncodeToString(block))
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
			t.Errorf("%s was missing", path)
		}
		block, err := hex.DecodeString(strings.TrimSpace(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		checkRead(t, beats, unpack(t, block))
	}
}

// FuzzEach reads blocks that nobody made. Whatever can be read can be packed
// again.
func FuzzEach(f *testing.F) {
	for _, robot := range robots {
		block, _, err := Append(nil, robot.beats(20), size)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(block[:len(block)-checksumLength])
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		block := sealed(content)
		var receipts []monitor.Receipt
		if err := Each(block, func(r monitor.Receipt) error {
			r.Posting.Raw = bytes.Clone(r.Posting.Raw)
			receipts = append(receipts, r)
			return nil
		}); err != nil {
			if !errors.Is(err, ErrDamaged) || len(receipts) > 0 {
				t.Errorf("%d receipts and then %v", len(receipts), err)
			}
			return
		}
		first, last, beats, err := Span(block)
		if err != nil || beats != len(receipts) {
			t.Errorf("%d receipts, the head says %d, %v", len(receipts), beats, err)
		}
		for _, r := range receipts {
			if r.Posting.At.Before(first) || r.Posting.At.After(last) {
				t.Errorf("%v is not between %v and %v", r.Posting.At, first, last)
			}
		}
		again, taken, err := Append(nil, receipts, 1<<30)
		if err != nil || taken != len(receipts) {
			t.Fatalf("%d of %d can be packed again, %v", taken, len(receipts), err)
		}
		checkRead(t, receipts, unpack(t, again))
	})
}
