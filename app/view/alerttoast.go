package view

import (
	"strings"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/alert"
)

// AlertToast puts a message into words for this desktop; ok is false when there
// is nothing to show: all of it ended otherwise than by a recovery.
func AlertToast(m alert.Message, subjects Subjects, now time.Time) (toast Toast, ok bool) {
	if len(m.Incidents) == 0 {
		title, body := plainText(m, now)
		return Toast{ID: m.ID, Title: title, Body: body, Level: monitor.LevelOK, Icon: toastIcon(monitor.LevelOK, m.Kind == alert.Test)}, true
	}
	channels, transitions := channelTrouble(transitionsOf(m))
	toast, ok = MakeToast(transitions, subjects, now)
	switch {
	case !ok && len(channels) > 0:
		toast = channelToast(channels, now)
	case !ok:
		return toast, false
	default:
		toast.Body = strings.Join(append(lines(toast.Body), channelLines(channels)...), "\n")
	}
	switch {
	case toast.Level == monitor.LevelOK:
	case m.Kind == alert.Repeated:
		toast.Title = "Still: " + toast.Title
	case m.Kind == alert.Escalated:
		toast.Title = "Nobody has acknowledged: " + toast.Title
	}
	toast.Body = strings.Join(append(lines(toast.Body), delay(m, now)...), "\n")
	return toast, true
}
