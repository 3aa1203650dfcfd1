package trend

import "time"

// Day is one UTC day of a subject as it is kept: its hours, and the gaps of the
// whole day.
type Day struct {
	From  time.Time   // midnight, UTC
	Hours [24]Summary // without their gaps; those that were not summed up have no length
	Gaps  Histogram
}

// Days puts hourly summaries, in the order of their times, into the days that
// they lie in. What is of one hour is merged.
func Days(hours ...Summary) []Day {
	var days []Day
	for len(hours) > 0 {
		from := midnightBefore(hours[0].From)
		n := 1
		for n < len(hours) && midnightBefore(hours[n].From).Equal(from) {
			n++
		}
		days = append(days, dayOf(from, hours[:n]))
		hours = hours[n:]
	}
	return days
}

func dayOf(from time.Time, hours []Summary) Day {
	day := Day{From: from}
	var gaps tally
	for _, s := range hours {
		gaps.merge(s.Gaps)
		s.Gaps = Histogram{}
		day.Hours[s.From.Sub(from)/time.Hour].add(&s)
	}
	day.Gaps = gaps.histogram()
	return day
}

func midnightBefore(at time.Time) time.Time { return midnight(floorDiv(at.UnixMilli(), aDay)) }

// midnight returns the beginning of a day, counted from 1970.
func midnight(day int64) time.Time { return time.UnixMilli(day * aDay).UTC() }

// Summary is the whole day in one.
func (d *Day) Summary() Summary {
	sum := d.sum()
	sum.Gaps = d.Gaps
	return sum
}

func (d *Day) sum() Summary {
	var sum Summary
	for i := range d.Hours {
		sum.add(&d.Hours[i])
	}
	return sum
}

// MergeDays adds days up, of one subject or of several.
func MergeDays(days ...Day) Summary {
	var sum Summary
	var gaps tally
	for i := range days {
		part := days[i].sum()
		sum.add(&part)
		gaps.merge(days[i].Gaps)
	}
	sum.Gaps = gaps.histogram()
	return sum
}
