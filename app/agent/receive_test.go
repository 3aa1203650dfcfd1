package agent

import (
	"fmt"
	"testing"

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
