package window

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sentinel/app/view"
	"sentinel/monitor"
)

// present is the panel that tells what is in the status file now.
type present struct {
	pane
	back, edge *canvas.Rectangle
	caption    *canvas.Text
	badge      *canvas.Text
	message    *widget.Label
	words      *widget.Label
}

func newPresent() *present {
	p := &present{
		back: &canvas.Rectangle{}, edge: &canvas.Rectangle{}, caption: newText(smallSize, false),
		badge: newText(textSize, true), message: widget.NewLabel(""), words: widget.NewLabel(""),
	}
	p.message.Wrapping, p.message.TextStyle.Bold = fyne.TextWrapWord, true
	p.words.Wrapping, p.words.Importance = fyne.TextWrapWord, widget.LowImportance
	p.objects = []fyne.CanvasObject{p.back, p.edge, p.caption, p.badge, p.message, p.words}
	p.least = func() fyne.Size { return fyne.NewSize(detailWidth, 100) }
	p.place = func(size fyne.Size) {
		put(p.back, 0, 0, size.Width, size.Height)
		put(p.edge, 0, 0, 1, size.Height)
		put(p.caption, 18, 20, size.Width, 20)
		caption := textWidth(p.caption.Text, smallSize, false)
		put(p.badge, 18+caption+10, 20, 60, 20)
		y := float32(42)
		for _, label := range []*widget.Label{p.message, p.words} {
			label.Resize(fyne.NewSize(size.Width-22, 1)) // tells the label how wide it is to wrap
			height := label.MinSize().Height
			put(label, 10, y, size.Width-22, height)
			y += height - 6
		}
	}
	p.paint = func() {
		setFill(p.back, theme.Color(colorPanel))
		setFill(p.edge, theme.Color(colorLine))
		setText(p.caption, "IN THE FILE NOW", colorDim)
		setText(p.badge, p.badge.Text, colorTest)
	}
	p.ExtendBaseWidget(p)
	return p
}

// trial is a test that this window set.
type trial struct {
	message  string
	at, ends time.Time
}

// stands tells whether the trial is what is in the file of a robot: it has not
// ended, and the robot has not written since.
func (t trial) stands(s *monitor.Subject, now time.Time) bool {
	return now.Before(t.ends) && (s == nil || s.LastBeat == nil || !s.LastBeat.After(t.at))
}

// show tells of the file's robot, as it was at the moment at (nil: it was never
// seen), and of the test that was set in it.
func (p *present) show(s *monitor.Subject, set trial, at, now time.Time, stale bool) {
	message, words, badge := presentWords(s, at, now)
	if set.stands(s, now) && (s == nil || !s.Test) {
		message, badge = airy(set.message), "TEST"
		words = trialWords(set.ends, now)
		if s != nil && s.Level == monitor.LevelCritical {
			words = "The robot's own trouble outranks a test: the other views go on to show that. " + words
		}
	}
	if stale {
		words, badge = "The monitor does not answer: it may say something else by now.", ""
	}
	if message == p.message.Text && words == p.words.Text && badge == p.badge.Text {
		return
	}
	p.message.SetText(message)
	p.words.SetText(words)
	setText(p.badge, badge, colorTest)
	p.replace()
}

func presentWords(s *monitor.Subject, at, now time.Time) (message, words, badge string) {
	if s == nil || s.Liveness == monitor.New && s.Message == "" {
		return "Nothing yet", "The file is not there, or nothing was read from it so far. A test status makes it, and takes it away again at its end.", ""
	}
	message = airy(statusCell(s))
	if s.Test {
		return message, trialWords(valueOr(s.TestExpires, now), now), "TEST"
	}
	if age, seen := view.Age(*s, at, now); seen {
		words = "Written by the robot " + view.Coarse(age) + " ago. "
	}
	return message, words + "A test status takes its place for a while. The robot's heartbeats are counted on underneath: " +
		"a test never makes a silent robot look alive.", ""
}

// trialWords tells when a test ends, and what then.
func trialWords(ends, now time.Time) string {
	words := "A test until " + timeOfDay(ends, now) + "; it ends now."
	if left := ends.Sub(now); left > 0 {
		words = "A test until " + timeOfDay(ends, now) + ", for " + view.Duration(left) + " more."
	}
	return words + " What the robot had written before then comes back, or stays away if the robot writes meanwhile."
}
