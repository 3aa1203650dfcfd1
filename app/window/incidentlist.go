package window

import (
	"time"

	"sentinel/app/view"
)

// troubleTable is the list of troubles.
type troubleTable = rollTable[*episode, *troubleRow]

// newTroubleTable lists troubles; now is what open ones have gone on until.
func newTroubleTable(now func() time.Time) *troubleTable {
	return newRollTable(func(t *troubleTable) *troubleRow { return newTroubleRow(t, now) })
}

// newTroubleList lists troubles, of which the first few are open: those, and then
// the others day by day.
func newTroubleList(picked []*episode, open int, now time.Time) *roll[*episode] {
	return newRoll(picked, func(i int) string {
		if i < open {
			return "Open now  ·  " + grouped(open)
		}
		return view.Day(picked[i].Last().Opened, now)
	})
}
