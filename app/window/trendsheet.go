package window

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"sentinel/monitor/api"
)

// trendSheet is the picture of a history: the sentence, and the charts below it.
// The same sheet is on the screen and in what is saved.
type trendSheet struct {
	pane
	title    *canvas.Text
	detail   [2]*canvas.Text
	asOf     *canvas.Text
	band     *chart
	misses   *chart
	gaps     *chart
	heat     *chart
	troubles *chart
	hint     *hint
	onReveal func(box) // brings a part of the sheet on the screen

	sentence, more, when string
}

// Heights of the charts.
const (
	sheetHead  float32 = 96
	bandPanel  float32 = chartTop + bandHeight + chartAxis
	lowPanel   float32 = 172
	sheetGap   float32 = 12
	sheetLeast float32 = sheetHead + bandPanel + 2*lowPanel + 2*sheetGap + 16
)

func newTrendSheet(onReveal func(box)) *trendSheet {
	s := &trendSheet{
		title: newText(headSize, true), detail: [2]*canvas.Text{newText(textSize, false), newText(textSize, false)},
		asOf: newText(smallSize, false), hint: newHint(), onReveal: onReveal,
	}
	s.objects = []fyne.CanvasObject{s.title, s.detail[0], s.detail[1], s.asOf}
	for _, c := range []**chart{&s.band, &s.misses, &s.gaps, &s.heat, &s.troubles} {
		*c = newChart(s.tell, s.reveal)
		s.objects = append(s.objects, *c)
	}
	s.objects = append(s.objects, s.hint)
	s.least = func() fyne.Size { return fyne.NewSize(leastWidth, sheetLeast) }
	s.place = s.arrange
	s.paint = func() {
		setText(s.title, s.title.Text, colorText)
		setText(s.detail[0], s.detail[0].Text, colorDim)
		setText(s.detail[1], s.detail[1].Text, colorDim)
		setText(s.asOf, s.asOf.Text, colorDim)
	}
	s.ExtendBaseWidget(s)
	return s
}

// show draws a history in the zone of now.
func (s *trendSheet) show(h api.History, now time.Time) {
	from, to := h.From.In(now.Location()), h.To.In(now.Location())
	s.sentence, s.more, s.when = trendSentence(h), trendDetail(h), between(from.Truncate(time.Minute), to.Truncate(time.Minute))
	s.band.show(drawBand(h.Turns, from, to))
	s.misses.show(drawMisses(h, from, to))
	s.gaps.show(drawGaps(h, from, to))
	s.heat.show(drawHeat(h.Turns, from, to))
	s.troubles.show(drawIncidents(h.Incidents, now))
	s.replace()
}

func (s *trendSheet) arrange(size fyne.Size) {
	width := size.Width - 40
	setText(s.title, cut(s.sentence, width, headSize, true), colorText)
	put(s.title, 20, 4, width, 30)
	lines := append(wrap(s.more, width, textSize, 2), "", "")
	setText(s.detail[0], lines[0], colorDim)
	setText(s.detail[1], lines[1], colorDim)
	put(s.detail[0], 20, 34, width, 20)
	put(s.detail[1], 20, 54, width, 20)
	y := float32(60)
	if lines[1] != "" {
		y = 74
	}
	setText(s.asOf, s.when, colorDim)
	put(s.asOf, 20, y-4, width, 18)
	y += 22
	put(s.band, 20, y, width, bandPanel)
	y += bandPanel + sheetGap
	high := (size.Height - y - sheetGap - 16) / 2
	half := (width - sheetGap) / 2
	put(s.misses, 20, y, half, high)
	put(s.gaps, 20+half+sheetGap, y, half, high)
	y += high + sheetGap
	put(s.heat, 20, y, half, high)
	put(s.troubles, 20+half+sheetGap, y, half, high)
}

// tell shows what a mark of a chart says.
func (s *trendSheet) tell(c *chart, m *mark) {
	if m == nil {
		s.hint.Hide()
		return
	}
	at := c.Position()
	about := box{at.X + m.box.x, at.Y + m.box.y, m.box.w, m.box.h}
	s.hint.say(m.words, about, s.Size())
}

// reveal brings a chart on the screen.
func (s *trendSheet) reveal(c *chart) {
	at, size := c.Position(), c.Size()
	s.onReveal(box{at.X, at.Y, size.Width, size.Height})
}
