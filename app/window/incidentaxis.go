package window

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"sentinel/app/view"
	"sentinel/monitor"
)

// The bars on the axis of incidents lie in lanes, so that troubles at the same
// time are seen apart.
const (
	axisLanes          = 3
	laneHeight float32 = 10
	barHeight  float32 = 8
	leastBar   float32 = 3  // none is too short to be seen
	mostJoined float32 = 24 // how far those go that are joined: one wants to know when they were
	axisField          = axisLanes * laneHeight
	axisPanel          = chartTop + axisField + chartAxis
)

// axisBar is a bar on the axis: a trouble, or several where there is no room to
// tell them apart.
type axisBar struct {
	left, right float32
	troubles    []*episode
}

// axisBars lays troubles into lanes, the first to begin first. What finds all
// lanes taken joins the last bar of the lane that is free the soonest.
func axisBars(troubles []*episode, a timeAxis) (lanes [axisLanes][]axisBar) {
	sorted := slices.Clone(troubles)
	slices.SortStableFunc(sorted, func(x, y *episode) int { return x.First().Opened.Compare(y.First().Opened) })
	for _, t := range sorted {
		bar := axisBar{left: a.x(t.First().Opened), right: a.x(t.end(a.to)), troubles: []*episode{t}}
		if short := leastBar - (bar.right - bar.left); short > 0 {
			bar.left = min(bar.left, a.left+a.width-leastBar)
			bar.right = bar.left + leastBar
		}
		soonest := 0
		for lane := range lanes {
			if laneEnd(lanes[lane]) < laneEnd(lanes[soonest]) {
				soonest = lane
			}
			if laneEnd(lanes[lane])+1 <= bar.left {
				soonest = lane
				break
			}
		}
		end := laneEnd(lanes[soonest])
		if end+1 <= bar.left {
			lanes[soonest] = append(lanes[soonest], bar)
			continue
		}
		last := &lanes[soonest][len(lanes[soonest])-1]
		if bar.right > end && bar.right-last.left > mostJoined {
			bar.left = end
			lanes[soonest] = append(lanes[soonest], bar)
			continue
		}
		last.right = max(last.right, bar.right)
		last.troubles = append(last.troubles, t)
	}
	return lanes
}

// laneEnd is from where on a lane is free.
func laneEnd(lane []axisBar) float32 {
	if len(lane) == 0 {
		return -1
	}
	return lane[len(lane)-1].right
}

// worst is the worst of a bar's levels.
func (b *axisBar) worst() monitor.Level {
	worst := monitor.LevelOff
	for _, t := range b.troubles {
		worst = max(worst, t.Worst())
	}
	return worst
}

// barShape is how a level is drawn: the worse the taller, and what is not known
// not filled.
func barShape(level monitor.Level, field box) shape {
	switch level {
	case monitor.LevelCritical:
		return shape{box: field, ink: colorCritical, strength: 1}
	case monitor.LevelWarning:
		return shape{box: box{field.x, field.y + field.h*0.4, field.w, field.h * 0.6}, ink: colorWarning, strength: 1}
	}
	return shape{box: field, fill: framed, ink: colorDim, strength: 1}
}

// drawTroubles draws when there was trouble in a time. open is what a bar leads
// to.
func drawTroubles(troubles []*episode, from, to time.Time, open func(*episode)) func(fyne.Size) drawing {
	return func(size fyne.Size) drawing {
		d := titled("WHEN")
		a := timeAxis{from, to, chartInset, size.Width - 2*chartInset}
		used := map[monitor.Level]bool{}
		for lane, bars := range axisBars(troubles, a) {
			bottom := chartTop + axisField - laneHeight*float32(lane)
			for i := range bars {
				bar := &bars[i]
				worst := bar.worst()
				used[worst] = true
				field := box{bar.left, bottom - barHeight, bar.right - bar.left, barHeight}
				d.shapes = append(d.shapes, barShape(worst, field))
				d.marks = append(d.marks, mark{box: field, words: barWords(bar, to), open: func() { open(bar.troubles[len(bar.troubles)-1]) }})
			}
		}
		d.rule(a.left, chartTop+axisField, a.width)
		d.times(a, chartTop+axisField)
		d.legend(barKeys(used), 90, size.Width-chartInset)
		return d
	}
}

// barKeys explains the bars that there are, the worst first.
func barKeys(used map[monitor.Level]bool) (keys []key) {
	for _, level := range monitor.Levels {
		if used[level] {
			keys = append(keys, key{barShape(level, box{0, 0, 10, 10}), view.LevelWord(level)})
		}
	}
	return keys
}

// barWords tells of a bar: of its only trouble, or of how many there are.
func barWords(b *axisBar, now time.Time) []string {
	if n := len(b.troubles); n > 1 {
		first, last := b.troubles[0], b.troubles[n-1]
		zone := now.Location()
		return []string{
			view.LevelWord(b.worst()) + ": " + counted(n, "incident", "incidents"),
			between(first.First().Opened.In(zone).Truncate(time.Minute), last.end(now).In(zone).Truncate(time.Minute)),
			"Enter or a click goes to the newest",
		}
	}
	t := b.troubles[0]
	return []string{
		view.LevelWord(t.Worst()) + ": " + view.Cut(troubleWho(t.Last())+" "+troubleWhat(t.Last(), now), 100),
		between(t.First().Opened.In(now.Location()), t.end(now).In(now.Location())),
		view.FullSentence(view.EpisodeState(t.at(now))),
	}
}
