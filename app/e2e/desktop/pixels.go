//go:build linux

package desktop

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// rest is how long nothing may change on a screen that is at rest. Ages in Sentinel's window tick once a second.
const rest = 600 * time.Millisecond

// Settled waits until the screen has stood still for a moment: whatever was opened has been painted.
func (d *Desktop) Settled(ctx context.Context) error {
	var last [sha256.Size]byte
	var since time.Time
	return Until(ctx, "the screen stands still", func() bool {
		data, err := os.ReadFile(filepath.Join(d.Home, "run", "Xvfb_screen0"))
		if err != nil {
			return false
		}
		if sum := sha256.Sum256(data); sum != last {
			last, since = sum, time.Now()
		}
		return time.Since(since) >= rest
	})
}

// Covered reports whether anything stands at a place on the screen, by the X server's own memory: something that looks
// otherwise than the bottom left corner, where the desktop is empty. It costs so little that it can be asked every
// millisecond. The pointer counts as something.
func (d *Desktop) Covered(x, y int) (bool, error) {
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
	size, height, perLine, colours := header[0], header[5], header[12], header[19]
	colour := func(x, y uint32) (pixel [3]byte, err error) {
		_, err = file.ReadAt(pixel[:], int64(size)+int64(colours)*12+int64(y)*int64(perLine)+int64(x)*4)
		return pixel, err
	}
	place, err := colour(uint32(x), uint32(y))
	corner, cornerErr := colour(1, height-2)
	if err := errors.Join(err, cornerErr); err != nil {
		return false, fmt.Errorf("look at the screen: %w", err)
	}
	return place != corner, nil
}
