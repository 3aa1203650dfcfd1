package glyph

import (
	"bytes"
	"encoding/binary"
	"image"
)

// ICO writes a square picture as a Windows icon of one size, its pixels as a
// bitmap of 32 bits, which every Windows reads.
func ICO(picture *image.NRGBA) []byte {
	side := picture.Rect.Dx()
	maskRow := (side + 31) / 32 * 4 // bytes; rows end on a multiple of four
	const directory, header = 6 + 16, 40
	size := header + side*side*4 + side*maskRow

	var out bytes.Buffer
	write := func(values ...any) {
		for _, value := range values {
			_ = binary.Write(&out, binary.LittleEndian, value) // a buffer takes everything
		}
	}
	write(uint16(0), uint16(1), uint16(1))                        // an icon, with one picture
	write(uint8(side), uint8(side), uint8(0), uint8(0))           // no colour table
	write(uint16(1), uint16(32), uint32(size), uint32(directory)) // planes, bits, where
	write(uint32(header), int32(side), int32(2*side))             // the mask counts as height
	write(uint16(1), uint16(32), uint32(0), uint32(size-header))  // not compressed
	write(int32(0), int32(0), uint32(0), uint32(0))               // no resolution, no colours
	for y := side - 1; y >= 0; y-- {                              // from the bottom
		for x := range side {
			c := picture.NRGBAAt(x, y)
			write([]byte{c.B, c.G, c.R, c.A})
		}
	}
	for y := side - 1; y >= 0; y-- { // the mask, for readers without alpha: 1 shows the ground
		row := make([]byte, maskRow)
		for x := range side {
			if picture.NRGBAAt(x, y).A == 0 {
				row[x/8] |= 0x80 >> (x % 8)
			}
		}
		write(row)
	}
	return out.Bytes()
}
