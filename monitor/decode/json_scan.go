package decode

import (
	"bytes"
	"encoding/json"
)

// The scanner walks over JSON that json.Valid has accepted: it need not expect
// mistakes, and copies nothing.

// maxDepth is how deep values of a posted body may be nested, counted from the
// heartbeat itself.
const maxDepth = 32

// space is what may stand between the values of JSON.
const space = " \t\r\n"

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func skipSpace(b []byte, i int) int {
	for i < len(b) && isSpace(b[i]) {
		i++
	}
	return i
}

// skipComma returns the place of what follows a value that ended at i: the next
// value or the closing bracket.
func skipComma(b []byte, i int) int {
	if i = skipSpace(b, i); i < len(b) && b[i] == ',' {
		i = skipSpace(b, i+1)
	}
	return i
}

// skipString returns the place after the string that begins at i.
func skipString(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

// skipValue returns the place after the value that begins at i, and how deep it
// nests: 0 for a text or a number.
func skipValue(b []byte, i int) (end, depth int) {
	open := 0
	for i < len(b) {
		switch b[i] {
		case '"':
			i = skipString(b, i)
		case '{', '[':
			open++
			depth = max(depth, open)
			i++
		case '}', ']':
			if open == 0 {
				return i, depth // a number's or a word's end
			}
			open--
			i++
		case ',', ' ', '\t', '\r', '\n':
			if open == 0 {
				return i, depth
			}
			i++
			continue
		default:
			i++
			continue
		}
		if open == 0 {
			return i, depth
		}
	}
	return i, depth
}

// elements calls each with the elements of an array, until it says no.
func elements(array []byte, each func(value []byte, depth int) bool) {
	i := skipSpace(array, 1)
	for i < len(array) && array[i] != ']' {
		end, depth := skipValue(array, i)
		if !each(array[i:end], depth) {
			return
		}
		i = skipComma(array, end)
	}
}

// members calls each with the members of an object, until it says no. The key
// is as it is written, with its quotes.
func members(object []byte, each func(key, value []byte) bool) {
	i := skipSpace(object, 1)
	for i < len(object) && object[i] == '"' {
		end := skipString(object, i)
		key := object[i:end]
		i = skipSpace(object, end) // the colon
		i = skipSpace(object, i+1) // the value
		end, _ = skipValue(object, i)
		if !each(key, object[i:end]) {
			return
		}
		i = skipComma(object, end)
	}
}

// plainString is the text of a JSON string.
func plainString(quoted []byte) string {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return string(quoted[1 : len(quoted)-1])
	}
	var s string
	if json.Unmarshal(quoted, &s) != nil {
		return ""
	}
	return s
}
