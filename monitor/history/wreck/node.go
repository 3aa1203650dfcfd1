package wreck

import "encoding/binary"

// Kinds of node, as the first byte of a page has them.
const (
	innerIndex = 2
	innerTable = 5
	leafIndex  = 10
	leafTable  = 13
)

// node is a page of a tree.
type node struct {
	kind  byte
	right uint32 // the last child; of inner ones
	page  []byte
	cells []uint16 // where they begin
	lost  int      // cells that cannot be there
	guess bool     // the page says that it is of another kind
}

// node takes a page apart; ok is false for one that is no node. Below one of
// some kind there are only its like; a page that says otherwise is taken for
// a leaf.
func (f *File) node(number uint32, above byte) (n node, ok bool) {
	page := f.page(number)
	if page == nil {
		return n, false
	}
	at := 0
	if number == 1 {
		at = headerSize
	}
	n = node{kind: page[at], page: page}
	switch {
	case above == innerTable && n.kind != innerTable && n.kind != leafTable:
		n.kind, n.guess = leafTable, true
	case above == innerIndex && n.kind != innerIndex && n.kind != leafIndex:
		n.kind, n.guess = leafIndex, true
	}
	list := page[at+8:]
	switch n.kind {
	case innerIndex, innerTable:
		n.right = binary.BigEndian.Uint32(list)
		list = list[4:]
	case leafIndex, leafTable:
	default:
		return n, false
	}
	count := int(binary.BigEndian.Uint16(page[at+3:]))
	for i := range count {
		if 2*i+2 > len(list) {
			n.lost += count - i
			break
		}
		cell := binary.BigEndian.Uint16(list[2*i:])
		if int(cell) < at+8+2*count || int(cell) > pageSize-4 {
			n.lost++
			continue
		}
		n.cells = append(n.cells, cell)
	}
	return n, true
}

func (n node) inner() bool { return n.kind == innerIndex || n.kind == innerTable }

// child is one of the pages below, of which there is one more than cells, and
// the highest ID below it.
func (n node) child(i int) (page uint32, upto int64) {
	if i == len(n.cells) {
		return n.right, maxID
	}
	cell := n.page[n.cells[i]:]
	page = binary.BigEndian.Uint32(cell)
	if n.kind == innerTable {
		id, _ := varint(cell[4:])
		return page, int64(id)
	}
	return page, maxID
}

const maxID = 1<<63 - 1

// varint reads a number of SQLite's, and how many bytes it takes; 0: it is cut
// off.
func varint(b []byte) (value uint64, length int) {
	for i := range min(len(b), 9) {
		if i == 8 {
			return value<<8 | uint64(b[i]), 9
		}
		value = value<<7 | uint64(b[i]&0x7f)
		if b[i] < 0x80 {
			return value, i + 1
		}
	}
	return 0, 0
}
