package window

import (
	"fmt"
	"math"
	"time"

	"fyne.io/fyne/v2"

	"sentinel/app/view"
)

// timeAxis lays a time along a width.
type timeAxis struct {
	from, to    time.Time // in the zone that its words are of
	left, width float32
}

func (a timeAxis) x(at time.Time) float32 {
	share := float64(at.Sub(a.from)) / float64(a.to.Sub(a.from))
	return a.left + a.width*float32(min(max(share, 0), 1))
}

// tick is a place on an axis, and its word.
type tick struct {
	at   float32
	text string
}

// timeSteps are how far apart the words on a time axis may be: hours, days,
// months.
var timeSteps = []struct {
	hours, days, months int
	layout              string
}{
	{1, 0, 0, "15:04"},
	{3, 0, 0, "15:04"},
	{6, 0, 0, "15:04"},
	{12, 0, 0, "15:04"},
	{0, 1, 0, "Mon 2 Jan"},
	{0, 2, 0, "Mon 2 Jan"},
	{0, 3, 0, "2 Jan"},
	{0, 7, 0, "2 Jan"},
	{0, 0, 1, "Jan"},
	{0, 0, 2, "Jan"},
	{0, 0, 3, "Jan 2006"},
	{0, 0, 12, "2006"},
}

// ticks are the full hours, days or months of the wall clock, as many as fit.
func (a timeAxis) ticks() (ticks []tick) {
	const apart = 78 // the least between two
	length := a.to.Sub(a.from)
	for _, step := range timeSteps {
		span := time.Duration(step.hours+24*step.days+24*30*step.months) * time.Hour
		if float64(length)/float64(span)*apart > float64(a.width) {
			continue
		}
		y, m, d := a.from.Date()
		if step.months > 0 {
			d = 1
			m -= (m - 1) % time.Month(step.months)
		}
		for i := 0; ; i++ {
			at := time.Date(y, m+time.Month(i*step.months), d+i*step.days, i*step.hours, 0, 0, 0, a.from.Location())
			if at.After(a.to) {
				return ticks
			}
			if at.Before(a.from) {
				continue
			}
			layout := step.layout
			switch {
			case step.hours > 0 && at.Hour() == 0:
				layout = "Mon 2 Jan"
			case step.months > 0 && step.months < 12 && at.Month() == time.January:
				layout = "Jan 2006"
			}
			ticks = append(ticks, tick{a.x(at), at.Format(layout)})
		}
	}
	return nil
}

// times writes the axis below a chart that ends at bottom.
func (d *drawing) times(a timeAxis, bottom float32) {
	for _, t := range a.ticks() {
		half := textWidth(t.text, smallSize, false) / 2
		x := min(max(t.at, a.left+half), a.left+a.width-half)
		if last := len(d.labels) - 1; last >= 0 && d.labels[last].at.Y == bottom+13 &&
			d.labels[last].at.X+textWidth(d.labels[last].text, smallSize, false)/2+8 > x-half {
			continue
		}
		d.rect(box{t.at, bottom, 0, 4}, colorLine)
		d.write(t.text, x, bottom+13, fyne.TextAlignCenter, colorDim)
	}
}

// countTicks are round numbers from 0 up to one that is at least most.
func countTicks(most int) []int {
	step := 1
	for _, times := range []int{1, 2, 5} {
		for scale := 1; scale < 1<<30; scale *= 10 {
			if s := times * scale; 3*s >= most && (step*3 < most || s < step) {
				step = s
			}
		}
	}
	ticks := []int{0}
	for last := 0; last < most; {
		last += step
		ticks = append(ticks, last)
	}
	return ticks
}

// lengthAxis lays lengths of time along a height, in even steps, or when they
// are far apart so that each doubling takes the same room.
type lengthAxis struct {
	low, high   time.Duration
	top, height float32
	doubling    bool
}

// naturalLengths are those that one writes on an axis.
var naturalLengths = []time.Duration{
	time.Millisecond, 10 * time.Millisecond, 100 * time.Millisecond, 200 * time.Millisecond, 500 * time.Millisecond,
	time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 4 * time.Hour, 12 * time.Hour, 24 * time.Hour, 48 * time.Hour, 7 * 24 * time.Hour, 28 * 24 * time.Hour,
}

// newLengthAxis is an axis for lengths from least to most.
func newLengthAxis(least, most time.Duration, top, height float32) lengthAxis {
	a := lengthAxis{high: time.Millisecond, top: top, height: height}
	least, most = max(least, time.Millisecond), max(most, time.Millisecond)
	if most > 6*least {
		a.doubling, a.low = true, naturalLengths[0]
		for _, l := range naturalLengths {
			if l <= least {
				a.low = l
			}
		}
		a.high = max(most+most/8, 4*a.low)
		return a
	}
	a.high = most + most/5
	return a
}

func (a lengthAxis) y(length time.Duration) float32 {
	share := float64(length-a.low) / float64(a.high-a.low)
	if a.doubling {
		share = math.Log(float64(max(length, a.low))/float64(a.low)) / math.Log(float64(a.high)/float64(a.low))
	}
	return a.top + a.height*(1-float32(min(max(share, 0), 1)))
}

// axisLength writes a length on an axis, of which the words leave out what is
// below a second.
func axisLength(l time.Duration) string {
	if l > time.Second && l%time.Second != 0 {
		return fmt.Sprintf("%.1f s", l.Seconds())
	}
	return view.Duration(l)
}

// ticks are natural lengths, as many as stand apart.
func (a lengthAxis) ticks() (ticks []tick) {
	const apart = 24
	if a.doubling {
		for _, l := range naturalLengths {
			if y := a.y(l); l >= a.low && l <= a.high && (len(ticks) == 0 || ticks[len(ticks)-1].at-y >= apart) {
				ticks = append(ticks, tick{y, axisLength(l)})
			}
		}
		return ticks
	}
	for _, step := range naturalLengths {
		if a.height*float32(step)/float32(a.high) < apart {
			continue
		}
		for l := time.Duration(0); l <= a.high; l += step {
			ticks = append(ticks, tick{a.y(l), axisLength(l)})
		}
		return ticks
	}
	return nil
}
