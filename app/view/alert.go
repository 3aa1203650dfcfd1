package view

import (
	"fmt"
	"strings"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/alert"
)

// late is from when on a message says when it was sent, besides when what it
// tells of was noticed.
const late = 2 * time.Minute

// AlertText puts a message into words for a phone: a title that says who, what
// and how much is at stake, and a few lines below it, however many it is about:
// where, since when, and what to do.
func AlertText(m alert.Message, now time.Time) (title, body string) {
	if len(m.Incidents) == 0 {
		return plainText(m, now)
	}
	toast, channels, transitions := messageToast(m, now)
	if len(transitions) == 0 {
		return alertMark(m, toast.Level) + toast.Title, strings.Join(append(lines(toast.Body), delay(m, now)...), "\n")
	}
	title = toast.Title
	if m.Kind == alert.Test && !strings.HasPrefix(title, testMark(true)) {
		title = testMark(true) + title
	}
	lines := append(alertLines(m, transitions, toast, now), channelLines(channels)...)
	return alertMark(m, toast.Level) + title, strings.Join(append(lines, delay(m, now)...), "\n")
}

// AlertLevel is the level by whose sign the title of a message begins: what is at
// stake, LevelOK for a recovery, and for one that is about no incident.
func AlertLevel(m alert.Message, now time.Time) monitor.Level {
	if len(m.Incidents) == 0 {
		return monitor.LevelOK
	}
	toast, _, _ := messageToast(m, now)
	return toast.Level
}

// messageToast puts a message about incidents into the words of a toast: of
// channels only when it is about these alone.
func messageToast(m alert.Message, now time.Time) (toast Toast, channels, transitions []monitor.Transition) {
	channels, transitions = channelTrouble(transitionsOf(m))
	if len(transitions) == 0 {
		return channelToast(channels, now), channels, nil
	}
	toast, news := MakeToast(transitions, nil, now)
	if !news {
		toast = overToast(transitions)
	}
	return toast, channels, transitions
}

// plainText is a message about no incident: a digest, a test, what robots report.
func plainText(m alert.Message, now time.Time) (title, body string) {
	if m.Kind == alert.Test {
		lines := append([]string{"Nothing is wrong: somebody tries whether messages arrive here."}, delay(m, now)...)
		if m.Text != "" {
			lines = append([]string{m.Text}, lines...)
		}
		return testMark(true) + "a message of Sentinel's", strings.Join(lines, "\n")
	}
	title, body, _ = strings.Cut(m.Text, "\n")
	return title, strings.Join(append(lines(body), delay(m, now)...), "\n")
}

func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// transitionsOf is what happened to the incidents of a message.
func transitionsOf(m alert.Message) []monitor.Transition {
	list := make([]monitor.Transition, len(m.Incidents))
	for n, i := range m.Incidents {
		t := monitor.Transition{Kind: monitor.Opened, At: m.At, Incident: i}
		switch {
		case i.Closed != nil && i.End != monitor.EndNone && i.End != monitor.EndRecovered:
			t.Kind = monitor.Closed
		case i.Closed != nil:
			t.Kind, t.Silence = monitor.Recovered, i.Closed.Sub(beganSilent(i))
		case m.Kind == alert.Worsened:
			t.Kind = monitor.Worsened
		}
		list[n] = t
	}
	return list
}

// beganSilent is since when a subject was gone, or in trouble: one that was silent
// was so from its last beat on.
func beganSilent(i monitor.Incident) time.Time {
	if silence(i.Cause) && i.Known != nil && i.Known.LastBeat != nil && i.Known.LastBeat.Before(i.Opened) {
		return *i.Known.LastBeat
	}
	return i.Opened
}

// What a title says before all else when it is told again.
const (
	markStill      = "still: "
	markUnanswered = "nobody has acknowledged: "
)

// alertMark begins a title: the level by sign and word, and why this is told
// again.
func alertMark(m alert.Message, level monitor.Level) string {
	mark := Glyph(level) + " "
	if level > monitor.LevelOK {
		mark += LevelWord(level) + ": "
	}
	switch m.Kind {
	case alert.Repeated:
		mark += markStill
	case alert.Escalated:
		mark += markUnanswered
	}
	return mark
}

func alertLines(m alert.Message, transitions []monitor.Transition, toast Toast, now time.Time) []string {
	if list := parties(transitions); len(list) == 1 { // with the accounts that it speaks for
		return oneAlert(list[0], toast.Title, now)
	}
	where := "Sentinel's window and sentinelctl incidents show all."
	if since := earliest(transitions); !since.IsZero() {
		where = "Since " + Clock(since, now) + ". " + where
	}
	return append(lines(toast.Body), where)
}

// earliest is since when the first of what goes on does; zero: nothing does.
func earliest(transitions []monitor.Transition) (first time.Time) {
	for _, t := range transitions {
		if i := t.Incident; i.Closed == nil && (first.IsZero() || i.Opened.Before(first)) {
			first = i.Opened
		}
	}
	return first
}

// oneAlert is the lines about one robot or account.
func oneAlert(p party, title string, now time.Time) []string {
	i := p.Incident
	told := []string{whoWords(i)}
	if i.Closed != nil {
		told = append(told, lines(FullSentence(wasWords(i)))...)
		if began := beganSilent(i); began.Before(i.Opened) {
			return append(told, fmt.Sprintf("Silent from %s to %s.", Clock(began, now), Clock(*i.Closed, now)))
		}
		return append(told, fmt.Sprintf("It began %s and ended %s.", Clock(i.Opened, now), Clock(*i.Closed, now)))
	}
	if i.Message != "" && !strings.Contains(title, Cut(i.Message, messageUnits)) {
		told = append(told, FullSentence(Cut(i.Message, 2*messageUnits)))
	}
	since := "Since " + Clock(i.Opened, now)
	if i.Known != nil && i.Known.LastBeat != nil {
		since += ", last heartbeat " + Clock(*i.Known.LastBeat, now)
	}
	told = append(told, since+".")
	if known := Acknowledgement(i, now); known != "" {
		told = append(told, FullSentence(known))
	}
	return append(told, whatToDo(p))
}

// whoWords names the robot and the account, each by its word.
func whoWords(i monitor.Incident) string {
	switch {
	case i.Key == monitor.NetworkKey:
		return "This machine's own network."
	case i.Account != "":
		return "Account " + i.Account + " of robot " + i.Robot + "."
	}
	return "Robot " + i.Robot + "."
}

func whatToDo(p party) string {
	i := p.Incident
	if i.Key == monitor.NetworkKey {
		return FullSentence(checkNetwork)
	}
	step := FullSentence(nextStep(subjectOf(i)))
	if orders := lookAfterOrders(p); orders != "" {
		step += " " + FullSentence(orders)
	}
	return step
}

// lookAfterOrders is what a person does about what is at stake meanwhile.
func lookAfterOrders(p party) string {
	if p.orders == 0 || p.Incident.Test {
		return ""
	}
	return "Look after the open orders yourself until then"
}

// delay says both times of a message that comes late.
func delay(m alert.Message, now time.Time) []string {
	if now.Sub(m.At) < late {
		return nil
	}
	return []string{fmt.Sprintf("Noticed %s, sent %s.", Clock(m.At, now), Clock(now, now))}
}
