package window

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"sentinel/app/view"
	"sentinel/monitor/api"
	"sentinel/monitor/trend"
)

// stepBox is where a step of a history stands in a chart, and its time.
type stepBox struct {
	span     api.Span
	from, to time.Time
	box      box
}

// stepBoxes gives each step of a history the part of a field that its time has.
func stepBoxes(h api.History, a timeAxis, top, height float32) (all []stepBox) {
	step := time.Duration(h.StepSeconds * float64(time.Second))
	zone := a.from.Location()
	for _, s := range h.Spans {
		from := trend.StepOf(s.From, step).In(zone) // what is known of it may begin later
		c := stepBox{span: s, from: from, to: from.Add(step)}
		if c.from.Before(a.from) {
			c.from = a.from
		}
		if c.to.After(a.to) {
			c.to = a.to
		}
		left := a.x(c.from)
		c.box = box{left, top, a.x(c.to) - left, height}
		if c.from.Before(c.to) {
			all = append(all, c)
		}
	}
	return all
}

// drawMisses draws how many beats were missed in each step, and when there were
// outages.
func drawMisses(h api.History, from, to time.Time) func(fyne.Size) drawing {
	return func(size fyne.Size) drawing {
		d := titled("MISSED BEATS PER " + stepWord(h.StepSeconds))
		const (
			numbers = 40 // at the left
			rug     = 7  // below the bars, for the outages
		)
		a := timeAxis{from, to, chartInset + numbers, size.Width - 2*chartInset - numbers}
		field := box{a.left, chartTop, a.width, size.Height - chartTop - chartAxis - rug}
		most := 0
		for _, s := range h.Spans {
			most = max(most, s.Misses)
		}
		ticks := countTicks(max(most, 1))
		top := ticks[len(ticks)-1]
		y := func(n int) float32 { return field.y + field.h*(1-float32(n)/float32(top)) }
		for _, n := range ticks {
			d.rule(a.left, y(n), a.width)
			d.write(grouped(n), a.left-10, y(n), fyne.TextAlignTrailing, colorDim)
		}
		for _, c := range stepBoxes(h, a, field.y, field.h+rug) {
			bar := spaced(c.box)
			if c.span.Availability == nil {
				d.shapes = append(d.shapes, shape{box: box{c.box.x, field.y, c.box.w, field.h}, fill: hatched, ink: colorDim, strength: 0.3})
			}
			if n := c.span.Misses; n > 0 {
				d.rect(box{bar.x, y(n), bar.w, field.y + field.h - y(n)}, colorWarning)
			}
			if c.span.DownSeconds > 0 {
				d.rect(box{bar.x, field.y + field.h + 2, bar.w, rug - 3}, colorCritical)
			}
			d.mark(c.box, missWords(c)...)
		}
		if most == 0 && len(h.Spans) > 0 {
			d.nothingHere(noMissWords(h.Total), field)
		}
		d.times(a, field.y+field.h+rug)
		d.legend([]key{
			{shape{box: box{0, 0, 10, 10}, ink: colorWarning, strength: 1}, "Missed"},
			{shape{box: box{0, 3, 10, 4}, ink: colorCritical, strength: 1}, "Outage"},
			{shape{box: box{0, 0, 10, 10}, fill: hatched, ink: colorDim, strength: 0.7}, "Left out"},
		}, 190, size.Width-chartInset)
		return d
	}
}

// noMissWords says why no miss is drawn.
func noMissWords(total api.Span) string {
	if total.Availability == nil {
		return nothingCounts(total.LeftOutSeconds)
	}
	return "No beat was missed"
}

// nothingCounts says that all of a time is left out, and mostly why.
func nothingCounts(l api.LeftOut) string {
	switch max(l.Unobserved, l.Quiet, l.Paused, l.Stopped, l.Unseen) {
	case l.Unobserved:
		return "Nobody watched"
	case l.Quiet:
		return "The market was closed"
	case l.Paused:
		return "It was paused"
	case l.Stopped:
		return "It was stopped"
	}
	return "It had not been seen yet"
}

// spaced leaves some room between a bar and the next where there is enough.
func spaced(b box) box {
	switch {
	case b.w > 8:
		return box{b.x + 2, b.y, b.w - 4, b.h}
	case b.w > 3:
		return box{b.x + 0.5, b.y, b.w - 1, b.h}
	}
	return b
}

func stepWord(seconds float64) string {
	switch seconds {
	case 3600:
		return "HOUR"
	case 24 * 3600:
		return "DAY"
	case 7 * 24 * 3600:
		return "WEEK"
	}
	return "STEP"
}

func missWords(c stepBox) []string {
	words := []string{between(c.from, c.to)}
	if c.span.Availability == nil {
		all := "All of it is left out"
		if why := view.LeftOut(c.span.LeftOutSeconds); why != "" {
			all += ": " + why
		}
		return append(words, all)
	}
	words = append(words, "Available "+view.Availability(c.span.Availability)+" of the time",
		fmt.Sprintf("%s missed, %s came", counted(c.span.Misses, "beat", "beats"), grouped(c.span.Beats)))
	if down := seconds(c.span.DownSeconds); down > 0 {
		words = append(words, outageWords(c.span))
	}
	if left := view.LeftOut(c.span.LeftOutSeconds); left != "" {
		words = append(words, "Left out: "+left)
	}
	return words
}
