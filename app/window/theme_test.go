package window

import (
	"image/color"
	"math"
	"testing"
)

// The border is all that shows an empty box: WCAG wants 3:1 of it.
func TestBordersAreSeen(t *testing.T) {
	for name, p := range map[string]palette{"dark": darkPalette, "light": lightPalette} {
		for _, behind := range []color.NRGBA{p.bg, p.panel} {
			if got := contrast(p.border, behind); got < 3 {
				t.Errorf("%s: a border has a contrast of %.2f on %v", name, got, behind)
			}
		}
	}
}

// contrast is that of WCAG, between 1 and 21.
func contrast(a, b color.NRGBA) float64 {
	light, dark := luminance(a), luminance(b)
	return (max(light, dark) + 0.05) / (min(light, dark) + 0.05)
}

func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}
