package decode

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"sentinel/monitor"
)

// marker is how a message may begin, and what that means.
type marker struct {
	kind  string
	signs []string // U+FE0F left out, lower case
}

// markers in the order in which they are asked; a message begins with one at
// most, so the order is the reader's alone.
var markers = []marker{
	{monitor.StatusError, []string{"❌", "🔥", "🚨", "[error]"}},
	{monitor.StatusWarning, []string{"⚠", "🚫", "[warn]"}},
	{monitor.StatusWaiting, []string{"🔄", "⏳", "[wait]"}},
	{monitor.StatusTrade, []string{"💰"}},
	{monitor.StatusProfit, []string{"🎯"}},
	{success, []string{"✅", "🔑", "🔐", "[ok]"}},
	{monitor.StatusBusy, []string{"🚀", "🔍", "⚙", "🧪", "📈", "📢", "🔔", "[restart]"}},
}

// success is no kind: the words after the marker say what went well.
const success = "success"

// The words that tell kinds apart.
var (
	stopped       = words(`heartbeat\s+stopped`, "stopped")
	trade         = words(`trade`, "trade")
	profit        = words(`profit`, "profit")
	login         = words(`login|session`, "login", "session")
	profitSecured = words(`profit\s+secured`, "secured")
	tradeExecuted = words(`trade\s+executed`, "executed")
	loginDone     = words(`login\s+successful`, "successful")
	waiting       = words(`waiting`, "waiting")
	failure       = words(`error|failed|exception`, failures...)
	doubt         = words(`warning|rejected`, "warning", "rejected")
)

var failures = []string{"error", "failed", "exception"}

// denial is failure that did not happen. The 0 of "10 failed" or "1.0 failed"
// is none.
var denial = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(^|[^\pL\pM\pN_.,:])(no|0)[\s-]+(?:error|failed|exception)($|[^\pL\pM\pN_])`)
})

// phrase is whole words, whatever their case. Most messages do not hold them,
// which the hints tell at a hundredth of the cost of the expression.
type phrase struct {
	hints []string // in lower case; without one of them the phrase is not there
	whole func() *regexp.Regexp
}

func words(pattern string, hints ...string) phrase {
	return phrase{hints, sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)(?:^|[^\pL\pM\pN_])(?:` + pattern + `)(?:$|[^\pL\pM\pN_])`)
	})}
}

func (p phrase) in(text string) bool {
	return holdsAny(text, p.hints) && p.whole().MatchString(text)
}

func holdsAny(text string, hints []string) bool {
	lower := strings.ToLower(text)
	return slices.ContainsFunc(hints, func(hint string) bool { return strings.Contains(lower, hint) })
}

// Classify says what a message means: what the first of the user's rules that
// matches says, else one of the kinds of status files. Case and U+FE0F do not
// matter to the built-in rules.
func Classify(message string, rules []Rule) (kind string) {
	if kind, ok := byRule(message, rules); ok {
		return kind
	}
	plain := withoutVS16(message)
	if stopped.in(plain) {
		return monitor.StatusStopped
	}
	switch kind := marked(plain); kind {
	case "":
		return spoken(plain)
	case success:
		return achieved(plain)
	default:
		return kind
	}
}

// byRule asks the user's own rules.
func byRule(message string, rules []Rule) (kind string, ok bool) {
	plain := withoutVS16(message)
	for _, rule := range rules {
		if rule.Match != nil && (rule.Match.MatchString(message) || rule.Match.MatchString(plain)) {
			return rule.Kind, true
		}
	}
	return "", false
}

func withoutVS16(message string) string {
	return strings.TrimSpace(strings.ReplaceAll(message, string(vs16), ""))
}

// marked returns the kind of the marker at the beginning, "" without one.
func marked(plain string) string {
	for _, m := range markers {
		for _, sign := range m.signs {
			if len(plain) >= len(sign) && strings.EqualFold(plain[:len(sign)], sign) {
				return m.kind
			}
		}
	}
	return ""
}

// achieved says what a success was.
func achieved(plain string) string {
	switch {
	case trade.in(plain):
		return monitor.StatusTrade
	case profit.in(plain):
		return monitor.StatusProfit
	case login.in(plain):
		return monitor.StatusLogin
	}
	return monitor.StatusCustom
}

// spoken says what a message without a marker means.
func spoken(plain string) string {
	switch {
	case profitSecured.in(plain):
		return monitor.StatusProfit
	case tradeExecuted.in(plain):
		return monitor.StatusTrade
	case loginDone.in(plain):
		return monitor.StatusLogin
	case waiting.in(plain):
		return monitor.StatusWaiting
	case failure.in(undenied(plain)):
		return monitor.StatusError
	case doubt.in(plain):
		return monitor.StatusWarning
	}
	return monitor.StatusCustom
}

// undenied takes the failures that did not happen out of a message.
func undenied(plain string) string {
	if !holdsAny(plain, failures) {
		return plain
	}
	for range 2 { // two in a row share the space between them
		plain = denial().ReplaceAllString(plain, "$1;$3")
	}
	return plain
}
