package window

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Names of Sentinel's own colours, known to Theme beside Fyne's.
const (
	colorPanel    fyne.ThemeColorName = "sentinelPanel"
	colorLine     fyne.ThemeColorName = "sentinelLine"
	colorText     fyne.ThemeColorName = "sentinelText"
	colorDim      fyne.ThemeColorName = "sentinelDim"
	colorOK       fyne.ThemeColorName = "sentinelOK"
	colorWarning  fyne.ThemeColorName = "sentinelWarning"
	colorCritical fyne.ThemeColorName = "sentinelCritical"
	colorTest     fyne.ThemeColorName = "sentinelTest"
	colorSelected fyne.ThemeColorName = "sentinelSelected"
	colorHover    fyne.ThemeColorName = "sentinelHover"
)

// palette is one variant's colours.
type palette struct {
	bg, panel, line, border, text, dim, ok, warn, crit, test, sel, hover, raised color.NRGBA
}

var (
	darkPalette = palette{
		bg: rgb(0x16181d), panel: rgb(0x1d2027), line: rgb(0x2b2f38), border: rgb(0x6b7280), text: rgb(0xe7e9ee), dim: rgb(0x8f96a3),
		ok: rgb(0x35c26b), warn: rgb(0xf2b03d), crit: rgb(0xf0524f), test: rgb(0x5aa2ff), sel: rgb(0x262b36),
		hover: rgb(0x1d2027), raised: rgb(0x2b303b),
	}
	lightPalette = palette{
		bg: rgb(0xf6f7f9), panel: rgb(0xffffff), line: rgb(0xdfe3ea), border: rgb(0x858d9b), text: rgb(0x1b1e24), dim: rgb(0x667080),
		ok: rgb(0x178a45), warn: rgb(0xa86a00), crit: rgb(0xc92a2a), test: rgb(0x1f6fd6), sel: rgb(0xeaf1fb),
		hover: rgb(0xeef0f4), raised: rgb(0xffffff),
	}
)

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xff}
}

func fade(c color.NRGBA, alpha uint8) color.NRGBA {
	c.A = alpha
	return c
}

// Look says whether the window is dark or light.
type Look string

// The looks. LookSystem follows the desktop, or FYNE_THEME where it is set.
const (
	LookSystem Look = "system"
	LookDark   Look = "dark"
	LookLight  Look = "light"
)

// sentinelTheme is Fyne's default theme with Sentinel's colours and sizes.
type sentinelTheme struct {
	fyne.Theme // icons, fonts, and whatever is not said here
	look       Look
}

// Theme returns the window's theme in a look.
func Theme(look Look) fyne.Theme {
	return &sentinelTheme{Theme: theme.DefaultTheme(), look: look}
}

func (t *sentinelTheme) variant(system fyne.ThemeVariant) fyne.ThemeVariant {
	switch t.look {
	case LookDark:
		return theme.VariantDark
	case LookLight:
		return theme.VariantLight
	}
	return system
}

// Color implements fyne.Theme.
func (t *sentinelTheme) Color(name fyne.ThemeColorName, system fyne.ThemeVariant) color.Color {
	variant := t.variant(system)
	p := &darkPalette
	if variant == theme.VariantLight {
		p = &lightPalette
	}
	if c, known := p.color(name); known {
		return c
	}
	return t.Theme.Color(name, variant)
}

func (p *palette) color(name fyne.ThemeColorName) (color.NRGBA, bool) {
	switch name {
	case theme.ColorNameBackground:
		return p.bg, true
	case colorPanel, theme.ColorNameButton, theme.ColorNameInputBackground, theme.ColorNameHeaderBackground:
		return p.panel, true
	case theme.ColorNameMenuBackground, theme.ColorNameOverlayBackground:
		return p.raised, true
	case theme.ColorNameInputBorder: // of a box to tick there is nothing else to see
		return p.border, true
	case colorLine, theme.ColorNameSeparator, theme.ColorNameDisabledButton:
		return p.line, true
	case colorText, theme.ColorNameForeground:
		return p.text, true
	case colorDim, theme.ColorNamePlaceHolder, theme.ColorNameDisabled:
		return p.dim, true
	case colorOK, theme.ColorNameSuccess:
		return p.ok, true
	case colorWarning, theme.ColorNameWarning:
		return p.warn, true
	case colorCritical, theme.ColorNameError:
		return p.crit, true
	case colorTest, theme.ColorNamePrimary, theme.ColorNameHyperlink:
		return p.test, true
	case theme.ColorNameFocus:
		return fade(p.test, 0x50), true
	case theme.ColorNameSelection:
		return fade(p.test, 0x55), true
	case colorSelected:
		return p.sel, true
	case colorHover:
		return p.hover, true
	case theme.ColorNameHover:
		return fade(p.dim, 0x22), true
	case theme.ColorNamePressed:
		return fade(p.dim, 0x44), true
	case theme.ColorNameScrollBar:
		return fade(p.dim, 0x80), true
	}
	return color.NRGBA{}, false
}

// Size implements fyne.Theme.
func (t *sentinelTheme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return textSize
	case theme.SizeNameCaptionText:
		return smallSize
	case theme.SizeNameInputRadius, theme.SizeNameButtonRadius, theme.SizeNameMenuRadius, theme.SizeNamePopupRadius:
		return 8
	case theme.SizeNameInnerPadding:
		return 8
	}
	return t.Theme.Size(name)
}

// Sizes of text, in Fyne's units.
const (
	textSize  float32 = 14
	smallSize float32 = 12
	titleSize float32 = 17
	headSize  float32 = 22
)

// isDark tells whether the window is drawn dark now.
func isDark() bool {
	settings := fyne.CurrentApp().Settings()
	variant := settings.ThemeVariant()
	if own, ok := settings.Theme().(*sentinelTheme); ok {
		variant = own.variant(variant)
	}
	return variant != theme.VariantLight
}
