package agent

import (
	"fmt"
	"testing"
	"time"

	"sentinel/monitor"
)

// What is refused must not reach the disk: it would be taken up at the next start.
func TestWhatIsRefusedIsNotKept(t *testing.T) {
	for _, test := range []struct {
		receipts []monitor.Disposition
		want     string // the IDs of those that are kept, and the places of the others
	}{
		{nil, "[] []"},
		{[]monitor.Disposition{monitor.Counted, monitor.Older}, "[0 1] []"},
		{[]monitor.Disposition{monitor.Refused, monitor.Kept, monitor.Refused, monitor.Counted}, "[1 3] [0 2]"},
		{[]monitor.Disposition{monitor.Refused}, "[] [0]"},
	} {
		var receipts []monitor.Receipt
		for i, d := range test.receipts {
			receipts = append(receipts, monitor.Receipt{ID: int64(i), Disposition: d})
		}
		taken, refused := withoutRefused(receipts)
		var kept []int64
		for _, r := range taken {
			kept = append(kept, r.ID)
		}
		if got := fmt.Sprint(kept, refused); got != test.want {
			t.Errorf("of %v it keeps %s, want %s", test.receipts, got, test.want)
		}
	}
}

// When summer time ends, a robot whose times have no zone says an hour's times
// twice, and is alive all the same.
func TestHourThatComesTwiceIsNotTakenForOld(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	said := time.Date(2026, 10, 25, 2, 30, 0, 0, berlin)
	var sent []time.Time
	for _, hour := range []int{0, 1} {
		received := time.Date(2026, 10, 25, hour, 30, 1, 0, time.UTC)
		a := arrivalOf(monitor.Posting{At: received, Beat: monitor.Heartbeat{SentAt: said, ClockFault: "its time has no zone"}})
		sent = append(sent, a.Beat.SentAt)
	}
	if got := sent[1].Sub(sent[0]); got != time.Hour {
		t.Errorf("the second time is %s after the first", got)
	}
}
