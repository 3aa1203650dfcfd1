package window

import (
	"time"

	"sentinel/app/view"
)

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return grouped(n) + " " + many
}

func grouped(n int) string { return view.Grouped(n) }

// seconds makes a duration of what the API writes as a number.
func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
