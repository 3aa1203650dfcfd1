package window

import (
	"strconv"
	"time"
)

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// seconds makes a duration of what the API writes as a number.
func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
