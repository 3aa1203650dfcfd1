package window

import (
	"fmt"

	"fyne.io/fyne/v2"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

// listed is a line of a chart that is a list.
type listed struct {
	key         monitor.Key
	value, more string
	words       []string // when it is pointed at
}

// drawWorst lists who was down, the least available first, as many as there is
// room for.
func drawWorst(worst []api.SubjectFared, choose func(whom)) func(fyne.Size) drawing {
	var lines []listed
	for _, s := range worst {
		if s.DownSeconds > 0 {
			lines = append(lines, listed{
				s.Key, view.Availability(s.Availability), outageWords(spanOf(s.Fared)), worstWords(s),
			})
		}
	}
	return func(size fyne.Size) drawing {
		d := titled("THE WORST FIRST")
		if len(lines) == 0 {
			d.nothingHere("Nobody was down in this time", listField(size))
			return d
		}
		d.list(lines, len(worst) == api.MaxWorst, size, choose)
		return d
	}
}

func worstWords(s api.SubjectFared) []string {
	words := []string{
		oneLine(string(s.Key)), "Available " + view.Availability(s.Availability) + " of the time", outageWords(spanOf(s.Fared)),
	}
	if left := view.LeftOut(s.LeftOutSeconds); left != "" {
		words = append(words, "Left out: "+left)
	}
	return words
}

// drawSlower lists who gets slower.
func drawSlower(o api.Overall, choose func(whom)) func(fyne.Size) drawing {
	var lines []listed
	for _, s := range o.Slower {
		lines = append(lines, listed{
			s.Key, fmt.Sprintf("%.0f %% slower", 100*s.Change), view.Gap(s.BeforeP95Seconds) + " before, now " + view.Gap(s.P95Seconds),
			[]string{oneLine(view.Drift(s)), view.DriftNumbers(s)},
		})
	}
	return func(size fyne.Size) drawing {
		d := titled("GETTING SLOWER, LAST 7 DAYS AGAINST THE 4 WEEKS BEFORE")
		switch {
		case len(lines) > 0:
			d.list(lines, false, size, choose)
		case o.Compared == nil:
			d.nothingHere("Being looked at", listField(size))
		default:
			d.nothingHere("Nobody beats slower than before", listField(size))
		}
		return d
	}
}

func listField(size fyne.Size) box {
	return box{0, chartTop, size.Width, size.Height - chartTop - chartInset}
}

// list writes lines below each other, as many as there is room for; short tells
// that there may be more than these.
func (d *drawing) list(lines []listed, short bool, size fyne.Size, choose func(whom)) {
	const high = 22
	room := int((size.Height - chartTop - 8) / high)
	shown := len(lines)
	if shown > room {
		shown = max(room-1, 0) // the last line says how many more
	}
	for i, l := range lines[:shown] {
		d.line(l, box{chartInset, chartTop + high*float32(i), size.Width - 2*chartInset, high})
		if choose != nil {
			last := &d.marks[len(d.marks)-1]
			last.open = func() { choose(whom(l.key)) }
			last.words = append(last.words, "A click shows it alone")
		}
	}
	if more := len(lines) - shown; more > 0 {
		words := "and " + counted(more, "more", "more")
		if short {
			words = "and more"
		}
		d.write(words, chartInset, chartTop+high*(float32(shown)+0.5), fyne.TextAlignLeading, colorDim)
	}
}

// line writes a name, what is said of it at the right, and more between them
// where there is room.
func (d *drawing) line(l listed, field box) {
	middle := field.y + field.h/2
	text := func(s string, x float32, align fyne.TextAlign, ink fyne.ThemeColorName) {
		d.labels = append(d.labels, label{text: s, at: fyne.NewPos(x, middle), align: align, size: textSize - 1, ink: ink})
	}
	right := field.x + field.w
	value := textWidth(l.value, textSize-1, false)
	text(l.value, right, fyne.TextAlignTrailing, colorText)
	name := cut(oneLine(string(l.key)), field.w*0.5, textSize-1, false)
	text(name, field.x, fyne.TextAlignLeading, colorText)
	left := field.x + textWidth(name, textSize-1, false) + 14
	if room := right - max(value, 70) - 14 - left; room > 40 {
		text(cut(l.more, room, textSize-1, false), right-max(value, 70)-14, fyne.TextAlignTrailing, colorDim)
	}
	d.mark(field, l.words...)
}
