package window

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

// field is one of the form's that can be filled in wrongly.
type field int

const (
	fieldName field = iota
	fieldAddress
	fieldSecret
	fieldLevels
	fieldKeys
	fieldQuiet
	fieldAfter
	fieldCount

	fieldBoxes field = -1 // those in which nothing can be wrong
)

// formLevels are the levels that can be chosen, in the order of their boxes.
var formLevels = []monitor.Level{monitor.LevelWarning, monitor.LevelCritical}

// formReports are what of robots' reports can be chosen, in the order of the boxes.
var formReports = []string{monitor.StatusLogin, monitor.StatusTrade, monitor.StatusProfit, monitor.StatusError}

// add empties the form for a channel that is still to be; taken are the names in
// use.
func (f *channelForm) add(taken []string) {
	f.fill("", api.ChannelInfo{Levels: formLevels, ExceptCritical: true}, taken)
	f.choose(slices.IndexFunc(view.ChannelForms, func(k view.ChannelForm) bool { return k.Address != "" }))
}

// change fills the form with a channel. Its address is not known here.
func (f *channelForm) change(c api.ChannelInfo) {
	f.fill(c.Name, c, nil)
	f.choose(view.FormOf(c))
}

func (f *channelForm) fill(editing string, c api.ChannelInfo, taken []string) {
	f.editing, f.before, f.taken = editing, c, taken
	clear(f.wrong)
	f.forget()
	if !f.address.Password {
		f.toggle()
	}
	f.name.SetText(c.Name)
	tickBoxes(f.levels, formLevels, c.Levels)
	tickBoxes(f.sound, formLevels, c.Sound)
	tickBoxes(f.mirror, formReports, c.Mirror)
	f.keys.SetText(strings.Join(c.Keys, ", "))
	f.whom.chosen = toldOfAll
	if len(c.Keys) > 0 {
		f.whom.chosen = toldOfThese
	}
	f.whom.Refresh()
	from, to, _ := strings.Cut(c.QuietHours, "-")
	f.from.SetText(from)
	f.to.SetText(to)
	f.except.SetChecked(c.ExceptCritical)
	after := ""
	if c.EscalateAfter > 0 {
		after = strconv.FormatFloat(c.EscalateAfter/60, 'f', -1, 64)
	}
	f.after.SetText(after)
	f.scroll.ScrollToTop()
}

// read makes settings of what was typed. What is wrong is said at its field, and
// the first of them gets the keyboard.
func (f *channelForm) read() (name string, s api.ChannelSettings, ok bool) {
	clear(f.wrong)
	kind := view.ChannelForms[f.form]
	name = oneLine(f.name.Text)
	s = api.ChannelSettings{
		Kind: kind.Kind, Levels: tickedOf(f.levels, formLevels, f.before.Levels), Timezone: f.before.Timezone, ExceptCritical: f.except.Checked,
	}
	switch {
	case f.editing != "":
		name = f.editing
	case name == "":
		f.wrong[fieldName] = "Give it a name, such as owner."
	case slices.Contains(f.taken, name):
		f.wrong[fieldName] = "There is a channel of that name. Choose another, or edit that one."
	}
	s.Address = f.readAddress(kind)
	if kind.Signs {
		s.Secret = strings.TrimSpace(f.secret.Text)
	}
	if kind.Sounds {
		s.Sound = tickedOf(f.sound, formLevels, f.before.Sound)
	}
	if kind.Mirrors {
		s.Mirror = tickedOf(f.mirror, formReports, f.before.Mirror)
	}
	if len(s.Levels) == 0 {
		f.wrong[fieldLevels] = "Choose at least one, or nothing is ever told."
	}
	if f.whom.chosen == toldOfThese {
		if s.Keys = patterns(f.keys.Text); len(s.Keys) == 0 {
			f.wrong[fieldKeys] = "Name some, such as alpha, alpha/*: robot alpha and its accounts."
		}
	}
	s.QuietHours = f.readQuiet()
	s.EscalateAfter = f.readAfter()
	f.focusWrong()
	return name, s, len(f.wrong) == 0
}

func (f *channelForm) readAddress(kind view.ChannelForm) string {
	if f.keeps() && strings.TrimSpace(f.address.Text) == "" {
		return ""
	}
	address, err := kind.ReadAddress(f.address.Text)
	if err != nil {
		f.wrong[fieldAddress] = sentenceOf(err)
	}
	return address
}

// tickBoxes ticks the boxes of what was chosen.
func tickBoxes[T comparable](boxes []*check, choices, chosen []T) {
	for i, choice := range choices {
		boxes[i].SetChecked(slices.Contains(chosen, choice))
	}
}

// tickedOf are the choices whose boxes are ticked, and before them those that the
// settings had besides; never nil, which would mean "as before".
func tickedOf[T comparable](boxes []*check, choices, before []T) []T {
	chosen := []T{}
	for _, had := range before {
		if !slices.Contains(choices, had) {
			chosen = append(chosen, had)
		}
	}
	for i, choice := range choices {
		if boxes[i].Checked {
			chosen = append(chosen, choice)
		}
	}
	return chosen
}

// patterns are the keys and patterns in a text, however they are parted.
func patterns(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\t' })
}

var timeOfDayForm = regexp.MustCompile(`^(?:[01]?\d|2[0-3]):[0-5]\d$`)

func (f *channelForm) readQuiet() string {
	from, to := strings.TrimSpace(f.from.Text), strings.TrimSpace(f.to.Text)
	if from == "" && to == "" {
		return ""
	}
	for _, at := range []*string{&from, &to} {
		if !timeOfDayForm.MatchString(*at) && *at != "24:00" {
			f.wrong[fieldQuiet] = "Want two times of the day, such as 22:00 and 07:00; both empty for none."
			return ""
		}
		if len(*at) < len("07:00") {
			*at = "0" + *at
		}
	}
	return from + "-" + to
}

func (f *channelForm) readAfter() api.Duration {
	text := strings.TrimSpace(f.after.Text)
	if text == "" {
		return 0
	}
	minutes, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(minutes) || minutes < 0 || minutes > 7*24*60 {
		f.wrong[fieldAfter] = "Want a number of minutes, such as 10; empty for at once."
		return 0
	}
	return api.Duration(minutes * float64(time.Minute))
}

// focusWrong gives the keyboard to the first field that is wrong.
func (f *channelForm) focusWrong() {
	fields := map[field]fyne.Focusable{
		fieldName: f.name, fieldAddress: f.address, fieldSecret: f.secret, fieldLevels: f.levels[0],
		fieldKeys: f.keys, fieldQuiet: f.from, fieldAfter: f.after,
	}
	for of := range fieldCount {
		if f.wrong[of] != "" {
			focus(fields[of])
			return
		}
	}
}

// zoneWords says in which zone the quiet hours are.
func (f *channelForm) zoneWords() string {
	if f.before.Timezone == "" {
		return ""
	}
	return fmt.Sprintf("in %s,", oneLine(f.before.Timezone))
}
