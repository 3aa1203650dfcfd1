package window

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/statusfile"
)

// testTypes are the statuses that can be set, in the order of their cards.
var testTypes = []struct{ kind, title string }{
	{monitor.StatusWaiting, "Waiting"},
	{monitor.StatusLogin, "Login"},
	{monitor.StatusTrade, "Trade"},
	{monitor.StatusProfit, "Profit"},
	{monitor.StatusError, "Error"},
	{monitor.StatusCustom, "Custom"},
}

// testLengths are how long a test may stand, with the default second.
var testLengths = []struct {
	label  string
	length time.Duration
}{
	{"1 minute", time.Minute}, {"5 minutes", api.DefaultTTL}, {"15 minutes", 15 * time.Minute}, {"1 hour", time.Hour},
}

// controls is the tab that sets a test status.
type controls struct {
	pane
	window *Window

	title, about   *canvas.Text
	fileLabel      *canvas.Text
	file           *picker
	path           *fitted
	cards          []*card
	custom         *entry
	session        *widget.Check
	lengthLabel    *canvas.Text
	length         *picker
	set            *button
	result         *widget.Label
	now            *present
	none           *notice
	sources        []api.SourceInfo // those of files
	trials         map[string]trial // set by this window, by the source's name
	snap           snapshot
	chosen         int // of testTypes
	stale, waiting bool
}

func newControls(w *Window) *controls {
	c := &controls{
		window: w, title: newText(headSize, true), about: newText(textSize, false),
		fileLabel: newText(textSize, false), path: newFitted(smallSize, false), lengthLabel: newText(textSize, false),
		result: widget.NewLabel(""), now: newPresent(), none: newNotice(nil), trials: map[string]trial{},
	}
	c.file = newPicker(230, nil, -1, func(int) { c.refill(); w.ask() })
	for i, kind := range testTypes {
		one := newCard(kind.title, cardWords(kind.kind))
		one.onTap = func() { c.choose(i) }
		one.onKey = func(key fyne.KeyName) bool { return c.step(i, key) }
		c.cards = append(c.cards, one)
	}
	c.custom = newEntry("Your message, one line, with an emoji in front if you like", 300, w.shortcut)
	c.custom.OnChanged = func(string) { c.refill() }
	c.custom.onKey = func(event *fyne.KeyEvent) bool {
		enter := event.Name == fyne.KeyReturn || event.Name == fyne.KeyEnter
		if enter {
			c.send()
		}
		return enter
	}
	c.session = widget.NewCheck("Session active", nil)
	c.session.Checked = true
	lengths := make([]string, len(testLengths))
	for i, l := range testLengths {
		lengths[i] = l.label
	}
	c.length = newPicker(140, lengths, 1, func(int) {})
	c.set = newStrongButton("Set test status", c.send)
	c.result.Wrapping = fyne.TextWrapWord
	c.objects = []fyne.CanvasObject{
		c.title, c.about, c.fileLabel, c.file, c.path.Text, c.custom, c.session, c.lengthLabel, c.length,
		c.set, c.result, c.now, c.none,
	}
	for i, one := range c.cards { // Tab goes in the order of the objects
		c.objects = slices.Insert(c.objects, 5+i, fyne.CanvasObject(one))
	}
	c.least = func() fyne.Size { return fyne.NewSize(leastWidth, leastPage) }
	c.place = c.arrange
	c.paint = func() {
		setText(c.title, "Set a test status", colorText)
		setText(c.about, "See what Sentinel does with it. It is marked as a test, and ends by itself.", colorDim)
		setText(c.fileLabel, "Status file", colorDim)
		setText(c.lengthLabel, "Ends after", colorDim)
		setText(c.path.Text, c.path.Text.Text, colorDim)
	}
	c.choose(0)
	c.ExtendBaseWidget(c)
	return c
}

// cardWords is what a type of status writes.
func cardWords(kind string) string {
	if words, err := statusfile.MessageFor(kind, ""); err == nil {
		return words
	}
	return "A message of your own"
}

func (c *controls) arrange(size fyne.Size) {
	put(c.none, 0, 0, size.Width, size.Height)
	const left = 20
	right := size.Width - detailWidth - 50
	width := min(right-left-20, 780)
	put(c.now, size.Width-detailWidth-50, 0, detailWidth+50, size.Height)
	put(c.title, left, 18, width, 30)
	put(c.about, left, 49, width, 22)
	y := float32(92)
	put(c.fileLabel, left, y, 90, 35)
	put(c.file, left+100, y, 230, 35)
	put(c.path.Text, left+344, y, width-344, 35)
	c.path.width = 0
	c.refillPath(width - 344)
	y += 55
	const gap = 12
	cardWidth := (width - 2*gap) / 3
	for i, one := range c.cards {
		put(one, left+float32(i%3)*(cardWidth+gap), y+float32(i/3)*(cardHeight+gap), cardWidth, cardHeight)
	}
	y += 2*cardHeight + gap + 16
	if c.custom.Visible() {
		height := c.custom.MinSize().Height
		put(c.custom, left, y, width, height)
		y += height + 14
	}
	session := c.session.MinSize()
	put(c.session, left-6, y, session.Width, 35)
	put(c.lengthLabel, left+190, y, 90, 35)
	put(c.length, left+280, y, 140, 35)
	y += 55
	button := c.set.MinSize()
	put(c.set, left, y, button.Width, button.Height)
	put(c.result, left+button.Width+8, y-1, width-button.Width-8, 60)
}

// enter is called when the tab is chosen.
func (c *controls) enter() { c.refill() }

// show takes what the monitor said.
func (c *controls) show(s snapshot, stale bool) {
	c.snap, c.stale = s, stale
	c.sources = nil
	var names []string
	for _, source := range s.sources {
		if source.Kind == "file" {
			c.sources = append(c.sources, source)
			names = append(names, oneLine(source.Name))
		}
	}
	c.file.setOptions(names)
	c.refill()
}

// tick lets what is left of a test go on.
func (c *controls) tick() {
	if c.Visible() {
		c.refillNow()
	}
}

// source is the chosen one; false when there is none.
func (c *controls) source() (api.SourceInfo, bool) {
	if c.file.chosen < 0 || c.file.chosen >= len(c.sources) {
		return api.SourceInfo{}, false
	}
	return c.sources[c.file.chosen], true
}

func (c *controls) choose(i int) {
	c.chosen = i
	for n, one := range c.cards {
		one.setChosen(n == i)
	}
	custom := testTypes[i].kind == monitor.StatusCustom
	setVisible(c.custom, custom)
	c.replace()
	c.refill()
	if custom {
		focus(c.custom)
	}
}

// step moves the keyboard among the cards.
func (c *controls) step(from int, key fyne.KeyName) bool {
	steps := map[fyne.KeyName]int{fyne.KeyLeft: -1, fyne.KeyRight: 1, fyne.KeyUp: -3, fyne.KeyDown: 3}
	step, known := steps[key]
	if to := from + step; known && to >= 0 && to < len(c.cards) {
		focus(c.cards[to])
	}
	return known
}

// refill shows what follows from the choices.
func (c *controls) refill() {
	_, found := c.source()
	asked := !c.snap.at.IsZero()
	setVisible(c.none, asked && !found)
	for _, o := range c.objects {
		if o != c.none && o != c.custom {
			setVisible(o, !asked || found)
		}
	}
	setVisible(c.custom, found && testTypes[c.chosen].kind == monitor.StatusCustom)
	if asked && !found {
		c.none.say(view.IconOff, "There is no status file to set",
			"Only robots that write a status file can be tried out here. Name one in the settings file:\n"+oneLine(c.snap.info.ConfigPath),
			"[[source]]\nname = \"vps\"\nkind = \"file\"\npath = \"logs/heartbeat_status.txt\"")
	}
	c.refillPath(c.path.width)
	c.set.setDisabled(c.waiting || c.stale || !found || c.missingText())
	c.refillNow()
}

func (c *controls) refillPath(width float32) {
	source, _ := c.source()
	c.path.set(oneLine(source.Where), width, colorDim)
}

// missingText tells that the custom message is still to be typed.
func (c *controls) missingText() bool {
	return testTypes[c.chosen].kind == monitor.StatusCustom && oneLine(c.custom.Text) == ""
}

// refillNow shows what is in the file.
func (c *controls) refillNow() {
	source, found := c.source()
	if !found {
		return
	}
	c.now.show(c.snap.subject(source.Key), c.trials[source.Name], c.snap.at, c.window.now(), c.stale)
}

// send asks the monitor to set the status.
func (c *controls) send() {
	source, found := c.source()
	if !found || c.set.disabled {
		return
	}
	active := c.session.Checked
	test := api.TestStatus{
		Source: source.Name, Type: testTypes[c.chosen].kind,
		TTL: api.Duration(testLengths[c.length.chosen].length), SessionActive: &active,
	}
	if test.Type == monitor.StatusCustom {
		test.Message = oneLine(c.custom.Text)
	}
	c.waiting = true
	c.say("Setting it …", widget.MediumImportance)
	c.refill()
	c.window.call(func(ctx context.Context, b Backend) error { return b.SetTest(ctx, test) }, func(err error) {
		c.waiting = false
		if err != nil {
			c.say(sentenceOf(err), widget.DangerImportance)
		} else {
			now := c.window.now()
			ends := now.Add(time.Duration(test.TTL))
			message, _ := statusfile.MessageFor(test.Type, test.Message) // the monitor took it
			c.trials[source.Name] = trial{message, now, ends}
			c.say("It is set until "+ends.Format("15:04:05")+", or until the robot writes.", widget.SuccessImportance)
			c.window.feed.poke()
		}
		c.refill()
	})
}

func (c *controls) say(words string, importance widget.Importance) {
	c.result.Importance = importance
	c.result.SetText(words)
}
