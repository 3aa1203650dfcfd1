package assets_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"image/draw"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sentinel/assets"
	"sentinel/assets/internal/glyph"
)

// The files in the tree are what the shapes in the code look like.
func TestIconsAreGenerated(t *testing.T) {
	for _, name := range assets.IconNames() {
		for _, size := range []struct {
			ending string
			pixels int
		}{{"-22.png", 22}, {"-64.png", 64}} {
			same(t, filepath.Join("icons", name+size.ending), glyph.Draw(name, size.pixels, glyph.Tray))
		}
		file := filepath.Join("icons", name+"-32.ico")
		committed, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		drawn := glyph.ICO(glyph.Draw(name, 32, glyph.Tray))
		if len(committed) != len(drawn) || furthest(committed, drawn) > rounding {
			t.Errorf("%s is not what the code draws: run go generate ./assets", file)
		}
	}
	same(t, "Icon.png", glyph.Draw(glyph.App, 256, glyph.Tray))

	entries, err := os.ReadDir("icons")
	if err != nil {
		t.Fatal(err)
	}
	if want := 3 * len(assets.IconNames()); len(entries) != want {
		t.Errorf("icons holds %d files, want %d: remove those of icons that no longer exist", len(entries), want)
	}
}

// rounding is how far a channel may be off: processors that multiply and add
// in one step place samples on an edge otherwise. Pixels are compared, not
// files, as Go's compressor may change.
const rounding = 8

func same(t *testing.T, file string, drawn *image.NRGBA) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	committed := decode(t, data)
	if committed.Rect != drawn.Rect || furthest(premultiplied(committed), premultiplied(drawn)) > rounding {
		t.Errorf("%s is not what the code draws: run go generate ./assets", file)
	}
}

func premultiplied(picture *image.NRGBA) []byte {
	flat := image.NewRGBA(picture.Rect)
	draw.Draw(flat, flat.Rect, picture, image.Point{}, draw.Src)
	return flat.Pix
}

func furthest(a, b []byte) int {
	most := 0
	for i := range a {
		most = max(most, int(a[i])-int(b[i]), int(b[i])-int(a[i]))
	}
	return most
}

func decode(t *testing.T, data []byte) *image.NRGBA {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	flat := image.NewNRGBA(picture.Bounds())
	draw.Draw(flat, flat.Rect, picture, picture.Bounds().Min, draw.Src)
	return flat
}

func TestEveryIconIsThere(t *testing.T) {
	for _, name := range assets.IconNames() {
		if len(assets.TrayIcon(name)) == 0 {
			t.Errorf("%s has no tray icon: macOS ends the program for that", name)
		}
		if size := decode(t, assets.Icon(name)).Rect.Size(); size != image.Pt(64, 64) {
			t.Errorf("%s is %v in size", name, size)
		}
	}
	if size := decode(t, assets.AppIcon()).Rect.Size(); size != image.Pt(256, 256) {
		t.Errorf("the program's icon is %v in size", size)
	}
}

func TestNamesThatDoNotExistSayUnknown(t *testing.T) {
	for _, name := range []string{"", "fine", "app", "../Icon", "ok-acked", "-test"} {
		if !bytes.Equal(assets.TrayIcon(name), assets.TrayIcon(assets.UnknownIcon)) {
			t.Errorf("TrayIcon(%q) is not the unknown one", name)
		}
		if !bytes.Equal(assets.Icon(name), assets.Icon(assets.UnknownIcon)) {
			t.Errorf("Icon(%q) is not the unknown one", name)
		}
		if !bytes.Equal(assets.SVG(name, true), assets.SVG(assets.UnknownIcon, true)) {
			t.Errorf("SVG(%q) is not the unknown one", name)
		}
	}
}

func TestSVG(t *testing.T) {
	for _, name := range assets.IconNames() {
		dark, light := assets.SVG(name, true), assets.SVG(name, false)
		if bytes.Equal(dark, light) {
			t.Errorf("%s is the same in a dark and a light window", name)
		}
		for _, drawing := range [][]byte{dark, light} {
			reader := xml.NewDecoder(bytes.NewReader(drawing))
			for {
				_, err := reader.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%s: %v in %s", name, err, drawing)
				}
			}
		}
	}
	if drawing := string(assets.SVG("critical", false)); !strings.Contains(drawing, "#c92a2a") {
		t.Errorf("critical lacks the light window's red: %s", drawing)
	}
}
