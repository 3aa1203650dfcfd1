package pack

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
)

// longest is how many bits a symbol of a code takes at most, so that a table of
// all that these bits can be is small.
const longest = 8

// code says in how many bits each symbol is written: a prefix code, as Huffman
// found them, fitted to how often each symbol is there. A symbol that has none
// is not there. When there is only one symbol, nothing is written for it.
type code struct {
	lengths [symbols]uint8
	first   int // the first and the last symbol that is there
	last    int
}

// single tells whether there is only one symbol.
func (c *code) single() bool { return c.first == c.last }

// codeFor makes the code for symbols that are so often there.
func codeFor(counts *[symbols]int) (c code) {
	var space [2 * symbols]node
	leaves := space[:0]
	for symbol, count := range counts {
		if count > 0 {
			leaves = append(leaves, node{count: count, symbol: symbol})
		}
	}
	c.first, c.last = leaves[0].symbol, leaves[len(leaves)-1].symbol
	c.lengths[c.first] = 1
	if c.single() {
		return c
	}
	slices.SortFunc(leaves, func(a, b node) int { return cmp.Compare(a.count, b.count) })
	for !c.grow(leaves) {
		for i := range leaves { // nearer to each other, they lie less deep
			leaves[i].count = leaves[i].count/2 + 1
		}
	}
	return c
}

// node is a part of the tree in which Huffman finds a code. Leaves are symbols.
type node struct{ count, symbol, parent, depth int }

// grow takes the lengths of the code from the tree of some leaves, the rarest
// first. It returns false when a leaf lies too deep.
func (c *code) grow(leaves []node) bool {
	nodes, n := leaves, len(leaves)
	// The inner nodes come in order too, so that the rarest of all that have no
	// parent is the next of the leaves or the next of those.
	leaf, inner := 0, n
	rarest := func() int {
		if leaf < n && (inner == len(nodes) || nodes[leaf].count <= nodes[inner].count) {
			leaf++
			return leaf - 1
		}
		inner++
		return inner - 1
	}
	for range n - 1 {
		a, b := rarest(), rarest()
		nodes[a].parent, nodes[b].parent = len(nodes), len(nodes)
		nodes = append(nodes, node{count: nodes[a].count + nodes[b].count})
	}
	for i := len(nodes) - 2; i >= 0; i-- {
		nodes[i].depth = nodes[nodes[i].parent].depth + 1
		if i >= n {
			continue
		}
		if nodes[i].depth > longest {
			return false
		}
		c.lengths[nodes[i].symbol] = uint8(nodes[i].depth)
	}
	return true
}

// words returns the bits that each symbol is written in, to be written from
// the lowest on.
func (c *code) words() (words [symbols]uint8) {
	next := c.firstWords()
	for symbol := c.first; symbol <= c.last; symbol++ {
		if length := c.lengths[symbol]; length > 0 {
			words[symbol] = bits.Reverse8(uint8(next[length] << (longest - length)))
			next[length]++
		}
	}
	return words
}

// firstWords returns the first word of each length: words ascend with their
// length, and those of a length with their symbols.
func (c *code) firstWords() (next [longest + 1]int) {
	var counts [longest + 1]int
	for symbol := c.first; symbol <= c.last; symbol++ {
		counts[c.lengths[symbol]]++
	}
	counts[0] = 0
	for length := 1; length <= longest; length++ {
		next[length] = (next[length-1] + counts[length-1]) << 1
	}
	return next
}

// complete tells whether every row of bits is written for a symbol.
func (c *code) complete() bool {
	sum := 0
	for symbol := c.first; symbol <= c.last; symbol++ {
		if length := c.lengths[symbol]; length > 0 {
			sum += 1 << (longest - length)
		}
	}
	return sum == 1<<longest
}

// A code is written as its first symbol, how far the last is from it, and the
// lengths of all between them in half a byte each. Behind one of 0 stands how
// many more of 0 follow.
func (c *code) append(dst []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(c.first))
	dst = binary.AppendUvarint(dst, uint64(c.last-c.first))
	if c.single() {
		return dst
	}
	w := bitWriter{out: dst}
	for symbol := c.first; symbol <= c.last; symbol++ {
		w.write(uint64(c.lengths[symbol]), 4)
		if c.lengths[symbol] > 0 {
			continue
		}
		more := 0
		for more < 15 && c.lengths[symbol+1] == 0 {
			symbol++
			more++
		}
		w.write(uint64(more), 4)
	}
	return w.end()
}

func (c *cursor) code() (code code) {
	code.first = c.number(symbols - 1)
	code.last = code.first + c.number(symbols-1-code.first)
	if code.single() {
		code.lengths[code.first] = 1
		return code
	}
	r := bitReader{in: c.rest}
	for symbol := code.first; symbol <= code.last; symbol++ {
		length := r.read(4)
		if length > longest {
			c.fail()
			return code
		}
		code.lengths[symbol] = uint8(length)
		if length == 0 {
			symbol += int(r.read(4))
		}
	}
	var ok bool
	if c.rest, ok = r.rest(); !ok || !code.complete() {
		c.fail()
	}
	return code
}
