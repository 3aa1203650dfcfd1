package view

import (
	"fmt"
	"strings"
	"time"

	"sentinel/monitor"
)

// ExitCode is the exit code of `sentinelctl status`, as Nagios plugins have it:
// 0 ok or off, 1 warning, 2 critical, 3 unknown.
func ExitCode(level monitor.Level) int {
	switch level {
	case monitor.LevelOff, monitor.LevelOK:
		return 0
	case monitor.LevelWarning:
		return 1
	case monitor.LevelCritical:
		return 2
	}
	return 3
}

// PluginLine is the first line of `sentinelctl status`, as Nagios plugins have
// it: "SENTINEL CRITICAL - ACC_003 silent for 4 min | ok=13 critical=1".
func PluginLine(m Model, now time.Time) string {
	level := m.Page.Overall
	if m.Stalled > 0 {
		level = monitor.LevelUnknown
	}
	return "SENTINEL " + pluginWord(level) + " - " + plain(brief(m, now)) + " | " + performance(m.Counts())
}

// pluginWord is a level as plugins call it: they know no off, which is as well as
// ok.
func pluginWord(level monitor.Level) string {
	if level == monitor.LevelOff {
		level = monitor.LevelOK
	}
	return strings.ToUpper(level.String())
}

// PluginSubject is PluginLine for one subject.
func PluginSubject(s monitor.Subject, now time.Time) string {
	return "SENTINEL " + pluginWord(s.Level) + " - " + plain(Short(s, time.Time{}, now)) +
		" | " + performance(monitor.Count([]monitor.Subject{s}))
}

// plain keeps a text from ending the plugin's text: there a bar begins the
// figures and a line break the rest.
func plain(s string) string {
	return strings.NewReplacer("|", "/", "\n", " ", "\r", " ").Replace(s)
}

// performance lists the counts that are not zero, ok always.
func performance(counts map[monitor.Level]int) string {
	figures := []string{fmt.Sprintf("ok=%d", counts[monitor.LevelOK])}
	for _, level := range monitor.Levels {
		if level != monitor.LevelOK && counts[level] > 0 {
			figures = append(figures, fmt.Sprintf("%s=%d", level, counts[level]))
		}
	}
	return strings.Join(figures, " ")
}

// brief is the headline in few words, ages coarse.
func brief(m Model, now time.Time) string {
	listed, total := m.attention()
	if len(listed) == 0 || m.Stalled > 0 {
		return head(m, now, Coarse).Title
	}
	worst := listed[0]
	text := moment{m.At, now, Coarse}.short(worst.Subject, worst.name) + worst.trailer()
	if others := total - worst.size(); others > 0 {
		text += fmt.Sprintf("; %s more", Grouped(others))
	}
	return text
}
