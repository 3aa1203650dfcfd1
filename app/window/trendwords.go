package window

import (
	"fmt"
	"strings"
	"time"

	"sentinel/app/view"
	"sentinel/monitor/api"
)

// trendName is what whom is called in a sentence.
func trendName(of whom) string {
	switch robot, several := of.together(); {
	case !several:
		return oneLine(string(of))
	case robot != "":
		return "all of " + oneLine(robot)
	}
	return "all"
}

// trendSentence answers how a subject fared.
func trendSentence(h api.History) string {
	t, name := h.Total, oneLine(string(h.Key))
	switch {
	case t.Availability == nil:
		return "Nothing counts for " + name + " in this time: " + lowerFirst(nothingCounts(t.LeftOutSeconds))
	case t.DownSeconds <= 0:
		return name + " was available 100 % of the time, without an outage"
	}
	return name + " was available " + view.Availability(t.Availability) + " of the time: " + outageWords(t)
}

// outageWords tells how many outages there were and how long they lasted.
func outageWords(s api.Span) string {
	length := view.Duration(seconds(s.DownSeconds))
	switch s.Outages {
	case 0:
		return length + " of an outage that began before"
	case 1:
		return "1 outage, " + length
	}
	return fmt.Sprintf("%s outages, %s in all", grouped(s.Outages), length)
}

// trendDetail says what lies behind the sentence.
func trendDetail(h api.History) string {
	t := h.Total
	var parts []string
	if left := view.LeftOut(t.LeftOutSeconds); left != "" {
		parts = append(parts, "Left out: "+left)
	}
	if t.Beats > 0 || t.Expected > 0 {
		parts = append(parts, fmt.Sprintf("%s came, %s missed", counted(t.Beats, "beat", "beats"), grouped(t.Misses)))
	}
	if g := t.GapSeconds; g.Median != nil && g.P99 != nil {
		parts = append(parts, fmt.Sprintf("one every %s, 99 %% within %s", view.Gap(*g.Median), view.Gap(*g.P99)))
	}
	return strings.Join(parts, "  ·  ")
}

// lowerFirst lets words go on in the midst of a sentence.
func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

// overallSentence answers how several fared.
func overallSentence(o api.Overall) string {
	name := "All " + counted(o.Subjects, "robot or account", "robots and accounts")
	if o.Robot != "" {
		name = "All " + grouped(o.Subjects) + " of " + oneLine(o.Robot)
	}
	t := o.Total
	switch {
	case t.Availability == nil:
		return name + ": nothing counts in this time, " + lowerFirst(nothingCounts(t.LeftOutSeconds))
	case t.DownSeconds <= 0:
		return name + " were available 100 % of the time, without an outage"
	}
	return name + " were available " + view.Availability(t.Availability) + " of the time: " + outageWords(spanOf(t))
}

// overallDetail says what lies behind the sentence.
func overallDetail(o api.Overall) string {
	var parts []string
	if left := view.LeftOutShares(o.Total); left != "" {
		parts = append(parts, "Left out: "+left)
	}
	if n := len(o.Slower); n > 0 {
		parts = append(parts, counted(n, "gets", "get")+" slower")
	}
	return strings.Join(parts, "  ·  ")
}

// spanOf is what of a span is known of several.
func spanOf(f api.Fared) api.Span {
	return api.Span{
		From: f.From, Seconds: f.Seconds, Outages: f.Outages, DownSeconds: f.DownSeconds,
		Availability: f.Availability, LeftOutSeconds: f.LeftOutSeconds,
	}
}

// trendSpans are the times that can be asked for, and in what steps: those of
// days are of UTC, since beats are summed up so.
var trendSpans = []struct {
	label        string
	length, step time.Duration
	whole        time.Duration // what the time begins with one of
}{
	{"Last 24 hours", aDay, time.Hour, time.Hour},
	{"Last 7 days", 7 * aDay, aDay, aDay},
	{"Last 30 days", 30 * aDay, aDay, aDay},
	{"Last year", 365 * aDay, 7 * aDay, aDay},
}

const aDay = 24 * time.Hour

// trendQuery is a span that ends now.
func trendQuery(span int, now time.Time) api.HistoryQuery {
	s := trendSpans[span]
	return api.HistoryQuery{From: now.Add(-s.length).Truncate(s.whole), To: now, Step: s.step}
}
