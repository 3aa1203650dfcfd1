package decode

import (
	"regexp"
	"testing"
)

func TestClassify(t *testing.T) {
	for message, want := range map[string]string{
		// 1
		"heartbeat stopped": "stopped", "❌ Heartbeat  Stopped by user": "stopped", "heartbeat stoppedx": "custom",
		// 2
		"❌ Error occurred": "error", "🔥 x": "error", "🚨 Waiting": "error", "[ERROR] x": "error", "[error] x": "error",
		"  ❌ x": "error",
		// 3
		"⚠️ Low margin": "warning", "⚠ Low margin": "warning", "🚫 x": "warning", "[WARN] error": "warning",
		// 4
		"🔄 Waiting for signals...": "waiting", "⏳ error": "waiting", "[WAIT] x": "waiting", "[Wait]": "waiting",
		// 5, 6
		"💰 Trade executed": "trade", "💰 error": "trade", "🎯 Profit secured": "profit", "🎯 trade": "profit",
		// 7
		"✅ Login successful": "login", "✅ Trade closed with profit": "trade", "✅ Profit booked": "profit",
		"🔑 Session renewed": "login", "🔐 done": "custom", "[OK] TRADE": "trade", "✅ trades": "custom", "✅ no error": "custom",
		"✅ error": "custom", "✅️ session": "login",
		// 8
		"🚀 Starting": "busy", "🔍 x": "busy", "⚙️ x": "busy", "🧪 test error": "busy", "📈 x": "busy", "📢 x": "busy",
		"🔔 x": "busy", "[RESTART] failed": "busy",
		// 9
		"Profit secured": "profit", "TRADE EXECUTED": "trade", "Login successful": "login", "still waiting": "waiting",
		"waiting after error": "waiting", "an Error occurred": "error", "order failed": "error", "exception: x": "error",
		"no error": "custom", "0 failed, no exception": "custom", "no error no failed": "custom", "No-error run": "custom",
		"10 failed": "error", "1.0 failed": "error", "no error, 1 failed": "error", "no, error": "error",
		"piano error": "error", "errors": "custom", "terror": "custom", "login_failed": "custom",
		"warning: x": "warning", "order rejected": "warning", "failed with warning": "error", "all fine": "custom", "": "custom",
		"🤖 error": "error", "traded": "custom", "x ❌": "custom", "Handelsfehler": "custom",
	} {
		if got := Classify(message, nil); got != want {
			t.Errorf("Classify(%q) = %s, want %s", message, got, want)
		}
	}
}

func TestUsersRulesComeFirst(t *testing.T) {
	rules := []Rule{
		{regexp.MustCompile(`(?i)margin call`), "error"},
		{regexp.MustCompile(`^⚠ low`), "custom"},
		{regexp.MustCompile(`margin`), "warning"},
	}
	for message, want := range map[string]string{
		"✅ Margin Call": "error", "✅ margin ok": "warning", "⚠️ low": "custom", "⚠️ lower": "custom", "🎯 x": "profit",
		"heartbeat stopped: margin call": "error",
	} {
		if got := Classify(message, rules); got != want {
			t.Errorf("Classify(%q) = %s, want %s", message, got, want)
		}
	}
}
