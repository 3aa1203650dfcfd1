package window

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"sentinel/app/view"
	"sentinel/monitor/api"
)

// rhythmStrip says whether a subject gets slower, and which rhythm its own
// heartbeats suggest, to be accepted with a click.
type rhythmStrip struct {
	pane
	frame  *canvas.Rectangle
	lines  []*canvas.Text
	accept *button

	drift, suggestion string
	news              bool // something else is suggested than it has
}

const (
	stripLine  float32 = 20
	stripLines         = 3
)

func newRhythmStrip(onAccept func()) *rhythmStrip {
	s := &rhythmStrip{frame: &canvas.Rectangle{CornerRadius: 8}, accept: newButton("Accept", onAccept)}
	s.objects = []fyne.CanvasObject{s.frame}
	for range stripLines {
		t := newText(textSize, false)
		s.lines = append(s.lines, t)
		s.objects = append(s.objects, t)
	}
	s.objects = append(s.objects, s.accept)
	s.place = s.arrange
	s.paint = func() {
		setFill(s.frame, theme.Color(colorPanel))
		setStroke(s.frame, theme.Color(colorLine), 1)
	}
	s.ExtendBaseWidget(s)
	s.Hide()
	return s
}

// show says what is known of the rhythm of one, where that asks for a look;
// pressed tells whether what is suggested can be accepted here.
func (s *rhythmStrip) show(o outcome, pressed bool) {
	s.drift, s.suggestion, s.news = "", "", false
	setVisible(s, o.rhythm != nil && (o.rhythm.News() || o.rhythm.Drift != nil))
	if o.rhythm == nil {
		return
	}
	s.suggestion, s.news = view.Suggestion(*o.rhythm), o.rhythm.News()
	if d := o.rhythm.Drift; d != nil {
		s.drift = oneLine(view.Drift(*d)) + ": " + view.DriftNumbers(*d)
	}
	setVisible(s.accept, s.news && pressed)
	s.accept.setDisabled(false)
	s.accept.setLabel("Accept")
	s.Refresh()
}

// words are the lines of it in a width.
func (s *rhythmStrip) words(width float32) (lines []string, drifting int) {
	room := width - 32
	if s.accept.Visible() {
		room -= s.accept.MinSize().Width + 16
	}
	if s.drift != "" {
		lines = wrap(s.drift, room, textSize, 1)
	}
	drifting = len(lines)
	return append(lines, wrap(s.suggestion, room, textSize, stripLines-drifting)...), drifting
}

func (s *rhythmStrip) heightFor(width float32) float32 {
	lines, _ := s.words(width)
	height := stripLine*float32(len(lines)) + 16
	if s.accept.Visible() {
		height = max(height, s.accept.MinSize().Height+12)
	}
	return height
}

func (s *rhythmStrip) arrange(size fyne.Size) {
	put(s.frame, 0, 0, size.Width, size.Height)
	lines, drifting := s.words(size.Width)
	y := (size.Height - stripLine*float32(len(lines))) / 2
	for i, t := range s.lines {
		line, ink := "", colorDim
		if i < len(lines) {
			line = lines[i]
		}
		if i < drifting || s.news {
			ink = colorText
		}
		setText(t, line, ink)
		put(t, 16, y+stripLine*float32(i), size.Width-32, stripLine)
	}
	least := s.accept.MinSize()
	put(s.accept, size.Width-12-least.Width, (size.Height-least.Height)/2, least.Width, least.Height)
}

// accept lets the monitor write what is suggested into its settings.
func (t *trends) accept() {
	w, rhythm := t.window, t.asker.shown.rhythm
	if rhythm == nil || !rhythm.News() {
		return
	}
	button := t.sheet.rhythm.accept
	button.setDisabled(true)
	button.setLabel("Writing …")
	var accepted api.Accepted
	w.call(func(ctx context.Context, b Backend) (err error) {
		accepted, err = b.AcceptRhythm(ctx, rhythm.Key, *rhythm.Suggested)
		return err
	}, func(err error) {
		button.setDisabled(false)
		button.setLabel("Accept")
		switch {
		case err != nil:
			w.toast.say(sentenceOf(err), true, w.now())
		case accepted.InForce:
			w.toast.say(oneLine(string(rhythm.Key))+" has the suggested interval now. It stands in "+oneLine(accepted.Path)+".", false, w.now())
		default:
			w.toast.say("It stands in "+oneLine(accepted.Path)+" and comes into force in some seconds.", false, w.now())
		}
		t.ask()
	})
}
