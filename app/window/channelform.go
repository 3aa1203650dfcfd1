package window

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"sentinel/app/view"
	"sentinel/monitor/api"
)

// channelForm is the page on which a channel is added or changed. What is typed
// stays until it is saved or cancelled.
type channelForm struct {
	pane
	window   *Window
	onSaved  func(name string)
	onCancel func()

	editing string          // the channel that is changed; empty: another is added
	before  api.ChannelInfo // of the one that is changed
	taken   []string        // names that are in use
	form    int             // of view.ChannelForms
	wrong   map[field]string
	saving  bool

	cards                 []*card
	name, address, secret *entry
	reveal                *button // shows what is typed into address and secret
	levels                []*check
	whom                  *picker
	keys, from, to, after *entry
	except                *check
	sound, mirror         []*check // by formLevels, by formReports
	save, cancel          *button
	result                *widget.Label
	texts                 []*canvas.Text
	words                 []*canvas.Text // between the fields of a row
	sheet                 *pane          // what scrolls
	scroll                *container.Scroll
	height                float32           // of the sheet
	back, bar             *canvas.Rectangle // below the buttons, and above them
}

// The choices of whom a channel is told.
const (
	toldOfAll = iota
	toldOfThese
)

// newChannelForm makes the form; onSaved is told of a channel that was saved.
func newChannelForm(w *Window, onSaved func(name string), onCancel func()) *channelForm {
	f := &channelForm{window: w, onSaved: onSaved, wrong: map[field]string{}, result: widget.NewLabel(""), back: &canvas.Rectangle{}, bar: &canvas.Rectangle{}}
	for i, kind := range view.ChannelForms {
		one := newCard(kind.Title, kind.Words)
		one.onTap = func() { f.choose(i) }
		one.onKey = func(key fyne.KeyName) bool { return f.step(i, key) }
		f.cards = append(f.cards, one)
	}
	f.name = f.newField(fieldName, "owner", 230)
	f.address = f.newField(fieldAddress, "", 480)
	f.secret = f.newField(fieldSecret, "", 480)
	f.keys = f.newField(fieldKeys, "alpha, alpha/*", 340)
	f.from, f.to = f.newField(fieldQuiet, "from", 80), f.newField(fieldQuiet, "until", 80)
	f.after = f.newField(fieldAfter, "", 80)
	f.reveal = newButton("Show", f.toggle)
	f.levels = []*check{newCheck("warnings"), newCheck("what is critical")}
	for _, level := range formLevels {
		f.sound = append(f.sound, newCheck(view.SoundAt(level)))
	}
	for _, report := range formReports {
		f.mirror = append(f.mirror, newCheck(report))
	}
	f.except = newCheck("critical also then")
	f.whom = newPicker(230, []string{"All robots and accounts", "Only these"}, toldOfAll, func(int) { f.replace() })
	f.save = newStrongButton("Save", f.send)
	f.onCancel = onCancel
	f.cancel = newButton("Cancel", f.leave)
	f.result.Wrapping = fyne.TextWrapWord
	f.sheet = &pane{}
	f.sheet.least = func() fyne.Size { return fyne.NewSize(700, f.height) }
	f.sheet.ExtendBaseWidget(f.sheet)
	f.scroll = container.NewVScroll(f.sheet)
	f.objects = []fyne.CanvasObject{f.scroll, f.back, f.bar, f.save, f.cancel, f.result}
	f.least = func() fyne.Size { return fyne.NewSize(leastWidth, leastPage) }
	f.place = f.arrange
	f.paint = func() {
		setFill(f.back, theme.Color(theme.ColorNameBackground))
		setFill(f.bar, theme.Color(colorLine))
	}
	f.followFocus()
	f.ExtendBaseWidget(f)
	return f
}

// newField is a field in which Enter saves, and whose mistake is forgotten as one
// types.
func (f *channelForm) newField(of field, placeholder string, width float32) *entry {
	e := newEntry(placeholder, width, f.window.shortcut)
	if of == fieldAddress || of == fieldSecret {
		e.Password = true
		e.ActionItem = nobody() // in place of an eye, which the keyboard does not reach
	}
	e.OnChanged = func(string) {
		if f.wrong[of] != "" {
			delete(f.wrong, of)
			f.replace()
		}
	}
	e.onKey = func(event *fyne.KeyEvent) bool {
		enter := event.Name == fyne.KeyReturn || event.Name == fyne.KeyEnter
		if enter {
			f.send()
		}
		return enter
	}
	return e
}

// nobody is an object that is never seen.
func nobody() fyne.CanvasObject {
	o := &canvas.Rectangle{}
	o.Hide()
	return o
}

// controls are all that can have the keyboard, in the order of Tab.
func (f *channelForm) controls() []fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, c := range f.cards {
		all = append(all, c)
	}
	all = append(all, f.name, f.address, f.reveal, f.secret)
	for _, c := range f.levels {
		all = append(all, c)
	}
	all = append(all, f.whom, f.keys, f.from, f.to, f.except, f.after)
	for _, c := range slices.Concat(f.sound, f.mirror) {
		all = append(all, c)
	}
	return all
}

// followFocus scrolls to what gets the keyboard.
func (f *channelForm) followFocus() {
	for _, o := range f.controls() {
		seen := func() { revealIn(f.scroll, o.Position().Y, o.Size().Height) }
		switch o := o.(type) {
		case *card:
			o.onFocus = seen
		case *button:
			o.onFocus = seen
		case *picker:
			o.onFocus = seen
		case *check:
			o.onFocus = seen
		case *entry:
			o.onFocus = func(gained bool) {
				if gained {
					seen()
				}
			}
		}
	}
}

// choose chooses the kind of the channel.
func (f *channelForm) choose(i int) {
	f.form = i
	kind := view.ChannelForms[i]
	for n, one := range f.cards {
		one.setChosen(n == i)
	}
	f.address.SetPlaceHolder(kind.Address)
	f.secret.SetPlaceHolder("none")
	if f.keeps() {
		f.address.SetPlaceHolder("as before")
		f.secret.SetPlaceHolder("as before")
	}
	delete(f.wrong, fieldAddress)
	setVisible(f.address, kind.Address != "")
	setVisible(f.reveal, kind.Address != "")
	setVisible(f.secret, kind.Signs)
	for _, c := range f.sound {
		setVisible(c, kind.Sounds)
	}
	for _, c := range f.mirror {
		setVisible(c, kind.Mirrors)
	}
	f.replace()
}

// keeps tells that the channel has an address already, which may stay.
func (f *channelForm) keeps() bool {
	return f.editing != "" && view.FormOf(f.before) == f.form
}

// fixed tells that the channel is of this desktop, which nothing else can become.
func (f *channelForm) fixed() bool {
	return f.keeps() && view.ChannelForms[f.form].Address == ""
}

// leave closes the form; what was typed is lost.
func (f *channelForm) leave() {
	f.forget()
	f.onCancel()
}

// step moves the keyboard among the kinds.
func (f *channelForm) step(from int, key fyne.KeyName) bool {
	steps := map[fyne.KeyName]int{fyne.KeyLeft: -1, fyne.KeyRight: 1, fyne.KeyUp: -formColumns, fyne.KeyDown: formColumns}
	step, known := steps[key]
	if to := from + step; known && to >= 0 && to < len(f.cards) {
		focus(f.cards[to])
	}
	return known
}

// start gives the keyboard to what is filled in first.
func (f *channelForm) start() {
	switch {
	case f.editing == "":
		focus(f.cards[f.form])
	case f.fixed():
		focus(f.levels[0])
	default:
		focus(f.address)
	}
}

// toggle shows or hides what is typed as a password is.
func (f *channelForm) toggle() {
	hidden := !f.address.Password
	for _, e := range []*entry{f.address, f.secret} {
		e.Password = hidden
		e.Refresh()
	}
	if hidden {
		f.reveal.setLabel("Show")
	} else {
		f.reveal.setLabel("Hide")
	}
}

// send asks the monitor to write the channel into its settings.
func (f *channelForm) send() {
	if f.saving {
		return
	}
	name, settings, ok := f.read()
	f.replace()
	if !ok {
		f.say("", widget.MediumImportance)
		return
	}
	f.saving = true
	f.save.setDisabled(true)
	f.say("Saving it …", widget.MediumImportance)
	f.window.call(func(ctx context.Context, b Backend) error { return b.PutChannel(ctx, name, settings) }, func(err error) {
		f.saving = false
		f.save.setDisabled(false)
		if err != nil {
			f.say(sentenceOf(err), widget.DangerImportance)
			return
		}
		f.forget()
		f.onSaved(name)
	})
}

// forget takes the secrets away that were typed.
func (f *channelForm) forget() {
	f.address.SetText("")
	f.secret.SetText("")
	f.say("", widget.MediumImportance)
}

func (f *channelForm) say(words string, importance widget.Importance) {
	f.result.Importance = importance
	f.result.SetText(view.Cut(words, mostWords))
}
