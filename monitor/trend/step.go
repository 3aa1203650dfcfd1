package trend

import "time"

// StepOf returns when the step begins that an instant lies in. Steps begin at
// their multiples in UTC, so at full hours and at midnight, and those of whole
// weeks on Mondays.
func StepOf(at time.Time, step time.Duration) time.Time {
	first := int64(0)
	if step%aWeek == 0 {
		first = 4 * aDay // 1970-01-05, the first Monday
	}
	length := step.Milliseconds()
	return time.UnixMilli(first + floorDiv(at.UnixMilli()-first, length)*length).UTC()
}
