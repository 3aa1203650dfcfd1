package decode

import (
	"bytes"
	"strconv"

	"sentinel/monitor"
)

// MaxPing is how much of a ping's body is kept, in bytes.
const MaxPing = 10 << 10

// Ping reads the signal of a ping URL, as cron jobs send them: empty for
// success, "start", "fail", "log", or an exit status from "0" to "255". The
// first line of the body becomes the message. ok is false for any other signal.
func Ping(signal string, subject monitor.Kind, body []byte) (kind monitor.PostingKind, beat monitor.Heartbeat, ok bool) {
	good, bad := monitor.StatusHealthy, monitor.StatusUnhealthy
	if subject == monitor.KindAccount {
		good, bad = monitor.StatusActive, monitor.StatusError
	}
	message := firstLine(body)
	switch signal {
	case "start":
		return monitor.PostStart, monitor.Heartbeat{Message: message}, true
	case "log":
		return monitor.PostLog, monitor.Heartbeat{Message: message}, true
	case "", "0":
		return monitor.PostBeat, monitor.Heartbeat{Status: good, Message: message}, true
	case "fail":
		return monitor.PostBeat, monitor.Heartbeat{Status: bad, Message: message}, true
	}
	status, err := strconv.ParseUint(signal, 10, 8)
	if err != nil || strconv.FormatUint(status, 10) != signal {
		return 0, beat, false
	}
	said := "exit status " + signal
	if message != "" {
		said += ": " + message
	}
	return monitor.PostBeat, monitor.Heartbeat{Status: bad, Message: Clean(said)}, true
}

func firstLine(body []byte) string {
	line, _, _ := bytes.Cut(bytes.TrimSpace(body[:min(len(body), MaxPing)]), []byte("\n"))
	return Clean(readText(line))
}
