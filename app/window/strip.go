package window

import (
	"image"
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"

	"sentinel/monitor"
)

// Size of a strip: three units for each of its bars, two where room is scarce.
const (
	stripWidth  float32 = 3 * monitor.StripLength
	stripNarrow float32 = 2 * monitor.StripLength
	stripHeight float32 = 16
)

// strip draws the last intervals of a subject as bars, the newest at the
// right. Height tells what colour tells: the taller, the worse.
type strip struct {
	*canvas.Raster
	marks string
	stale bool
}

func newStrip() *strip {
	s := &strip{}
	s.Raster = canvas.NewRaster(s.draw)
	s.ScaleMode = canvas.ImageScalePixels
	return s
}

func (s *strip) set(marks string, stale bool) {
	if s.marks != marks || s.stale != stale {
		s.marks, s.stale = marks, stale
		s.Refresh()
	}
}

// bar is the colour of a mark and how much of the height it takes.
func bar(mark byte) (fyne.ThemeColorName, float32) {
	switch mark {
	case monitor.MarkOnTime:
		return colorOK, 5. / 16
	case monitor.MarkLate:
		return colorWarning, 10. / 16
	case monitor.MarkMissed, monitor.MarkTrouble:
		return colorCritical, 1
	}
	return colorLine, 2. / 16
}

func (s *strip) draw(width, height int) image.Image {
	picture := image.NewNRGBA(image.Rect(0, 0, width, height))
	// What was not watched yet is told as what was not watched.
	marks := strings.Repeat(string(rune(monitor.MarkOff)), monitor.StripLength) + s.marks
	marks = marks[len(marks)-monitor.StripLength:]
	pitch := float32(width) / monitor.StripLength
	for i := range len(marks) {
		name, part := bar(marks[i])
		if s.stale && name != colorLine {
			name = colorDim
		}
		left := int(float32(i) * pitch)
		right := max(int(float32(i)*pitch+pitch*0.68), left+1)
		top := height - max(int(part*float32(height)), 1)
		fillRect(picture, image.Rect(left, top, right, height), theme.Color(name))
	}
	return picture
}

func fillRect(picture *image.NRGBA, area image.Rectangle, c color.Color) {
	fill := color.NRGBAModel.Convert(c).(color.NRGBA)
	area = area.Intersect(picture.Rect)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			picture.SetNRGBA(x, y, fill)
		}
	}
}
