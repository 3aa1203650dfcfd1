package glyph

import (
	"bytes"
	"fmt"
)

// SVG writes the icon of this name as a drawing.
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
// transparent picture, but it is what simple SVG readers understand.
func writePath(out *bytes.Buffer, path Path, opacity float64, palette Palette) {
	fmt.Fprintf(out, `<path d="%s"`, path.D)
	if path.Fill == None {
		out.WriteString(` fill="none"`)
	} else {
		fmt.Fprintf(out, ` fill="%s" fill-opacity="%g"`, palette[path.Fill], opacity)
	}
	if path.Stroke != None {
		ends := "round"
		if path.Butt {
			ends = "butt"
		}
		lineOpacity := opacity
		if path.Opacity != 0 {
			lineOpacity *= path.Opacity
		}
		fmt.Fprintf(out, ` stroke="%s" stroke-width="%g" stroke-opacity="%g" stroke-linecap="%s" stroke-linejoin="round"`,
			palette[path.Stroke], path.Width, lineOpacity, ends)
	}
	out.WriteString("/>")
}
