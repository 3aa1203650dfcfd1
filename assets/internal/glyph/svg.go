package glyph

import (
	"bytes"
	"fmt"
)

// SVG writes the icon of this name as a drawing of filled areas alone: the
// library that reads it for the window does not scale the width of lines.
func SVG(name string, palette Palette) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 %g %g">`, Size, Size)
	for _, layer := range layers(name) {
		for _, path := range layer.Paths {
			writePath(&out, path, layer.Opacity, palette)
		}
	}
	out.WriteString("</svg>\n")
	return out.Bytes()
}

// writePath gives each path the opacity of its layer. That is not quite one
// transparent picture, but it is what simple SVG readers understand. An area
// and its line of the same ink become one, so that they do not add up where
// they overlap.
func writePath(out *bytes.Buffer, path Path, opacity float64, palette Palette) {
	area := func(ink Ink, opacity float64, data string) {
		fmt.Fprintf(out, `<path d="%s" fill="%s" fill-opacity="%g"/>`, data, palette[ink], opacity)
	}
	if path.Stroke == None {
		area(path.Fill, opacity, path.D)
		return
	}
	stroke := outline(path)
	if path.Fill == path.Stroke {
		area(path.Fill, opacity, path.D+" "+stroke)
		return
	}
	if path.Fill != None {
		area(path.Fill, opacity, path.D)
	}
	if path.Opacity != 0 {
		opacity *= path.Opacity
	}
	area(path.Stroke, opacity, stroke)
}
