package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"sentinel/app/view"
)

const (
	formColumns         = 4 // of the kinds
	formLeft    float32 = 20
	formLabel   float32 = 120 // the width of the words before a field
	formWidest  float32 = 800
	formBar     float32 = 62 // with the buttons
)

func (f *channelForm) arrange(size fyne.Size) {
	top := size.Height - formBar
	put(f.scroll, 0, 0, size.Width, top)
	put(f.back, 0, top, size.Width, formBar)
	put(f.bar, 0, top, size.Width, 1)
	y := top + (formBar-35)/2
	save, cancel := f.save.MinSize(), f.cancel.MinSize()
	x := formLeft + formLabel
	put(f.save, x, y, save.Width, save.Height)
	put(f.cancel, x+save.Width+8, y, cancel.Width, cancel.Height)
	x += save.Width + cancel.Width + 20
	put(f.result, x, top+2, size.Width-x-20, formBar-4)
	f.compose(min(size.Width-2*formLeft, formWidest))
}

// compose lays out the form in a width, and finds how high that is.
func (f *channelForm) compose(width float32) {
	l := &flow{x: formLeft, y: 18, width: width}
	kind := view.ChannelForms[f.form]
	title, about := "Add a channel", "Who is told when something is wrong, and when."
	if f.editing != "" {
		title = cut("Edit "+oneLine(f.editing), width, headSize, true)
	}
	l.write(title, headSize, true, colorText)
	l.write(about, textSize, false, colorDim)
	l.y += 10
	f.composeKinds(l)
	f.composeName(l)
	if kind.Address != "" {
		f.row(l, "Address", fieldAddress, f.address, f.reveal)
	}
	if kind.Signs {
		f.row(l, "Secret", fieldSecret, f.secret)
	}
	l.y -= 4
	l.beside(formLabel, kind.Help, textSize-1, false, colorDim)
	if kind.Address != "" {
		l.beside(formLabel, f.kept(), textSize-1, false, colorDim)
	}
	l.y += 8
	f.row(l, "Is told", fieldLevels, f.levels[0], f.levels[1])
	if f.whom.chosen == toldOfThese {
		f.row(l, "Of", fieldKeys, f.whom, f.keys)
	} else {
		f.row(l, "Of", fieldKeys, f.whom)
	}
	setVisible(f.keys, f.whom.chosen == toldOfThese)
	f.row(l, "Quiet from", fieldQuiet, f.from, f.word(0, "to"), f.to, f.word(1, f.zoneWords()), f.except)
	f.row(l, "Only after", fieldAfter, f.after, f.word(2, "minutes without an acknowledgement (empty: at once)"))
	if kind.Sounds {
		f.row(l, "Sound", fieldBoxes, boxes(f.sound)...)
		f.help(l, "A sound with its notification; none while the desktop asks for quiet.")
	}
	if kind.Mirrors {
		f.row(l, "Also tells", fieldBoxes, boxes(f.mirror)...)
		f.help(l, "What robots report. That is no alarm: at most one message a minute, and none in quiet hours.")
	}
	f.finish(l)
}

// composeName lays out the name: that of a channel that is there stays as it is.
func (f *channelForm) composeName(l *flow) {
	setVisible(f.name, f.editing == "")
	if f.name.Visible() {
		f.row(l, "Name", fieldName, f.name)
		return
	}
	f.fact(l, "Name", cut(oneLine(f.editing), l.width-formLabel, textSize, false))
}

// fact lays out what cannot be changed.
func (f *channelForm) fact(l *flow, label, text string) {
	l.y += 8
	l.pair(label, text, formLabel, textSize, colorText)
	l.y += 15
}

// help explains the row above it.
func (f *channelForm) help(l *flow, text string) {
	l.y -= 4
	l.beside(formLabel, text, textSize-1, false, colorDim)
	l.y += 8
}

func boxes(list []*check) (fields []fyne.CanvasObject) {
	for _, c := range list {
		fields = append(fields, c)
	}
	return fields
}

// kept says where an address goes.
func (f *channelForm) kept() string {
	kept := "It is kept in the system's keyring, or in a file that only you can read; the settings file only names it."
	if f.keeps() {
		return "Leave it empty to keep the address that it has. " + kept
	}
	return kept
}

func (f *channelForm) composeKinds(l *flow) {
	const gap = 12
	for _, one := range f.cards {
		setVisible(one, !f.fixed())
	}
	if f.fixed() {
		f.fact(l, "Kind", view.ChannelForms[f.form].Title)
		return
	}
	width := (l.width - (formColumns-1)*gap) / formColumns
	for i, one := range f.cards {
		put(one, l.x+float32(i%formColumns)*(width+gap), l.y+float32(i/formColumns)*(cardHeight+gap), width, cardHeight)
	}
	rows := (len(f.cards) + formColumns - 1) / formColumns
	l.y += float32(rows)*(cardHeight+gap) + 8
}

// row lays fields beside one another behind a word, in more lines than one where
// the width asks for it, and below them what is wrong with them.
func (f *channelForm) row(l *flow, label string, of field, fields ...fyne.CanvasObject) {
	const high, gap = 37, 10
	l.lines = append(l.lines, flowLine{label, l.x, l.y + 8, textSize, false, colorDim})
	left := l.x + formLabel
	x := left
	for _, o := range fields {
		least := o.MinSize()
		if x > left && x+least.Width > l.x+l.width {
			x, l.y = left, l.y+high+2
		}
		width := min(least.Width, l.x+l.width-x)
		put(o, x, l.y+(high-least.Height)/2, width, least.Height)
		if width > 0 {
			x += width + gap
		}
	}
	l.y += high + 2
	if wrong := f.wrong[of]; wrong != "" {
		l.beside(formLabel, wrong, textSize-1, false, colorCritical)
		l.y += 3
	}
	l.y += 4
}

// word is a text between fields.
func (f *channelForm) word(i int, text string) *canvas.Text {
	for len(f.words) <= i {
		f.words = append(f.words, newText(textSize, false))
	}
	setText(f.words[i], text, colorDim)
	return f.words[i]
}

// finish puts what was laid out on the sheet.
func (f *channelForm) finish(l *flow) {
	f.texts = l.texts(f.texts)
	f.sheet.objects = f.sheet.objects[:0]
	for _, texts := range [][]*canvas.Text{f.texts, f.words} {
		for _, text := range texts {
			f.sheet.objects = append(f.sheet.objects, text)
		}
	}
	f.sheet.objects = append(f.sheet.objects, f.controls()...)
	if height := l.y + 4; height != f.height {
		f.height = height
		f.scroll.Refresh()
	}
}
