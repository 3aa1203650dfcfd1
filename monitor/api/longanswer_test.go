package api

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

func manyBeats() []monitor.Receipt {
	kept := make([]monitor.Receipt, 200)
	for i := range kept {
		kept[i].Posting = monitor.Posting{Key: "alpha", At: time.Unix(int64(i), 0), Raw: []byte(strings.Repeat("x", 10_000))}
	}
	return kept
}

// An export that is taken slowly, but taken, may last far longer than any other
// answer.
func TestSlowExportIsTakenToItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := newFake()
		fake.kept = manyBeats()
		_, client, end := bubble(t, fake)
		defer end()
		began := time.Now()
		beats, err := client.Beats(t.Context(), "alpha", time.Unix(0, 0), time.Unix(1000, 0), "ndjson")
		if err != nil {
			t.Fatal(err)
		}
		defer beats.Close()
		lines := 0
		for buffer := make([]byte, 64<<10); ; {
			n, err := beats.Read(buffer)
			lines += strings.Count(string(buffer[:n]), "\n")
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("after %s: %v", time.Since(began), err)
			}
			time.Sleep(usualBounds.write / 20) // of the bubble's time
		}
		if lines != len(fake.kept) || time.Since(began) < 2*usualBounds.write {
			t.Errorf("%d lines within %s", lines, time.Since(began))
		}
	})
}

// What broke off looks broken off: nobody takes it for the whole.
func TestExportThatFailsHalfWayIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := newFake()
		fake.kept, fake.breaks = manyBeats(), errors.New("the disk is gone")
		_, client, end := bubble(t, fake)
		defer end()
		for _, format := range []string{"ndjson", "csv"} {
			beats, err := client.Beats(t.Context(), "alpha", time.Unix(0, 0), time.Unix(1000, 0), format)
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(beats)
			beats.Close()
			if !errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(string(content), "gone") {
				t.Errorf("%s: %d bytes, %v", format, len(content), err)
			}
		}
	})
}
