package decode

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// object is a JSON object whose values are still as written. Of a key that
// stands twice the last value holds.
type object map[string]json.RawMessage

var (
	errNotJSON   = errors.New("the answer is not JSON: check that the address is the status endpoint's")
	errNotObject = errors.New("the answer is JSON, but not an object: check that the address is the status endpoint's")
)

// tidyJSON makes JSON of what other programs take for it: a byte order mark,
// bytes that are no UTF-8, Python's NaN and Infinity (read as null).
func tidyJSON(body []byte) []byte {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	if !utf8.Valid(body) {
		body = []byte(readBytes(string(body)))
	}
	if json.Valid(body) {
		return body
	}
	return withoutNaN(body)
}

// withoutNaN replaces NaN, Infinity and -Infinity outside of strings.
func withoutNaN(body []byte) []byte {
	var out []byte
	quoted := false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case quoted && c == '\\' && i+1 < len(body):
			out = append(out, c)
			i++
			out = append(out, body[i])
			continue
		case c == '"':
			quoted = !quoted
		case !quoted:
			if n := notANumber(body[i:]); n > 0 {
				out = append(out, "null"...)
				i += n - 1
				continue
			}
		}
		out = append(out, body[i])
	}
	return out
}

func notANumber(text []byte) int {
	for _, word := range []string{"NaN", "Infinity", "-Infinity"} {
		if bytes.HasPrefix(text, []byte(word)) {
			return len(word)
		}
	}
	return 0
}

// readObject reads the one object that body is.
func readObject(body []byte) (object, error) {
	body = tidyJSON(body)
	if !json.Valid(body) {
		return nil, errNotJSON
	}
	var o object
	if err := json.Unmarshal(body, &o); err != nil || o == nil {
		return nil, errNotObject
	}
	return o, nil
}

// text returns the text of a string; numbers and booleans as written.
func text(raw json.RawMessage) (string, bool) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return "", false
	}
	switch raw[0] {
	case '"':
		var s string
		err := json.Unmarshal(raw, &s)
		return s, err == nil
	case '{', '[', 'n':
		return "", false
	}
	return string(raw), true
}

// boolean reads true and false, also as text or as 1 and 0.
func boolean(raw json.RawMessage) *bool {
	s, ok := text(raw)
	if !ok || len(s) > 5 {
		return nil
	}
	v, err := strconv.ParseBool(strings.ToLower(s))
	if err != nil {
		return nil
	}
	return &v
}

// count reads a whole number that is not negative.
func count(raw json.RawMessage) *int {
	v, ok := decimal(raw)
	if !ok || v < 0 || v > math.MaxInt32 || v != math.Trunc(v) {
		return nil
	}
	n := int(v)
	return &n
}

// decimal reads a number, also as text. What is too large becomes an infinity;
// NaN is no number.
func decimal(raw json.RawMessage) (float64, bool) {
	s, ok := text(raw)
	if !ok {
		return 0, false
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) || math.IsNaN(v) {
		return 0, false
	}
	return v, true
}

// moment reads a time: a text as robots write it, or a Unix time. Found says
// that there is a value that claims to be one.
func moment(raw json.RawMessage, o TimeOptions) (t time.Time, zoned, ok, found bool) {
	s, isText := text(raw)
	if !isText || strings.TrimSpace(s) == "" {
		return time.Time{}, false, false, false
	}
	if v, isNumber := decimal(raw); isNumber && strings.ContainsAny(s, "eE") && v > 0 && v < 1e19 {
		s = strconv.FormatFloat(v, 'f', -1, 64)
	}
	t, zoned, ok = readTime(s, o)
	return t, zoned, ok, true
}

// without returns what is left of the object without the keys; nil for nothing.
func (o object) without(keys ...string) map[string]json.RawMessage {
	rest := maps.Clone(map[string]json.RawMessage(o))
	for _, key := range keys {
		delete(rest, key)
	}
	if len(rest) == 0 {
		return nil
	}
	return rest
}

// maxAge bounds ages far below what a Duration holds.
const maxAge = 100 * 365 * 24 * time.Hour

// seconds makes a Duration of seconds, between 0 and maxAge.
func seconds(s float64) time.Duration {
	if s >= maxAge.Seconds() {
		return maxAge
	}
	return time.Duration(max(s, 0) * float64(time.Second))
}
