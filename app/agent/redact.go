package agent

import (
	"log/slog"
	"regexp"
)

// What may hold a secret in a text, and what stands there instead.
var secrets = []struct {
	form *regexp.Regexp
	by   string
}{
	{regexp.MustCompile(`(?i)([a-z][a-z0-9+.-]*://)[^\s/@"']+@`), "$1…@"},        // user and password of a URL
	{regexp.MustCompile(`(?i)([a-z][a-z0-9+.-]*://[^\s?"']*\?)[^\s"']+`), "$1…"}, // its query
	{regexp.MustCompile(`(?i)\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,}`), "$1 …"},
	{regexp.MustCompile(`(/bot)\d+:[A-Za-z0-9_-]+`), "$1…"}, // Telegram has its token in the path
}

// Redact is the one place where secrets are kept out of the logs: a
// slog.HandlerOptions.ReplaceAttr for every handler that a program makes. It
// sees to texts and errors, the message included; libraries put whole URLs into
// their errors.
func Redact(_ []string, a slog.Attr) slog.Attr {
	switch a.Value.Kind() {
	case slog.KindString:
		a.Value = slog.StringValue(redacted(a.Value.String()))
	case slog.KindAny:
		if err, isError := a.Value.Any().(error); isError && err != nil {
			a.Value = slog.StringValue(redacted(err.Error()))
		}
	}
	return a
}

func redacted(text string) string {
	for _, s := range secrets {
		text = s.form.ReplaceAllString(text, s.by)
	}
	return text
}
