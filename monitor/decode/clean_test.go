package decode

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestRepair(t *testing.T) {
	for broken, want := range map[string]string{
		// read as Mac Roman, with and without the Apple logo
		"\uf8ffüîÑ Waiting": "🔄 Waiting", "üîÑ Waiting": "🔄 Waiting",
		"\uf8ffüí∞ Trade": "💰 Trade", "üí∞ Trade": "💰 Trade",
		"\uf8ffüéØ Profit": "🎯 Profit", "üéØ Profit": "🎯 Profit",
		"?üéØ Profit": "🎯 Profit", "\ufffdüéØ Profit": "🎯 Profit",
		"‚úÖ Login": "✅ Login", "‚ùå Error": "❌ Error", "‚è≥ Wait": "⏳ Wait",
		"üö® Alert": "🚨 Alert", "üöÄ Start": "🚀 Start", "‚ö†Ô∏è Low": "⚠️ Low", "üî• Hot": "🔥 Hot",
		"caf√©": "café", "na√Øve ‚Äì yes": "naïve – yes",
		// read as Windows-1252
		"ðŸ”„ Waiting": "🔄 Waiting", "âœ… Login": "✅ Login", "ðŸ’° Trade": "💰 Trade",
		"ðŸŽ¯ Profit": "🎯 Profit", "ðŸš¨ Alert": "🚨 Alert", "ðŸš€ Go": "🚀 Go", "âš™ Work": "⚙ Work",
		"60â€“120": "60–120", "ðŸ“¡ Server": "📡 Server", "ðŸ¤– ROBOT": "🤖 ROBOT", "SÃ£o Paulo, 5 â‚¬": "São Paulo, 5 €",
		// with the undefined bytes lost, marked, or kept as Latin-1 does
		"âŒ Error": "❌ Error", "â\ufffdŒ Error": "❌ Error", "â?Œ Error": "❌ Error", "â\u009dŒ Error": "❌ Error",
		"â³ Wait": "⏳ Wait", "â\u008f³ Wait": "⏳ Wait",
		"âš\u00a0 Low": "⚠ Low", "âš Low": "⚠ Low", "âš\u00a0ï¸\u008f Low": "⚠️ Low", "âš\u00a0ï¸ Low": "⚠️ Low",
		"ðŸ” Looking": "🔍 Looking", "ðŸ” Login successful": "🔐 Login successful",
		// twice
		"Ã¢Å“â€¦ Login": "✅ Login", "Ã°Å¸â€\u009dâ€ž Waiting": "🔄 Waiting",
		// letters of other scripts
		"ÐŸÑ€Ð¸Ð²ÐµÑ‚": "Привет",
		// meant as it stands
		"É\u00a0tudes":  "É\u00a0tudes",
		"SÃO PAULO":     "SÃO PAULO",
		"über–über «é»": "über–über «é»",
		"São João 5°":   "São João 5°",
		"✅ Привет 你好":   "✅ Привет 你好",
		"why? ¿qué?":    "why? ¿qué?",
		"‚öffnen‘":      "‚öffnen‘",
	} {
		if got := Clean(broken); got != want {
			t.Errorf("Clean(%q) = %q, want %q", broken, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "",
		"  blanks \t ":                      "blanks",
		"a\r\nb\tc\u2028d":                  "a b c d",
		"bell\a nul\x00 del\x7f":            "bell nul del",
		"\x1b[31m❌ Error\x1b[0m":            "❌ Error",
		"\x1b]0;title\ax":                   "x",
		"c1 \u009b31m":                      "c1 31m",
		"pay \u202e001\u202c \u2066x\u2069": "pay 001 x",
		"zero\u200bwidth\u200d\ufeff":       "zerowidth",
		"soft\u00adhyphen":                  "softhyphen",
		"tag\U000e0041\U000e007f":           "tag",
		"👨\u200d👩\u200d👧 home":              "👨\u200d👩\u200d👧 home",
		"⚠\ufe0f low":                       "⚠\ufe0f low",
		"1\ufe0f\u20e3 first":               "1\ufe0f\u20e3 first",
		"a\ufe0fb\ufe0f":                    "ab",
		"👩\u200da":                          "👩a", "a\u200d👩": "a👩", "👩\u200d": "👩",
		"â\u200b€\u200b™":               "’",
		"bad \xff byte":                 "bad ÿ byte",
		"non\ufffechar\ufdd0":           "nonchar",
		strings.Repeat("é", 501):        strings.Repeat("é", 500),
		strings.Repeat("x", 499) + " y": strings.Repeat("x", 499),
		"$(rm -rf /) `x` \"'":           "$(rm -rf /) `x` \"'",
	} {
		if got := Clean(text); got != want {
			t.Errorf("Clean(%q) = %q, want %q", text, got, want)
		}
	}
}

// Hostile text must not cost more than its length.
func TestCleanTerminates(t *testing.T) {
	for _, part := range []string{"Â", "Ã", "â€", "ð", "\u200d", "â€®", "\uf8ff", "ÐŸ"} {
		for _, tail := range []string{"", "ƒ", "®"} {
			text := strings.Repeat(part, 40000) + tail
			if got := Clean(text); utf8.RuneCountInString(got) > MaxMessage {
				t.Errorf("%q: %d characters", part, utf8.RuneCountInString(got))
			} else if again := Clean(got); again != got {
				t.Errorf("%q: cleaned twice: %q, then %q", part, got, again)
			}
		}
	}
}
