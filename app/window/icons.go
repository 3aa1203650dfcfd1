package window

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"sentinel/app/view"
	"sentinel/assets"
	"sentinel/monitor"
)

// The arrows of a sorted column.
const (
	iconDown = "down"
	iconUp   = "up"
)

// iconCross takes something away.
const iconCross = "cross"

// iconClock marks a clock that cannot be right.
const iconClock = "clock"

// shapes are the window's own drawings, on a field of 32 by 32: a shape of its
// own for each level, so that no state is told by colour alone. COLOR is filled
// in.
var shapes = map[string]string{
	iconDown:  `<path d="M3 9h26L16 26z" fill="COLOR"/>`,
	iconUp:    `<path d="M3 23h26L16 6z" fill="COLOR"/>`,
	iconCross: `<path d="M5 5l22 22M27 5L5 27" fill="none" stroke="COLOR" stroke-width="3.4" stroke-linecap="round"/>`,
	iconClock: `<circle cx="16" cy="16" r="12.5" fill="none" stroke="COLOR" stroke-width="2.6"/>` +
		`<path d="M16 8.5V16l5.5 4" fill="none" stroke="COLOR" stroke-width="2.6" stroke-linecap="round"/>`,
	// The small forms stand before words, where a drawing inside would be a blot.
	"small-ok":       `<circle cx="16" cy="16" r="13" fill="COLOR"/>`,
	"small-warning":  `<path d="M16 4L30 28H2z" fill="COLOR" stroke="COLOR" stroke-width="2" stroke-linejoin="round"/>`,
	"small-critical": `<path d="M10 2h12L30 10v12L22 30H10L2 22V10z" fill="COLOR"/>`,
	"small-unknown":  `<path d="M8.5 11a7.5 7.5 0 1 1 11 6.6c-2.4 1.3-3.5 2.4-3.5 5M16 28v1" stroke="COLOR" stroke-width="2.6" fill="none" stroke-linecap="round"/>`,
	"small-stalled":  `<rect x="3" y="3" width="26" height="26" rx="6" fill="COLOR"/>`,
	"small-off":      `<circle cx="16" cy="16" r="12" fill="none" stroke="COLOR" stroke-width="2.2"/>`,
}

// icon returns the drawing of that name in the colours of now. The resource's
// name tells the look apart, since Fyne keeps drawings by their name.
func icon(name string) fyne.Resource {
	dark := isDark()
	look, p := "light", &lightPalette
	if dark {
		look, p = "dark", &darkPalette
	}
	resource := "sentinel-" + name + "-" + look + ".svg"
	shape, own := shapes[name]
	if !own {
		return fyne.NewStaticResource(resource, assets.SVG(name, dark))
	}
	fill, _ := p.color(levelColor(strings.TrimPrefix(name, "small-")))
	shape = strings.ReplaceAll(shape, "COLOR", hexOf(fill.R, fill.G, fill.B))
	return fyne.NewStaticResource(resource,
		[]byte(`<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 32 32">`+shape+`</svg>`))
}

func hexOf(r, g, b uint8) string { return fmt.Sprintf("#%02x%02x%02x", r, g, b) }

func subjectIcon(s monitor.Subject) string {
	name := s.Level.String()
	if s.Acknowledged && s.Level > monitor.LevelUnknown {
		name += view.IconAcked
	}
	return name
}

// levelColor names the colour of a level or of another icon.
func levelColor(name string) fyne.ThemeColorName {
	switch name {
	case "ok":
		return colorOK
	case "warning", iconClock:
		return colorWarning
	case "critical":
		return colorCritical
	}
	return colorDim
}
