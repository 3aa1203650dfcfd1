package config

import (
	"bytes"
	"sort"

	"github.com/pelletier/go-toml/v2/unstable"
)

// position is where a key, a table or an element of an array stands. Positions
// form the same tree as the values do: go-toml gives values without lines, and
// lines only for the first value that does not fit a Go type, but a person
// wants to be told of all that is wrong.
type position struct {
	line  int
	keys  map[string]*position
	items []*position
}

// key returns the position below p, made with the line when it is not there.
func (p *position) key(name string, line int) *position {
	if child := p.keys[name]; child != nil {
		return child
	}
	if p.keys == nil {
		p.keys = make(map[string]*position)
	}
	child := &position{line: line}
	p.keys[name] = child
	return child
}

// latest is the table that a header further down speaks of: the last element
// of an array of tables, p itself otherwise.
func (p *position) latest() *position {
	if len(p.items) > 0 {
		return p.items[len(p.items)-1]
	}
	return p
}

// lookup returns the position of a key; p's own when that is not known.
func (p *position) lookup(name string) *position {
	if child := p.keys[name]; child != nil {
		return child
	}
	return &position{line: p.line}
}

// item returns the position of an element; p's own when that is not known.
func (p *position) item(i int) *position {
	if i < len(p.items) {
		return p.items[i]
	}
	return &position{line: p.line}
}

// positions reads where everything in a document stands. The document must be
// one that go-toml has accepted.
func positions(document []byte) *position {
	lines := newLineIndex(document)
	root := &position{line: 1}
	current := root
	var parser unstable.Parser
	parser.Reset(document)
	for parser.NextExpression() {
		expression := parser.Expression()
		switch expression.Kind {
		case unstable.Table:
			current = lines.descend(root, expression.Key())
		case unstable.ArrayTable:
			array := lines.descend(root, expression.Key())
			current = &position{line: lines.of(lastKey(expression.Key()), array.line)}
			array.items = append(array.items, current)
		case unstable.KeyValue:
			lines.keyValue(current, expression)
		}
	}
	return root
}

// lineIndex holds the offset at which each line begins.
type lineIndex []int

func newLineIndex(document []byte) lineIndex {
	index := lineIndex{0}
	for at := 0; ; {
		next := bytes.IndexByte(document[at:], '\n')
		if next < 0 {
			return index
		}
		at += next + 1
		index = append(index, at)
	}
}

func (l lineIndex) at(offset int) int {
	return sort.Search(len(l), func(i int) bool { return l[i] > offset })
}

// of returns the line of a node, or instead when the parser does not say.
func (l lineIndex) of(n *unstable.Node, instead int) int {
	if n == nil || n.Raw.Length == 0 {
		return instead
	}
	return l.at(int(n.Raw.Offset))
}

// descend follows a dotted key to the position it names. Where it goes through
// an array of tables it means the last one.
func (l lineIndex) descend(from *position, key unstable.Iterator) *position {
	p := from
	for key.Next() {
		part := key.Node()
		p = p.latest().key(string(part.Data), l.of(part, p.line))
	}
	return p
}

func (l lineIndex) keyValue(table *position, n *unstable.Node) {
	l.value(l.descend(table, n.Key()), n.Value())
}

func (l lineIndex) value(at *position, n *unstable.Node) {
	switch n.Kind {
	case unstable.Array:
		for elements := n.Children(); elements.Next(); {
			element := elements.Node()
			if element.Kind == unstable.Comment {
				continue
			}
			item := &position{line: l.of(element, at.line)}
			l.value(item, element)
			at.items = append(at.items, item)
		}
	case unstable.InlineTable:
		for entries := n.Children(); entries.Next(); {
			if entry := entries.Node(); entry.Kind == unstable.KeyValue {
				l.keyValue(at, entry)
			}
		}
	}
}

func lastKey(key unstable.Iterator) *unstable.Node {
	var last *unstable.Node
	for key.Next() {
		last = key.Node()
	}
	return last
}
