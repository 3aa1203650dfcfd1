// Command gen draws the icons of the package above it into files, and plays its
// sounds into others. It runs in that package's folder, by "go generate ./assets".
package main

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"path/filepath"

	"sentinel/assets/internal/chime"
	"sentinel/assets/internal/glyph"
)

func main() {
	if err := generate(); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func generate() error {
	if err := draw(); err != nil {
		return err
	}
	if err := os.MkdirAll("sounds", 0o755); err != nil {
		return err
	}
	for _, name := range chime.Names() {
		if err := os.WriteFile(filepath.Join("sounds", name+".wav"), chime.WAV(name), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func draw() error {
	if err := os.MkdirAll("icons", 0o755); err != nil {
		return err
	}
	for _, name := range glyph.Names() {
		at := filepath.Join("icons", name)
		for _, pixels := range []int{22, 64} {
			if err := writePNG(fmt.Sprintf("%s-%d.png", at, pixels), name, pixels); err != nil {
				return err
			}
		}
		if err := os.WriteFile(at+"-32.ico", glyph.ICO(glyph.Draw(name, 32, glyph.Tray)), 0o644); err != nil {
			return err
		}
	}
	return writePNG("Icon.png", glyph.App, 256)
}

func writePNG(path, name string, pixels int) error {
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, glyph.Draw(name, pixels, glyph.Tray)); err != nil {
		return err
	}
	return os.WriteFile(path, out.Bytes(), 0o644)
}
