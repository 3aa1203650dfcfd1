package pack

import "encoding/binary"

// Intact tells whether a block is as Append made it, by its checksum alone.
func Intact(block []byte) bool {
	content := len(block) - checksumLength
	return content > 0 && block[0] == version && binary.LittleEndian.Uint16(block[content:]) == checksum(block[:content])
}
