package window

import (
	"time"

	"fyne.io/fyne/v2"

	"sentinel/app/view"
	"sentinel/monitor/api"
)

// drawDown draws for how long subjects were down in each step, all added up.
func drawDown(o api.Overall, from, to time.Time) func(fyne.Size) drawing {
	h := api.History{StepSeconds: o.StepSeconds}
	most := time.Duration(0)
	for _, s := range o.Spans {
		h.Spans = append(h.Spans, spanOf(s))
		most = max(most, seconds(s.DownSeconds))
	}
	return func(size fyne.Size) drawing {
		d := titled("TIME DOWN PER " + stepWord(o.StepSeconds) + ", ALL ADDED UP")
		const lengths = 66 // at the left
		a := timeAxis{from, to, chartInset + lengths, size.Width - 2*chartInset - lengths}
		field := box{a.left, chartTop, a.width, size.Height - chartTop - chartAxis}
		scale := newLengthAxis(most, most, field.y, field.h)
		if most > 0 {
			for _, t := range scale.ticks() {
				d.rule(a.left, t.at, a.width)
				d.write(t.text, a.left-10, t.at, fyne.TextAlignTrailing, colorDim)
			}
		} else {
			d.rule(a.left, field.y+field.h, a.width)
			d.nothingHere(noOutageWords(o.Total), field)
		}
		for i, c := range stepBoxes(h, a, field.y, field.h) {
			if c.span.Availability == nil {
				d.shapes = append(d.shapes, shape{box: c.box, fill: hatched, ink: colorDim, strength: 0.3})
			}
			if down := seconds(c.span.DownSeconds); down > 0 {
				bar, y := spaced(c.box), scale.y(down)
				y = min(y, field.y+field.h-1.5) // a little is seen too
				d.rect(box{bar.x, y, bar.w, field.y + field.h - y}, colorCritical)
			}
			d.mark(c.box, downWords(c, o.Spans[i])...)
		}
		d.times(a, field.y+field.h)
		d.legend([]key{
			{shape{box: box{0, 0, 10, 10}, ink: colorCritical, strength: 1}, "Down"},
			{shape{box: box{0, 0, 10, 10}, fill: hatched, ink: colorDim, strength: 0.7}, "Left out"},
		}, 240, size.Width-chartInset)
		return d
	}
}

// noOutageWords says why no outage is drawn.
func noOutageWords(total api.Fared) string {
	if total.Availability == nil {
		return nothingCounts(total.LeftOutSeconds)
	}
	return "There was no outage"
}

func downWords(c stepBox, f api.Fared) []string {
	words := []string{between(c.from, c.to)}
	if f.Availability == nil {
		return append(words, nothingCounts(f.LeftOutSeconds))
	}
	words = append(words, "Available "+view.Availability(f.Availability)+" of the time")
	if f.DownSeconds > 0 {
		words = append(words, outageWords(c.span))
	}
	if left := view.LeftOutShares(f); left != "" {
		words = append(words, "Left out: "+left)
	}
	return words
}
