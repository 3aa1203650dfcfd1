package decode

import "strings"

// MaxMessage is the longest a message may be, in characters.
const MaxMessage = 500

// Clean returns text fit for screens, toasts and logs.
func Clean(text string) string { return strings.TrimSpace(text) }
