//go:build linux

package desktop

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
)

// Painted reports whether anything stands in the middle of the screen, by the X server's own memory: the empty desktop is
// black there. It costs so little that it can be asked every millisecond.
func (d *Desktop) Painted() (bool, error) {
	file, err := os.Open(filepath.Join(d.Home, "run", "Xvfb_screen0"))
	if err != nil {
		return false, fmt.Errorf("look at the screen: %w", err)
	}
	defer file.Close()
	// The file is an X window dump: a header of 25 numbers, then a colour map of 12 bytes an entry, then the pixels.
	var header [25]uint32
	if err := binary.Read(file, binary.BigEndian, &header); err != nil {
		return false, fmt.Errorf("look at the screen: %w", err)
	}
	size, width, height, perLine, colours := header[0], header[4], header[5], header[12], header[19]
	// The pointer rests in the very middle.
	pixel := make([]byte, 4)
	at := int64(size) + int64(colours)*12 + int64(height/2)*int64(perLine) + int64(width/2-32)*4
	if _, err := file.ReadAt(pixel, at); err != nil {
		return false, fmt.Errorf("look at the screen: %w", err)
	}
	return pixel[0]|pixel[1]|pixel[2] != 0, nil
}
