package window

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"sentinel/app/view"
	"sentinel/monitor"
)

// drawIncidents lists the newest incidents, as many as there is room for.
func drawIncidents(incidents []monitor.Incident, now time.Time) func(fyne.Size) drawing {
	return func(size fyne.Size) drawing {
		d := titled("INCIDENTS")
		if len(incidents) == 0 {
			d.nothingHere("None in this time", box{0, chartTop, size.Width, size.Height - chartTop - chartInset})
			return d
		}
		const line = 22
		room := int((size.Height - chartTop - 8) / line)
		shown := len(incidents)
		if shown > room {
			shown = room - 1 // the last line says how many more
		}
		y := chartTop
		for _, i := range incidents[:shown] {
			d.incident(i, box{chartInset, y, size.Width - 2*chartInset, line}, now)
			y += line
		}
		if more := len(incidents) - shown; more > 0 {
			d.write(fmt.Sprintf("and %s before", counted(more, "more", "more")), chartInset+20, y+line/2, fyne.TextAlignLeading, colorDim)
		}
		d.write(counted(len(incidents), "incident", "incidents"), size.Width-chartInset, titleMiddle, fyne.TextAlignTrailing, colorDim)
		return d
	}
}

// incident writes one: how bad, when, what, how long.
func (d *drawing) incident(i monitor.Incident, line box, now time.Time) {
	const when = 122
	zone := now.Location()
	middle := line.y + line.h/2
	d.signs = append(d.signs, sign{"small-" + i.Level.String(), box{line.x, middle - 5.5, 11, 11}})
	text := func(s string, x float32, align fyne.TextAlign, ink fyne.ThemeColorName) {
		d.labels = append(d.labels, label{text: s, at: fyne.NewPos(x, middle), align: align, size: textSize - 1, ink: ink})
	}
	length := incidentLength(i)
	text(i.Opened.In(zone).Format("Mon 2 Jan 15:04"), line.x+20, fyne.TextAlignLeading, colorDim)
	right := line.x + line.w
	text(length, right, fyne.TextAlignTrailing, colorText)
	left := line.x + 20 + when
	text(cut(incidentTitle(i), right-textWidth(length, textSize-1, false)-12-left, textSize-1, false), left, fyne.TextAlignLeading, colorText)
	d.mark(line, incidentWords(i, now)...)
}

func incidentLength(i monitor.Incident) string {
	if i.Closed == nil {
		return "open, " + view.Duration(seconds(i.Duration))
	}
	return view.Duration(seconds(i.Duration))
}

func incidentTitle(i monitor.Incident) string {
	words := string(i.Cause)
	if words == "" {
		words = "trouble"
	}
	if i.Test {
		words = "test, " + words
	}
	if i.Message != "" {
		words += ": " + airy(oneLine(i.Message))
	}
	return words
}

func incidentWords(i monitor.Incident, now time.Time) []string {
	zone := now.Location()
	words := []string{view.LevelWord(i.Level) + ": " + view.Cut(incidentTitle(i), 90)}
	switch {
	case i.Closed == nil:
		words = append(words, "Open since "+i.Opened.In(zone).Format("Mon 2 Jan 15:04:05")+", "+view.Duration(seconds(i.Duration)))
	default:
		words = append(words, between(i.Opened.In(zone), i.Closed.In(zone)),
			fmt.Sprintf("%s, then %s", view.Duration(seconds(i.Duration)), i.End))
	}
	if i.OpenOrders != nil && *i.OpenOrders > 0 {
		words = append(words, "With "+counted(*i.OpenOrders, "open order", "open orders"))
	}
	if i.Acknowledged {
		line := "Acknowledged"
		if i.AcknowledgedBy != "" {
			line += " by " + oneLine(i.AcknowledgedBy)
		}
		words = append(words, line)
	}
	return words
}
