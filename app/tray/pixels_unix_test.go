//go:build !windows && !darwin

package tray

import (
	"bytes"
	"image"
	"image/color"
	"testing"

	"sentinel/assets"
)

// The library sends the lowest byte of each of the four numbers.
func TestTheEdgesOfIconsKeepTheirColour(t *testing.T) {
	for _, name := range assets.IconNames() {
		data := assets.TrayIcon(name)
		want, _, err := image.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		got, format, err := image.Decode(bytes.NewReader(trayIcon(data)))
		if err != nil || format != "sentinel tray icon" {
			t.Fatalf("%s: %q, %v", name, format, err)
		}
		edges := 0
		for y := range want.Bounds().Dy() {
			for x := range want.Bounds().Dx() {
				r, g, b, a := got.At(x, y).RGBA()
				sent := color.NRGBA{R: byte(r), G: byte(g), B: byte(b), A: byte(a)}
				if meant := color.NRGBAModel.Convert(want.At(x, y)); sent != meant {
					t.Fatalf("%s at %d,%d: %v is sent for %v", name, x, y, sent, meant)
				}
				if sent.A > 0 && sent.A < 255 {
					edges++
				}
			}
		}
		if edges == 0 {
			t.Errorf("%s has no half transparent pixel", name)
		}
	}
}
