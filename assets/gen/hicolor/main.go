// Command hicolor draws the program's own icon into an icon theme's folder, as
// packages for Linux desktops hold it:
//
//	go run ./assets/gen/hicolor NAME FOLDER
package main

import (
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"

	"sentinel/assets/internal/glyph"
)

func main() {
	if err := draw(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "hicolor:", err)
		os.Exit(1)
	}
}

func draw(args []string) error {
	if len(args) != 2 {
		return errors.New("want the icon's name and a folder")
	}
	name, folder := args[0], args[1]
	for _, pixels := range []int{16, 22, 24, 32, 48, 64, 128, 256, 512} {
		if err := writePNG(filepath.Join(folder, fmt.Sprintf("%dx%[1]d", pixels), "apps", name+".png"), pixels); err != nil {
			return err
		}
	}
	return write(filepath.Join(folder, "scalable", "apps", name+".svg"), func(out *os.File) error {
		_, err := out.Write(glyph.SVG(glyph.App, glyph.Tray))
		return err
	})
}

func writePNG(path string, pixels int) error {
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	return write(path, func(out *os.File) error { return encoder.Encode(out, glyph.Draw(glyph.App, pixels, glyph.Tray)) })
}

func write(path string, fill func(*os.File) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(fill(out), out.Close())
}
