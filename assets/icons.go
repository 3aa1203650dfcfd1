package assets

import (
	"embed"
	"slices"

	"sentinel/assets/internal/glyph"
)

// UnknownIcon is the icon that says "I don't know", and the one that a name
// which does not exist gets: never an empty or a reassuring one.
const UnknownIcon = "unknown"

//go:embed icons/*-64.png
var toastIcons embed.FS

//go:embed Icon.png
var appIcon []byte

// IconNames lists the icons of the set: a level ("ok", "warning", "critical",
// "unknown", "off"), "stalled" for a monitor that stands still, a level under
// test ("ok-test" and so on), and what somebody has acknowledged
// ("warning-acked", "critical-acked"). The set is small and fixed because
// Windows keeps every icon that was ever shown.
func IconNames() []string { return glyph.Names() }

// Icon gives the icon of this name as a PNG of 64 pixels, for toasts.
func Icon(name string) []byte { return read(toastIcons, known(name)+"-64.png") }

// TrayIcon gives the icon of this name as this system's tray wants it: an ICO
// of 32 pixels on Windows, a PNG of 22 pixels elsewhere. It is never empty.
func TrayIcon(name string) []byte { return read(trayIcons, known(name)+trayEnding) }

// AppIcon gives the program's own icon, a PNG of 256 pixels.
func AppIcon() []byte { return appIcon }

// SVG gives the icon of this name in the window's colours, for a dark or a
// light window.
func SVG(name string, dark bool) []byte {
	if dark {
		return glyph.SVG(known(name), glyph.WindowDark)
	}
	return glyph.SVG(known(name), glyph.WindowLight)
}

func known(name string) string {
	if slices.Contains(glyph.Names(), name) {
		return name
	}
	return UnknownIcon
}

// read cannot fail for a known name; a test reads every one.
func read(files embed.FS, name string) []byte {
	data, err := files.ReadFile("icons/" + name)
	if err != nil {
		panic("assets: the icon " + name + " was not generated")
	}
	return data
}
