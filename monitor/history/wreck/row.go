package wreck

import (
	"encoding/binary"
	"math"
)

// Row is a row of a table. A value is nil, an int64, a float64, a string or a
// []byte. Where a column is the ID, its value is nil.
type Row struct {
	ID     int64 // 0 in tables without
	Values []any
	Gap    bool // there is no row here: what stood here is lost
}

// maxPayload bounds a row: Sentinel writes none that is longer.
const maxPayload = 32 << 20

// row reads the row in a cell; ok is false when it is damaged.
func (f *File) row(n node, cell uint16) (row Row, ok bool) {
	b := n.page[cell:]
	if n.kind == innerIndex {
		b = b[4:]
	}
	length, used := varint(b)
	if used == 0 || length > maxPayload {
		return row, false
	}
	b = b[used:]
	most := (pageSize-12)*64/255 - 23 // SQLite's rules for what spills over
	if n.kind == leafTable {
		id, used := varint(b)
		if used == 0 {
			return row, false
		}
		row.ID, b = int64(id), b[used:]
		most = pageSize - 35
	}
	payload, ok := f.payload(b, int(length), most)
	if !ok {
		return row, false
	}
	row.Values, ok = values(payload)
	return row, ok
}

// payload gathers what begins in a cell and goes on in pages of its own.
func (f *File) payload(b []byte, length, most int) ([]byte, bool) {
	if length <= most {
		return b[:min(length, len(b))], length <= len(b)
	}
	least := (pageSize-12)*32/255 - 23
	here := least + (length-least)%(pageSize-4)
	if here > most {
		here = least
	}
	if here+4 > len(b) {
		return nil, false
	}
	payload := append([]byte(nil), b[:here]...)
	next := binary.BigEndian.Uint32(b[here:])
	for len(payload) < length {
		page := f.page(next)
		if page == nil {
			return nil, false
		}
		f.seen[next] = true
		payload = append(payload, page[4:min(pageSize, 4+length-len(payload))]...)
		next = binary.BigEndian.Uint32(page)
	}
	return payload, next == 0
}

// values takes a record apart.
func values(record []byte) ([]any, bool) {
	length, used := varint(record)
	if used == 0 || length > uint64(len(record)) {
		return nil, false
	}
	types, content := record[used:max(int(length), used)], record[length:]
	var list []any
	for len(types) > 0 {
		kind, used := varint(types)
		if used == 0 {
			return nil, false
		}
		types = types[used:]
		value, size, ok := value(kind, content)
		if !ok {
			return nil, false
		}
		list = append(list, value)
		content = content[size:]
	}
	return list, len(content) == 0
}

func value(kind uint64, b []byte) (v any, size int, ok bool) {
	switch kind {
	case 0:
		return nil, 0, true
	case 8, 9:
		return int64(kind - 8), 0, true
	case 1, 2, 3, 4, 5, 6, 7:
		size = []int{1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8}[kind]
		if size > len(b) {
			return nil, 0, false
		}
		n := int64(int8(b[0]))
		for _, one := range b[1:size] {
			n = n<<8 | int64(one)
		}
		if kind == 7 {
			return math.Float64frombits(uint64(n)), size, true
		}
		return n, size, true
	case 10, 11:
		return nil, 0, false
	}
	length := (kind - 12) / 2
	if length > uint64(len(b)) {
		return nil, 0, false
	}
	content := b[:length:length]
	if kind%2 == 1 {
		return string(content), int(length), true
	}
	return content, int(length), true
}
