package decode

import (
	"cmp"
	"strings"

	"sentinel/monitor"
)

// The names under which robots write their status and its time; the first that
// is there, and for times can be read, is taken.
var (
	statusNames = []string{"status", "state"}
	timeNames   = []string{"timestamp", "time", "ts", "at", "last_update", "last_process_ts"}
)

// jsonFile reads a file that is one JSON object: a status and a time, or the
// event that a robot or account would post.
func jsonFile(content string, o FileOptions) Result {
	fields, err := readObject([]byte(content))
	if err != nil {
		return Result{Why: "the status file is not one whole JSON object"}
	}
	var r Result
	known := []string{
		"event", "account", keyMessage, keySession, "session_valid",
		"open_orders", "active_accounts", "active_tasks",
	}
	known = append(append(known, statusNames...), timeNames...)
	if !takeStatus(&r.Beat, fields, o.Rules) {
		return Result{Why: `the status file has no "status" in its JSON`}
	}
	r.Beat.SessionActive = cmp.Or(boolean(fields["session_valid"]), boolean(fields[keySession]))
	r.Beat.OpenOrders = count(fields["open_orders"])
	r.Beat.ActiveAccounts = count(fields["active_accounts"])
	r.Beat.ActiveTasks = count(fields["active_tasks"])
	r.Beat.Extra = fields.without(known...)
	return takeTime(r, fields, o)
}

// takeStatus reads the status and the message that may stand beside it.
func takeStatus(beat *monitor.Heartbeat, fields object, rules []Rule) bool {
	for _, name := range statusNames {
		var ok bool
		if beat.Status, beat.Message, ok = reportedIn(fields[name], rules); !ok {
			continue
		}
		if message, ok := text(fields[keyMessage]); ok && strings.TrimSpace(message) != "" {
			beat.Message = Clean(message)
			if kind, ok := byRule(beat.Message, rules); ok {
				beat.Status = kind
			}
		}
		return true
	}
	return false
}

// takeTime reads the time under the first name that holds one.
func takeTime(r Result, fields object, o FileOptions) Result {
	claimed := false
	for _, name := range timeNames {
		sent, _, ok, found := moment(fields[name], TimeOptions{Zone: o.Zone, Near: o.ModTime})
		if ok {
			return r.withTime(sent, o)
		}
		claimed = claimed || found
	}
	if claimed {
		return r.withoutTime("the time in the status file's JSON cannot be read")
	}
	r.Why = `the status file has no "timestamp" in its JSON`
	return r
}
