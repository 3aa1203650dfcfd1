package window

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"sentinel/app/view"
	"sentinel/monitor/api"
)

// gapLine is one of the lines of the times between beats.
type gapLine struct {
	word  string
	ink   fyne.ThemeColorName
	width float32
	dash  float32 // no two lines have the same
	value func(api.Percentiles) *float64
}

// gapLines from the lowest; the last one that is drawn lies on top.
var gapLines = []gapLine{
	{"median", colorTest, 2, 0, func(p api.Percentiles) *float64 { return p.Median }},
	{"95 %", colorText, 1.5, 5, func(p api.Percentiles) *float64 { return p.P95 }},
	{"99 %", colorDim, 1.5, 2, func(p api.Percentiles) *float64 { return p.P99 }},
}

// drawGaps draws the time between beats in each step.
func drawGaps(h api.History, from, to time.Time) func(fyne.Size) drawing {
	return func(size fyne.Size) drawing {
		d := titled("TIME BETWEEN BEATS, PER " + stepWord(h.StepSeconds))
		const (
			lengths = 66 // at the left
			words   = 54 // at the right, for the names of the lines
		)
		a := timeAxis{from, to, chartInset + lengths, size.Width - 2*chartInset - lengths - words}
		field := box{a.left, chartTop, a.width, size.Height - chartTop - chartAxis}
		boxes := stepBoxes(h, a, field.y, field.h)
		least, most, any := gapRange(h.Spans)
		if !any {
			d.rule(a.left, field.y+field.h, a.width)
			d.times(a, field.y+field.h)
			d.nothingHere("Too few beats to say", field)
			return d
		}
		scale := newLengthAxis(least, most, field.y, field.h)
		for _, t := range scale.ticks() {
			d.rule(a.left, t.at, a.width)
			d.write(t.text, a.left-10, t.at, fyne.TextAlignTrailing, colorDim)
		}
		names := []label{}
		for _, l := range gapLines {
			if end, drawn := d.gapLine(l, boxes, scale); drawn {
				names = append(names, label{text: l.word, at: fyne.NewPos(a.left+a.width+8, end), size: smallSize, ink: l.ink})
			}
		}
		d.labels = append(d.labels, spread(names, 15, field.y, field.y+field.h)...)
		for _, c := range boxes {
			d.mark(c.box, gapWords(c)...)
		}
		d.times(a, field.y+field.h)
		return d
	}
}

func gapRange(spans []api.Span) (least, most time.Duration, any bool) {
	for _, s := range spans {
		for _, l := range gapLines {
			v := l.value(s.GapSeconds)
			if v == nil {
				continue
			}
			if length := seconds(*v); !any || length < least {
				least = length
			}
			most, any = max(most, seconds(*v)), true
		}
	}
	return least, most, any
}

// gapLine draws a line, broken where there were no beats, and returns where it
// ends.
func (d *drawing) gapLine(l gapLine, boxes []stepBox, scale lengthAxis) (end float32, drawn bool) {
	var line []fyne.Position
	flush := func() {
		if len(line) == 1 { // a lone step is a short stroke
			line = append(line, line[0].AddXY(3, 0))
		}
		if line != nil {
			d.shapes = append(d.shapes, shape{line: line, ink: l.ink, width: l.width, dash: l.dash, strength: 1})
		}
		line = nil
	}
	for i, c := range boxes {
		v := l.value(c.span.GapSeconds)
		if v == nil || i > 0 && !boxes[i-1].to.Equal(c.from) {
			flush()
		}
		if v != nil {
			end, drawn = scale.y(seconds(*v)), true
			line = append(line, fyne.NewPos(c.box.x+c.box.w/2, end))
		}
	}
	flush()
	return end, drawn
}

// spread moves names that would overlap, and stays within top and bottom. They
// come from the lowest to the highest.
func spread(names []label, height, top, bottom float32) []label {
	for i := range names {
		y := min(names[i].at.Y, bottom-height/2)
		if i > 0 {
			y = min(y, names[i-1].at.Y-height)
		}
		names[i].at.Y = y
	}
	for i := len(names) - 1; i >= 0; i-- { // what was moved out at the top comes back
		least := top + height/2
		if i+1 < len(names) {
			least = names[i+1].at.Y + height
		}
		names[i].at.Y = max(names[i].at.Y, least)
	}
	return names
}

func gapWords(c stepBox) []string {
	g := c.span.GapSeconds
	if g.Median == nil {
		return []string{between(c.from, c.to), "Too few beats to say"}
	}
	return []string{
		between(c.from, c.to),
		"Half of the beats came within " + view.Gap(*g.Median),
		fmt.Sprintf("95 %% within %s, 99 %% within %s", view.Gap(*g.P95), view.Gap(*g.P99)),
		"Longest wait " + view.Gap(c.span.LongestGapSeconds),
	}
}
