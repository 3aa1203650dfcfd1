package window

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/trend"
)

// weekdays from the day that traders' weeks begin with.
var weekdays = []time.Weekday{
	time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday,
}

// weekOf is the week of outages that a monitor told of.
func weekOf(hours []api.HourOfOutages) (week [7][24]trend.Outages) {
	for _, h := range hours {
		for _, day := range weekdays {
			if day.String() == h.Weekday && h.Hour >= 0 && h.Hour < 24 {
				week[day][h.Hour] = trend.Outages{Time: seconds(h.DownSeconds), Begun: h.Outages}
			}
		}
	}
	return week
}

// drawHeat draws when in the week there were outages, by the clock on the wall;
// counts tells that some of the time does.
func drawHeat(outages [7][24]trend.Outages, counts bool) func(fyne.Size) drawing {
	most := time.Duration(0)
	for _, day := range outages {
		for _, hour := range day {
			most = max(most, hour.Time)
		}
	}
	return func(size fyne.Size) drawing {
		d := titled("OUTAGES BY HOUR AND WEEKDAY")
		const days = 34 // at the left, for their names
		cell := (size.Width - 2*chartInset - days) / 24
		high := (size.Height - chartTop - chartAxis) / 7
		for row, weekday := range weekdays {
			y := chartTop + high*float32(row)
			d.write(weekday.String()[:3], chartInset, y+high/2, fyne.TextAlignLeading, colorDim)
			for hour := range 24 {
				field := box{chartInset + days + cell*float32(hour), y, cell, high}
				inner := box{field.x + 1, field.y + 1, field.w - 2, field.h - 2}
				d.shapes = append(d.shapes, shape{box: inner, ink: colorLine, strength: 0.55})
				o := outages[weekday][hour]
				if o.Time > 0 {
					// The longer, the fuller: one sees it without the colour too.
					share := float32(o.Time) / float32(most)
					filled := inner.h * (0.2 + 0.8*share)
					d.shapes = append(d.shapes, shape{
						box: box{inner.x, inner.y + inner.h - filled, inner.w, filled}, ink: colorCritical, strength: 0.45 + 0.55*share,
					})
				}
				d.mark(field, heatWords(weekday, hour, o)...)
			}
		}
		bottom := chartTop + 7*high
		for hour := 0; hour < 24; hour += 3 {
			x := chartInset + days + cell*float32(hour)
			d.write(fmt.Sprintf("%02d", hour), x+cell/2, bottom+12, fyne.TextAlignCenter, colorDim)
		}
		if most > 0 {
			d.legend([]key{{shape{box: box{0, 0, 10, 10}, ink: colorCritical, strength: 1}, view.Duration(most) + ", the most"}}, 240, size.Width-chartInset)
		} else {
			none := "There were none"
			if !counts {
				none = "Nothing counts"
			}
			d.write(none, size.Width-chartInset, titleMiddle, fyne.TextAlignTrailing, colorDim)
		}
		return d
	}
}

func heatWords(day time.Weekday, hour int, o trend.Outages) []string {
	title := fmt.Sprintf("%ss, %02d:00 to %02d:00", day, hour, (hour+1)%24)
	switch {
	case o.Time == 0:
		return []string{title, "No outage"}
	case o.Begun == 0:
		return []string{title, "Down for " + view.Duration(o.Time), "in outages that began before"}
	}
	return []string{title, "Down for " + view.Duration(o.Time), counted(o.Begun, "outage began", "outages began")}
}

func asTurns(turns []api.Turn) []monitor.Turn {
	all := make([]monitor.Turn, len(turns))
	for i, t := range turns {
		all[i] = monitor.Turn{At: t.At, Level: t.Level, Liveness: t.Liveness, Cause: t.Cause}
	}
	return all
}
