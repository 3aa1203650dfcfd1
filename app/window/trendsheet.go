package window

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"sentinel/monitor/api"
	"sentinel/monitor/trend"
)

// trendSheet is the picture of how one fared, or several: the sentence, and the
// charts below it. The same sheet is on the screen and in what is saved.
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
	down     *chart // of several: these three, and heat
	worst    *chart
	slower   *chart
	rhythm   *rhythmStrip
	hint     *hint
	onReveal func(box)  // brings a part of the sheet on the screen
	onChoose func(whom) // shows the trends of one that was pointed at; nil: cannot
	onAccept func()     // accepts what is suggested; nil: cannot

	together             bool // it is of several
	sentence, more, when string
}

// Heights of the charts.
const (
	sheetHead  float32 = 96
	bandPanel  float32 = chartTop + bandHeight + chartAxis
	lowPanel   float32 = 172
	downPanel  float32 = 150
	sheetGap   float32 = 12
	sheetLeast float32 = sheetHead + bandPanel + 2*lowPanel + 2*sheetGap + 16
)

func newTrendSheet(onReveal func(box)) *trendSheet {
	s := &trendSheet{
		title: newText(headSize, true), detail: [2]*canvas.Text{newText(textSize, false), newText(textSize, false)},
		asOf: newText(smallSize, false), hint: newHint(), onReveal: onReveal,
	}
	s.objects = []fyne.CanvasObject{s.title, s.detail[0], s.detail[1], s.asOf}
	for _, c := range []**chart{&s.band, &s.down, &s.misses, &s.gaps, &s.worst, &s.heat, &s.troubles, &s.slower} {
		*c = newChart(s.tell, s.reveal)
		s.objects = append(s.objects, *c)
	}
	s.rhythm = newRhythmStrip(func() { s.onAccept() })
	s.objects = append(s.objects, s.rhythm, s.hint)
	s.least = s.room
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

// room is the least that the sheet needs.
func (s *trendSheet) room() fyne.Size {
	height := sheetLeast
	if s.rhythm.Visible() {
		height += s.rhythm.heightFor(max(s.Size().Width, leastWidth)-40) + sheetGap
	}
	return fyne.NewSize(leastWidth, height)
}

func (s *trendSheet) charts() []*chart {
	return []*chart{s.band, s.down, s.misses, s.gaps, s.worst, s.heat, s.troubles, s.slower}
}

// show draws an outcome in the zone of now.
func (s *trendSheet) show(o outcome, now time.Time) {
	for _, c := range s.charts() {
		c.choose(-1) // of one that is hidden nothing is pointed at any more
	}
	s.together = o.together()
	for _, c := range []*chart{s.band, s.misses, s.gaps, s.troubles} {
		setVisible(c, !s.together)
	}
	for _, c := range []*chart{s.down, s.worst, s.slower} {
		setVisible(c, s.together)
	}
	s.rhythm.show(o, s.onAccept != nil)
	if s.together {
		s.showTogether(o.overall, now)
	} else {
		s.showOne(o.history, now)
		if s.rhythm.suggestion != "" && !s.rhythm.Visible() {
			s.when += "  ·  " + s.rhythm.suggestion
		}
	}
	s.replace()
}

func (s *trendSheet) showOne(h api.History, now time.Time) {
	from, to := h.From.In(now.Location()), h.To.In(now.Location())
	s.sentence, s.more, s.when = trendSentence(h), trendDetail(h), between(from.Truncate(time.Minute), to.Truncate(time.Minute))
	s.band.show(drawBand(h.Turns, from, to))
	s.misses.show(drawMisses(h, from, to))
	s.gaps.show(drawGaps(h, from, to))
	s.heat.show(drawHeat(trend.ByHourOfWeek(from, to, asTurns(h.Turns), from.Location()), h.Total.Availability != nil))
	s.troubles.show(drawIncidents(h.Incidents, now))
}

func (s *trendSheet) showTogether(o api.Overall, now time.Time) {
	from, to := o.From.In(now.Location()), o.To.In(now.Location())
	s.sentence, s.more, s.when = overallSentence(o), overallDetail(o), between(from.Truncate(time.Minute), to.Truncate(time.Minute))
	s.down.show(drawDown(o, from, to))
	s.worst.show(drawWorst(o.Worst, s.onChoose))
	s.heat.show(drawHeat(weekOf(o.Week), o.Total.Availability != nil))
	s.slower.show(drawSlower(o, s.onChoose))
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
	switch {
	case lines[0] == "":
		y = 42
	case lines[1] != "":
		y = 74
	}
	setText(s.asOf, cut(s.when, width, smallSize, false), colorDim)
	put(s.asOf, 20, y-4, width, 18)
	y += 22
	if s.together {
		s.arrangeTogether(box{20, y, width, size.Height - y - 16})
		return
	}
	if s.rhythm.Visible() {
		strip := s.rhythm.heightFor(width)
		put(s.rhythm, 20, y, width, strip)
		y += strip + sheetGap
	}
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

// arrangeTogether places the charts of several.
func (s *trendSheet) arrangeTogether(room box) {
	put(s.down, room.x, room.y, room.w, downPanel)
	y := room.y + downPanel + sheetGap
	high := room.h - downPanel - sheetGap
	half := (room.w - sheetGap) / 2
	put(s.worst, room.x, y, half, high)
	right, slower := room.x+half+sheetGap, (high-sheetGap)*0.42
	put(s.heat, right, y, half, high-sheetGap-slower)
	put(s.slower, right, y+high-slower, half, slower)
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
