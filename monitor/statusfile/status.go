package statusfile

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// ErrUsage is wrapped by every error about a status that cannot be written
// whatever the disk does: an unknown type, or a message that is missing or has
// a line break in it.
var ErrUsage = errors.New("this status cannot be set")

// Types lists the types of status that can be set.
var Types = []string{"waiting", "login", "trade", "profit", "error", "custom"}

// Status is what to write.
type Status struct {
	Type          string    // one of Types
	Message       string    // for custom, as it is; ignored for all others
	SessionActive *bool     // nil leaves the session unsaid
	Expires       time.Time // for a test status, when it ends; zero for any other
}

// MessageFor returns the line that a type of status writes. For custom that is
// the message as it is. Its errors wrap ErrUsage.
func MessageFor(kind, message string) (string, error) {
	switch kind {
	case "waiting":
		return "🔄 Waiting for signals...", nil
	case "login":
		return "✅ Login successful", nil
	case "trade":
		return "💰 Trade executed", nil
	case "profit":
		return "🎯 Profit secured", nil
	case "error":
		return "❌ Error occurred", nil
	case "custom":
		return message, checkMessage(message)
	}
	return "", fmt.Errorf("%w: unknown type %q: use one of %s", ErrUsage, kind, strings.Join(Types, ", "))
}

func checkMessage(message string) error {
	switch {
	case strings.TrimSpace(message) == "":
		return fmt.Errorf("%w: custom needs a message", ErrUsage)
	case !utf8.ValidString(message):
		return fmt.Errorf("%w: the message is not UTF-8 text", ErrUsage)
	case strings.ContainsFunc(message, isLineBreak):
		return fmt.Errorf("%w: the message must be a single line: take the line break out", ErrUsage)
	case strings.ContainsRune(message, 0):
		return fmt.Errorf("%w: the message holds a NUL character: take it out", ErrUsage)
	}
	return nil
}

// isLineBreak knows every character that some reader splits lines at; Python's
// splitlines has the longest list.
func isLineBreak(r rune) bool {
	switch r {
	case '\n', '\v', '\f', '\r', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}

// content returns the bytes of the file.
func (s Status) content(now time.Time) ([]byte, error) {
	message, err := MessageFor(s.Type, s.Message)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n%s\n", message, isoformat(now))
	if s.SessionActive == nil && s.Expires.IsZero() {
		return b.Bytes(), nil
	}
	var fields []string
	if s.SessionActive != nil {
		fields = append(fields, fmt.Sprintf(`"session_active": %t`, *s.SessionActive))
	}
	if !s.Expires.IsZero() {
		fields = append(fields, `"test": true`, fmt.Sprintf(`"expires": %q`, s.Expires.Format(time.RFC3339Nano)))
	}
	fmt.Fprintf(&b, "{%s}\n", strings.Join(fields, ", "))
	return b.Bytes(), nil
}

// isoformat writes a time as Python's datetime.now().isoformat() does: local,
// without a zone, with six digits of fraction or none.
func isoformat(t time.Time) string {
	t = t.Local()
	if t.Nanosecond()/1000 == 0 {
		return t.Format("2006-01-02T15:04:05")
	}
	return t.Format("2006-01-02T15:04:05.000000")
}
