package pack

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sentinel/monitor"
)

// size is how large blocks are in the tests, as in the history.
const size = 1000

// packAll packs receipts into as many blocks as it takes, so many at a time.
func packAll(t testing.TB, receipts []monitor.Receipt, atOnce int) (blocks [][]byte) {
	t.Helper()
	var block []byte
	for len(receipts) > 0 {
		packed, taken, err := Append(block, receipts[:min(atOnce, len(receipts))], size)
		if err != nil {
			t.Fatal(err)
		}
		receipts = receipts[taken:]
		if taken == 0 {
			blocks = append(blocks, block)
			packed = nil
		}
		block = packed
	}
	return append(blocks, block)
}

// tester is a testing.TB, or one of rapid.
type tester interface {
	Helper()
	Fatal(...any)
	Errorf(string, ...any)
}

func unpack(t tester, block []byte) (receipts []monitor.Receipt) {
	t.Helper()
	if err := Each(block, func(r monitor.Receipt) error {
		r.Posting.Raw = bytes.Clone(r.Posting.Raw)
		receipts = append(receipts, r)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return receipts
}

// kept is what of receipts a block keeps.
func kept(receipts []monitor.Receipt) (kept []monitor.Receipt) {
	for _, r := range receipts {
		p := r.Posting
		kept = append(kept, monitor.Receipt{
			Posting: monitor.Posting{
				Source: p.Source, Kind: p.Kind, At: p.At.Round(0).UTC(), Remote: p.Remote, Raw: bytes.Clone(p.Raw),
				Beat: monitor.Heartbeat{Status: p.Beat.Status, SentAt: p.Beat.SentAt.Round(0)},
			},
			Disposition: r.Disposition,
			Unexpected:  r.Unexpected,
		})
	}
	return kept
}

// sameTime tells whether two times are the same instant by clocks of the same
// offset.
func sameTime(a, b time.Time) bool {
	_, zoneA := a.Zone()
	_, zoneB := b.Zone()
	return a.Equal(b) && zoneA == zoneB && a.IsZero() == b.IsZero()
}

var exactly = cmp.Options{
	cmp.Comparer(sameTime),
	cmp.Comparer(func(a, b []byte) bool { return bytes.Equal(a, b) }), // none and empty are the same
}

func checkRead(t tester, want, got []monitor.Receipt) {
	t.Helper()
	if diff := cmp.Diff(kept(want), got, exactly); diff != "" {
		t.Errorf("read differently (-packed +read):\n%s", diff)
	}
}

func TestRobots(t *testing.T) {
	for _, robot := range robots {
		t.Run(robot.name, func(t *testing.T) {
			day := robot.beats(24 * 60)
			blocks := packAll(t, day, 60)
			var total int
			var read []monitor.Receipt
			for _, block := range blocks {
				total += len(block)
				read = append(read, unpack(t, block)...)
			}
			checkRead(t, day, read)
			each := float64(total) / float64(len(day))
			t.Logf("%.2f bytes a beat, %d blocks", each, len(blocks))
			if each > robot.most {
				t.Errorf("%.2f bytes a beat, want at most %.2f", each, robot.most)
			}
		})
	}
}
