// Package assets holds what Sentinel's programs carry within them: the icons of
// the tray, the toasts and the window, the sounds of toasts, and the scripts
// that producers of heartbeats start from.
//
// Everything is embedded and read-only; any goroutine may call it, and nobody
// may change the bytes it returns. The icons and sounds are made by code: change
// the shapes in internal/glyph or the notes in internal/chime and run
// "go generate ./assets".
package assets

//go:generate go run ./gen
