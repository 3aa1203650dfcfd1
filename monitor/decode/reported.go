package decode

import (
	"encoding/json"
	"strings"

	"sentinel/monitor"
)

// reportedIn reads a status with its message from a JSON value; not ok when the
// value is no text. A bare true or false is an answer to "is it healthy?".
func reportedIn(raw json.RawMessage, rules []Rule) (status, message string, ok bool) {
	switch said, ok := text(raw); {
	case !ok:
		return "", "", false
	case said == "true" && raw[0] != '"':
		return monitor.StatusHealthy, "", true
	case said == "false" && raw[0] != '"':
		return monitor.StatusUnhealthy, "", true
	default:
		status, message = reported(said, rules)
		return status, message, true
	}
}

// reported turns what a robot says of itself into a status and a message. The
// words of this program and plain words are taken as they are; a sentence means
// what it would mean in a status file.
func reported(said string, rules []Rule) (status, message string) {
	said = Clean(said)
	if kind, ok := byRule(said, rules); ok {
		return kind, said
	}
	if word := strings.ToLower(said); ownStatus(word) {
		return word, ""
	}
	if kind := Classify(said, nil); kind != monitor.StatusCustom || !plainWord(said) {
		return kind, said
	}
	return said, ""
}

func ownStatus(word string) bool {
	switch word {
	case monitor.StatusHealthy, monitor.StatusDegraded, monitor.StatusUnhealthy,
		monitor.StatusActive, monitor.StatusIdle, monitor.StatusExpired,
		monitor.StatusError, monitor.StatusWarning, monitor.StatusWaiting, monitor.StatusLogin,
		monitor.StatusTrade, monitor.StatusProfit, monitor.StatusBusy, monitor.StatusCustom,
		monitor.StatusStopped:
		return true
	}
	return false
}

// plainWord says whether s can stand as a status: one word, not long.
func plainWord(s string) bool {
	if s == "" || len(s) > monitor.MaxKeyPart {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r > 0x7E || r <= ' '
	})
}
