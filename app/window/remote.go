package window

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"sentinel/app/view"
	"sentinel/monitor/api"
)

// remoteLines are how many lines of a log can be asked for.
var remoteLines = []int{50, 100, 500, 1000, api.MaxRemoteLines}

// remote is the tab that shows what the backend beside an endpoint tells of
// itself. It only reads.
type remote struct {
	pane
	window *Window

	title, about *canvas.Text
	source       *picker
	full, logs   *button
	kind, lines  *picker
	copy         *button
	caption      *canvas.Text // what was asked, and when
	frame        *canvas.Rectangle
	text         *lineView
	state        *notice // in place of the text
	retry        *button

	sources []string
	asked   bool   // the monitor has told its sources
	last    func() // asks the same again; nil before the first
	asking  int    // counts what was asked, so that a late answer is dropped
}

func newRemote(w *Window) *remote {
	r := &remote{
		window: w, title: newText(headSize, true), about: newText(textSize, false),
		caption: newText(smallSize, false), frame: &canvas.Rectangle{CornerRadius: 8}, text: newLineView(),
	}
	r.source = newPicker(200, nil, -1, func(int) { r.clear() })
	r.full = newButton("View Full Status", r.viewStatus)
	r.logs = newButton("View Logs", r.viewLogs)
	r.kind = newPicker(130, api.RemoteLogs, 0, func(int) { r.reread() })
	var counts []string
	for _, n := range remoteLines {
		counts = append(counts, fmt.Sprintf("%d lines", n))
	}
	r.lines = newPicker(140, counts, 1, func(int) { r.reread() })
	r.copy = newButton("Copy", func() {
		w.app.Clipboard().SetContent(r.text.text())
		w.toast.say("Copied.", false, w.now())
	})
	r.retry = newButton("Try again", r.again)
	r.state = newNotice(r.retry)
	r.objects = []fyne.CanvasObject{
		r.title, r.about, r.source, r.full, r.logs, r.kind, r.lines, r.copy, r.caption, r.frame, r.text, r.state,
	}
	r.least = func() fyne.Size { return fyne.NewSize(leastWidth, leastPage) }
	r.place = r.arrange
	r.paint = func() {
		setText(r.title, "Remote", colorText)
		setText(r.about, "What the server beside a robot's endpoint tells of itself. Sentinel only reads.", colorDim)
		setText(r.caption, r.caption.Text, colorDim)
		setFill(r.frame, theme.Color(colorPanel))
		setStroke(r.frame, theme.Color(colorLine), 1)
	}
	r.ExtendBaseWidget(r)
	r.clear()
	return r
}

func (r *remote) arrange(size fyne.Size) {
	put(r.title, 20, 18, size.Width-40, 30)
	put(r.about, 20, 49, size.Width-40, 22)
	const y = 92
	x := float32(20)
	beside := func(o fyne.CanvasObject, gap float32) {
		width := o.MinSize().Width
		put(o, x, y, width, 35)
		x += width + gap
	}
	beside(r.source, 20)
	beside(r.full, 20)
	beside(r.logs, 8)
	beside(r.kind, 8)
	beside(r.lines, 20)
	least := r.copy.MinSize()
	put(r.copy, size.Width-20-least.Width, y, least.Width, 35)
	put(r.caption, 20, 138, size.Width-40, 20)
	top := float32(164)
	put(r.frame, 20, top, size.Width-40, size.Height-top-16)
	put(r.text, 22, top+2, size.Width-44, size.Height-top-20)
	if len(r.sources) == 0 {
		put(r.state, 0, 80, size.Width, size.Height-80)
	} else {
		put(r.state, 22, top+2, size.Width-44, size.Height-top-20)
	}
}

// show takes what the monitor said.
func (r *remote) show(s snapshot) {
	var names []string
	for _, source := range s.sources {
		if source.Kind == "http" {
			names = append(names, source.Name)
		}
	}
	changed := len(names) != len(r.sources) || !r.asked
	r.sources, r.asked = names, r.asked || !s.at.IsZero()
	r.source.setOptions(names)
	if changed {
		r.clear()
	}
}

// enter is called when the tab is chosen: it asks for what one comes for.
func (r *remote) enter() {
	if r.last == nil && len(r.sources) > 0 {
		r.viewStatus()
	}
}

// again asks the same once more.
func (r *remote) again() {
	if r.last != nil {
		r.last()
	}
}

// reread asks for the log anew, when a log is what is shown.
func (r *remote) reread() {
	if strings.HasPrefix(r.caption.Text, "Log") {
		r.viewLogs()
	}
}

// clear shows that nothing has been asked yet, or that nobody can be.
func (r *remote) clear() {
	r.last = nil
	r.asking++
	setText(r.caption, "", colorDim)
	some := len(r.sources) > 0
	for _, o := range []fyne.CanvasObject{r.source, r.full, r.logs, r.kind, r.lines, r.frame, r.caption} {
		setVisible(o, some)
	}
	if some || !r.asked {
		r.instead(view.IconOff, "Nothing has been asked yet", "View Full Status shows the health and the state of the robot's server,\nView Logs the end of its logs.", "", false)
		if r.Visible() && some {
			r.viewStatus()
		}
		return
	}
	r.instead(view.IconOff, "No endpoint is watched",
		"A robot on another machine can be watched through its status endpoint.\nAdd these lines to the settings file:",
		"[[source]]\nname = \"cloud\"\nkind = \"http\"\nurl = \"https://robot.example/api/heartbeat/status\"", false)
}

// instead shows a notice in place of the text.
func (r *remote) instead(sign, title, words, example string, retry bool) {
	setVisible(r.text, false)
	setVisible(r.copy, false)
	setVisible(r.retry, retry)
	r.state.say(sign, title, words, example)
	setVisible(r.state, true)
	r.replace()
	r.state.replace()
}

func (r *remote) viewStatus() {
	r.last = r.viewStatus
	r.fetch("Full status of ", false, func(ctx context.Context, b Backend, source string) (string, error) {
		health, err := b.Remote(ctx, source, api.RemoteQuery{What: "health"})
		if err != nil {
			return "", err
		}
		status, err := b.Remote(ctx, source, api.RemoteQuery{What: "status"})
		if err != nil {
			return "", err
		}
		return "Health\n" + pretty(health) + "\n\nStatus\n" + pretty(status), nil
	})
}

func (r *remote) viewLogs() {
	r.last = r.viewLogs
	ask := api.RemoteQuery{What: "logs", LogType: api.RemoteLogs[r.kind.chosen], Lines: remoteLines[r.lines.chosen]}
	r.fetch("Log "+ask.LogType+" of ", true, func(ctx context.Context, b Backend, source string) (string, error) {
		answer, err := b.Remote(ctx, source, ask)
		if err != nil {
			return "", err
		}
		return logText(answer), nil
	})
}

// fetch asks for a text away from the screen and shows it, or what went wrong.
func (r *remote) fetch(caption string, atEnd bool, ask func(context.Context, Backend, string) (string, error)) {
	if r.source.chosen < 0 || r.source.chosen >= len(r.sources) {
		return
	}
	source := r.sources[r.source.chosen]
	caption += oneLine(source)
	r.asking++
	asked := r.asking
	setText(r.caption, caption, colorDim)
	r.instead(view.IconOff, "Asking "+oneLine(source)+" …", "", "", false)
	var text string
	r.window.call(func(ctx context.Context, b Backend) (err error) {
		text, err = ask(ctx, b, source)
		return err
	}, func(err error) {
		switch {
		case asked != r.asking: // something else was asked meanwhile
		case err != nil:
			r.instead(view.IconWarning, "No answer from "+oneLine(source)+" to show", sentenceOf(err), "", true)
		case strings.TrimSpace(text) == "":
			r.instead(view.IconOff, "Nothing is written there yet", "The answer was empty.", "", true)
		default:
			setText(r.caption, caption+", at "+r.window.now().Format("15:04:05")+"  ·  F5 asks again", colorDim)
			setVisible(r.state, false)
			setVisible(r.text, true)
			setVisible(r.copy, true)
			r.replace()
			r.text.show(text, atEnd)
		}
	})
}

// key is for the keys that nothing else used.
func (r *remote) key(name fyne.KeyName) {
	if r.text.Visible() {
		r.text.key(name)
	}
}

// pretty sets JSON with a line for each value; what is no JSON stays as it is.
func pretty(content []byte) string {
	var out bytes.Buffer
	if json.Indent(&out, content, "", "  ") != nil {
		return string(content)
	}
	return out.String()
}

// logText takes the lines out of a backend's answer.
func logText(content []byte) string {
	var answer struct {
		Lines    []string `json:"lines"`
		Filename string   `json:"filename"`
	}
	if json.Unmarshal(content, &answer) != nil || answer.Lines == nil {
		return pretty(content)
	}
	for i, l := range answer.Lines {
		answer.Lines[i] = strings.TrimRight(l, "\r\n")
	}
	return strings.Join(answer.Lines, "\n")
}
