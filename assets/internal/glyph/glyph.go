// Package glyph holds the shapes of Sentinel's icons and draws them: as pixels,
// as SVG, as an ICO file.
//
// A shape is described once, on a square of 32 units, and coloured by a
// Palette. State is never colour alone: each icon differs from every other
// also in grey. The package is pure; any goroutine may call it.
package glyph

import (
	"slices"
	"strings"
)

// Size is the side of the square that shapes are described on.
const Size = 32.0

// Ink names a colour by what it means; a Palette says which colour that is.
type Ink int

// The inks of the shapes.
const (
	None Ink = iota
	OK
	Warning
	Critical
	Unknown
	Test
	Mark     // the white sign on a coloured body
	DarkMark // the dark sign on a yellow body
	Tick     // the tick of an acknowledgement
	Ground   // the program's own icon's ground
)

// Palette gives each ink its colour as "#rrggbb".
type Palette map[Ink]string

// Path is a line or an area.
type Path struct {
	D       string  // SVG path data: absolute M L H V C A Z, numbers parted by blanks
	Fill    Ink     // None: not filled
	Stroke  Ink     // None: no line
	Width   float64 // of the line
	Butt    bool    // the line ends square at its last point, else round
	Opacity float64 // of the line; 0 means 1
}

// Layer is a group of paths made transparent as one picture.
type Layer struct {
	Opacity float64
	Paths   []Path
}

// The colours of the tray and of toasts, readable on dark and light bars.
var Tray = Palette{
	OK: "#2fb463", Warning: "#f0a92e", Critical: "#e5484d", Unknown: "#8a919e", Test: "#3b8cff",
	Mark: "#ffffff", DarkMark: "#1a1400", Tick: "#3f4754", Ground: "#1d2027",
}

// The colours of the window.
var (
	WindowDark = Palette{
		OK: "#35c26b", Warning: "#f2b03d", Critical: "#f0524f", Unknown: "#8f96a3", Test: "#5aa2ff",
		Mark: "#ffffff", DarkMark: "#1a1400", Tick: "#3f4754", Ground: "#1d2027",
	}
	WindowLight = Palette{
		OK: "#178a45", Warning: "#a86a00", Critical: "#c92a2a", Unknown: "#667080", Test: "#1f6fd6",
		Mark: "#ffffff", DarkMark: "#1a1400", Tick: "#3f4754", Ground: "#1d2027",
	}
)

// App is the name of the program's own icon, which is not one of Names.
const App = "app"

// Names lists the icons that tell a state.
func Names() []string {
	return []string{
		"ok", "warning", "critical", "unknown", "off", "stalled",
		"ok-test", "warning-test", "critical-test", "unknown-test", "off-test",
		"warning-acked", "critical-acked",
	}
}

// layers gives an icon's picture from the bottom up, nil for a name that does
// not exist.
func layers(name string) []Layer {
	if paths, plain := shapes[name]; plain {
		return []Layer{{1, paths}}
	}
	if !slices.Contains(Names(), name) {
		return nil
	}
	if level, test := strings.CutSuffix(name, "-test"); test {
		return []Layer{{1, shapes[level]}, {1, testBadge}}
	}
	level, _ := strings.CutSuffix(name, "-acked")
	return []Layer{{0.45, shapes[level]}, {1, acknowledged}}
}
