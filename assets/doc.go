// Package assets holds what Sentinel's programs carry within them: the icons of
// the tray, the toasts and the window, and the scripts that producers of
// heartbeats start from.
//
// Everything is embedded and read-only; any goroutine may call it, and nobody
// may change the bytes it returns. The icons are drawn by code: change the
// shapes in internal/glyph and run "go generate ./assets".
package assets

//go:generate go run ./gen
