package config

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// sectionSpan is where a section [[name]] stands in a file, in bytes: from the
// beginning of its header's line to the end of the line of its last key.
type sectionSpan struct {
	from, to int
	header   int // the end of the header's line
	keys     map[string]keySpan
}

// keySpan is where a key and its value stand.
type keySpan struct {
	from, value, to int
	comments        []string // within the value, which is a list
}

// replacement puts a text in the place of some bytes.
type replacement struct {
	from, to int
	text     string
}

// spansOf reads where the sections [[name]] stand in a file that was parsed
// before.
func spansOf(data []byte, name string) []sectionSpan {
	var sections []sectionSpan
	inOne := false
	parser := unstable.Parser{KeepComments: true}
	parser.Reset(data)
	for parser.NextExpression() {
		expression := parser.Expression()
		switch expression.Kind {
		case unstable.Table, unstable.ArrayTable:
			key := lastKey(expression.Key())
			if inOne = expression.Kind == unstable.ArrayTable && isOnly(expression.Key(), name); inOne {
				at := int(key.Raw.Offset)
				end := lineEndAt(data, at)
				sections = append(sections, sectionSpan{lineStart(data, at), end, end, map[string]keySpan{}})
			}
		case unstable.KeyValue:
			if inOne {
				sections[len(sections)-1].take(data, expression)
			}
		}
	}
	return sections
}

func isOnly(key unstable.Iterator, name string) bool {
	return key.Next() && string(key.Node().Data) == name && key.IsLast()
}

// take adds a key to the section.
func (s *sectionSpan) take(data []byte, n *unstable.Node) {
	key := lastKey(n.Key())
	k := keySpan{from: int(n.Raw.Offset), to: int(n.Raw.Offset + n.Raw.Length)}
	equals := int(key.Raw.Offset+key.Raw.Length) + bytes.IndexByte(data[key.Raw.Offset+key.Raw.Length:], '=') + 1
	k.value = equals + len(data[equals:k.to]) - len(bytes.TrimLeft(data[equals:k.to], " \t"))
	k.comments = commentsIn(n.Value())
	s.keys[string(key.Data)] = k
	s.to = lineEndAt(data, k.to)
}

// commentsIn lists the comments of a list. Those that follow upon each other are
// the children of the first.
func commentsIn(n *unstable.Node) (comments []string) {
	for children := n.Children(); children.Next(); {
		if child := children.Node(); child.Kind == unstable.Comment {
			comments = append(append(comments, strings.TrimRight(string(child.Data), "\r")), commentsIn(child)...)
		}
	}
	return comments
}

// replaced writes another value.
func (k keySpan) replaced(data []byte, value string) replacement {
	start := lineStart(data, k.from)
	return replacement{start, k.to, k.commentLines(data) + string(data[start:k.value]) + value}
}

// removed takes a key out with its line, but for comments.
func (k keySpan) removed(data []byte) replacement {
	start, end := lineStart(data, k.from), lineEndAt(data, k.to)
	rest := strings.TrimLeft(string(data[k.to:end]), " \t")
	if !strings.HasPrefix(rest, "#") {
		return replacement{start, end, k.commentLines(data)}
	}
	return replacement{start, end, k.commentLines(data) + string(data[start:k.from]) + rest}
}

// commentLines are the comments within a list as lines above it.
func (k keySpan) commentLines(data []byte) string {
	var b strings.Builder
	for _, comment := range k.comments {
		b.Write(data[lineStart(data, k.from):k.from])
		b.WriteString(comment + lineEnd(data))
	}
	return b.String()
}

// added writes another key behind those that come before it in the usual order.
func (s sectionSpan) added(data []byte, w word, before []word) replacement {
	at, indent := s.header, ""
	for _, o := range before {
		if k, there := s.keys[o.key]; there {
			at, indent = lineEndAt(data, k.to), string(data[lineStart(data, k.from):k.from])
		}
	}
	line := indent + w.line() + lineEnd(data)
	if !bytes.HasSuffix(data[:at], []byte("\n")) {
		line = lineEnd(data) + strings.TrimSuffix(line, lineEnd(data))
	}
	return replacement{at, at, line}
}

// apply makes all replacements, which do not overlap.
func apply(data []byte, all ...replacement) []byte {
	slices.SortStableFunc(all, func(a, b replacement) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	var out []byte
	at := 0
	for _, r := range all {
		out = append(append(out, data[at:r.from]...), r.text...)
		at = r.to
	}
	return append(out, data[at:]...)
}

// lineEnd is how lines end in a file.
func lineEnd(data []byte) string {
	if bytes.Contains(data, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}

func joinLines(end string, lines ...string) string { return strings.Join(lines, end) + end }

// lineStart is where the line begins that an offset is in.
func lineStart(data []byte, at int) int { return bytes.LastIndexByte(data[:at], '\n') + 1 }

// lineEndAt is where the line ends that an offset is in, behind its line feed.
func lineEndAt(data []byte, at int) int {
	if i := bytes.IndexByte(data[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(data)
}

// afterComments is behind the lines of comments that follow right at an offset,
// which is the end of a line.
func afterComments(data []byte, at int) int {
	for at < len(data) && strings.HasPrefix(strings.TrimLeft(string(data[at:lineEndAt(data, at)]), " \t"), "#") {
		at = lineEndAt(data, at)
	}
	return at
}

// startsBlank tells whether an empty line comes first, or nothing.
func startsBlank(data []byte) bool {
	return len(bytes.TrimSpace(data[:lineEndAt(data, 0)])) == 0
}

// endsBlank tells whether an empty line comes last, or nothing; data ends with a
// line feed.
func endsBlank(data []byte) bool {
	return len(data) == 0 || len(bytes.TrimSpace(data[lineStart(data, len(data)-1):])) == 0
}

// beforeBlank is where the empty line begins that ends at an offset; the offset
// when there is none.
func beforeBlank(data []byte, at int) int {
	if at == 0 || !endsBlank(data[:at]) {
		return at
	}
	return lineStart(data, at-1)
}
