package alert

import (
	"fmt"
	"time"
)

// Hours are hours of each day, such as 16:30 to 08:30 of the next. The zero
// Hours are none.
type Hours struct {
	from, to int // minutes of the day
	zone     *time.Location
}

// ParseHours reads "16:30-08:30". An end before its beginning is the next
// day's. The zone nil is the local one.
func ParseHours(text string, zone *time.Location) (Hours, error) {
	if text == "" {
		return Hours{}, nil
	}
	var h [4]int
	if _, err := fmt.Sscanf(text, "%02d:%02d-%02d:%02d", &h[0], &h[1], &h[2], &h[3]); err != nil {
		return Hours{}, fmt.Errorf("hours %q: want two times of the day, such as 16:30-08:30", text)
	}
	if zone == nil {
		zone = time.Local
	}
	return Hours{from: h[0]*60 + h[1], to: h[2]*60 + h[3], zone: zone}, nil
}

// At tells whether an instant lies in the hours, and when they end then.
func (h Hours) At(now time.Time) (ends time.Time, within bool) {
	if h.from == h.to {
		return time.Time{}, false
	}
	local := now.In(h.zone)
	for _, day := range []int{-1, 0} { // they may have begun yesterday
		begins := h.on(local, day, h.from)
		ends := h.on(local, day, h.to)
		if h.to < h.from {
			ends = h.on(local, day+1, h.to)
		}
		if !now.Before(begins) && now.Before(ends) {
			return ends, true
		}
	}
	return time.Time{}, false
}

func (h Hours) on(local time.Time, day, minute int) time.Time {
	return time.Date(local.Year(), local.Month(), local.Day()+day, minute/60, minute%60, 0, 0, h.zone)
}
