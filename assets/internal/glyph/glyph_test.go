package glyph_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"math"
	"testing"

	"sentinel/assets/internal/glyph"
)

// The sizes that trays show.
var traySizes = []int{16, 22, 32}

// grey has one colour for every body, so that only shapes are left.
var grey = glyph.Palette{
	glyph.OK: "#808080", glyph.Warning: "#808080", glyph.Critical: "#808080", glyph.Unknown: "#808080",
	glyph.Test: "#808080", glyph.Mark: "#ffffff", glyph.DarkMark: "#1a1a1a", glyph.Tick: "#404040", glyph.Ground: "#202020",
}

// State is never colour alone: without any colour, at every size, on a dark
// and on a light bar, each icon differs from each other one by at least as
// much as two of a hundred pixels turned from black to white.
func TestShapesDifferInGrey(t *testing.T) {
	const least = 0.02
	names := glyph.Names()
	for _, pixels := range traySizes {
		drawn := map[string]*image.NRGBA{}
		for _, name := range names {
			drawn[name] = glyph.Draw(name, pixels, grey)
		}
		for _, bar := range []float64{0.12, 0.95} {
			for i, a := range names {
				for _, b := range names[:i] {
					apart := difference(drawn[a], drawn[b], bar)
					if apart < least {
						t.Errorf("%s and %s differ by %.4f at %d pixels on a bar of %.2f", a, b, apart, pixels, bar)
					}
				}
			}
		}
	}
}

// difference is the mean difference in brightness, from 0 to 1.
func difference(a, b *image.NRGBA, bar float64) float64 {
	sum := 0.0
	for y := range a.Rect.Dy() {
		for x := range a.Rect.Dx() {
			sum += math.Abs(brightness(a.NRGBAAt(x, y), bar) - brightness(b.NRGBAAt(x, y), bar))
		}
	}
	return sum / float64(a.Rect.Dx()*a.Rect.Dy())
}

func brightness(c color.NRGBA, bar float64) float64 {
	alpha := float64(c.A) / 255
	light := (0.299*float64(c.R) + 0.587*float64(c.G) + 0.114*float64(c.B)) / 255
	return light*alpha + bar*(1-alpha)
}

// What the eye looks for first, at places of the 32-unit square.
func TestColoursAtPlaces(t *testing.T) {
	clear := color.NRGBA{}
	green, yellow, red := rgb(0x2f, 0xb4, 0x63), rgb(0xf0, 0xa9, 0x2e), rgb(0xe5, 0x48, 0x4d)
	gray, blue, white := rgb(0x8a, 0x91, 0x9e), rgb(0x3b, 0x8c, 0xff), rgb(0xff, 0xff, 0xff)
	tests := []struct {
		icon string
		x, y int // hundredths of the square's side
		want color.NRGBA
	}{
		{"ok", 50, 15, green},
		{"ok", 44, 67, white},
		{"ok", 2, 2, clear},
		{"warning", 50, 22, yellow},
		{"warning", 15, 87, yellow},
		{"warning", 50, 50, rgb(0x1a, 0x14, 0)},
		{"warning", 10, 20, clear},
		{"critical", 20, 50, red},
		{"critical", 50, 40, white},
		{"critical", 50, 73, white},
		{"critical", 4, 4, clear},
		{"unknown", 15, 50, gray},
		{"unknown", 50, 77, white},
		{"off", 50, 12, gray},
		{"off", 50, 50, clear},
		{"stalled", 12, 50, gray},
		{"stalled", 2, 2, clear},
		{"ok-test", 63, 85, blue},
		{"ok-test", 77, 78, white},
		{"ok-test", 30, 20, green},
		{"critical-test", 63, 85, blue},
		{"off-test", 50, 12, gray},
		{"critical-acked", 69, 87, rgb(0x3f, 0x47, 0x54)},
		{"critical-acked", 20, 50, color.NRGBA{0xe5, 0x48, 0x4d, 115}},
	}
	const pixels = 128
	drawn := map[string]*image.NRGBA{}
	for _, test := range tests {
		if drawn[test.icon] == nil {
			drawn[test.icon] = glyph.Draw(test.icon, pixels, glyph.Tray)
		}
		got := drawn[test.icon].NRGBAAt(test.x*pixels/100, test.y*pixels/100)
		if got != test.want {
			t.Errorf("%s at %d %%, %d %% is %v, want %v", test.icon, test.x, test.y, got, test.want)
		}
	}
}

func rgb(r, g, b uint8) color.NRGBA { return color.NRGBA{r, g, b, 255} }

func TestNamesThatDoNotExistAreEmpty(t *testing.T) {
	for _, name := range []string{"", "ok-acked", "stalled-test", "-test", "nothing"} {
		for _, value := range glyph.Draw(name, 16, glyph.Tray).Pix {
			if value != 0 {
				t.Fatalf("%q is drawn", name)
			}
		}
	}
}

// The picture in an ICO is the one that went in, and its mask shows the ground
// where it is clear.
func TestICO(t *testing.T) {
	picture := glyph.Draw("warning", 32, glyph.Tray)
	data := glyph.ICO(picture)

	var head struct {
		Reserved, Kind, Count        uint16
		Width, Height, Colours, Zero uint8
		Planes, Bits                 uint16
		Size, Offset                 uint32
	}
	var bitmap struct {
		Header        uint32
		Width, Height int32
		Planes, Bits  uint16
		Compression   uint32
		Size          uint32
		_             [16]byte
	}
	reader := bytes.NewReader(data)
	for _, part := range []any{&head, &bitmap} {
		if err := binary.Read(reader, binary.LittleEndian, part); err != nil {
			t.Fatal(err)
		}
	}
	if head.Kind != 1 || head.Count != 1 || head.Width != 32 || head.Height != 32 || head.Bits != 32 || int(head.Offset+head.Size) != len(data) {
		t.Errorf("directory: %+v of %d bytes", head, len(data))
	}
	if bitmap.Header != 40 || bitmap.Width != 32 || bitmap.Height != 64 || bitmap.Bits != 32 || bitmap.Compression != 0 {
		t.Errorf("bitmap: %+v", bitmap)
	}
	pixels, mask := data[62:62+32*32*4], data[62+32*32*4:]
	for y := range 32 {
		for x := range 32 {
			at := pixels[((31-y)*32+x)*4:]
			want := picture.NRGBAAt(x, y)
			if got := (color.NRGBA{at[2], at[1], at[0], at[3]}); got != want {
				t.Fatalf("pixel %d,%d is %v, want %v", x, y, got, want)
			}
			if masked := mask[(31-y)*4+x/8]&(0x80>>(x%8)) != 0; masked != (want.A == 0) {
				t.Fatalf("mask at %d,%d is %v, alpha %d", x, y, masked, want.A)
			}
		}
	}
}
