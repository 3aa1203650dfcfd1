package pack

import "encoding/binary"

// cursor reads a block from its front. The first thing that cannot be read
// makes it fail; from then on everything is zero.
type cursor struct {
	rest   []byte
	failed bool
}

func (c *cursor) fail() {
	c.rest, c.failed = nil, true
}

func (c *cursor) byte() byte {
	if len(c.rest) == 0 {
		c.fail()
		return 0
	}
	first := c.rest[0]
	c.rest = c.rest[1:]
	return first
}

func (c *cursor) uvarint() uint64 {
	v, n := binary.Uvarint(c.rest)
	if n <= 0 {
		c.fail()
		return 0
	}
	c.rest = c.rest[n:]
	return v
}

func (c *cursor) varint() int64 {
	v, n := binary.Varint(c.rest)
	if n <= 0 {
		c.fail()
		return 0
	}
	c.rest = c.rest[n:]
	return v
}

// number reads one of 0 to most.
func (c *cursor) number(most int) int {
	v := c.uvarint()
	if v > uint64(most) {
		c.fail()
		return 0
	}
	return int(v)
}

// bytes reads so many bytes, which are part of the block.
func (c *cursor) bytes(n int) []byte {
	if n > len(c.rest) {
		c.fail()
		return nil
	}
	head := c.rest[:n]
	c.rest = c.rest[n:]
	return head
}
