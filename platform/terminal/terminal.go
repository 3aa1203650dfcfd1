// Package terminal knows whether something that is written to is a terminal,
// how large that is, and how to make it understand escape sequences.
//
// Any goroutine may call it.
package terminal

import (
	"io"
	"os"

	"golang.org/x/term"
)

// Size returns how many columns and rows w has; ok is false when w is no
// terminal that pictures can be redrawn on in place.
func Size(w io.Writer) (columns, rows int, ok bool) {
	f, isFile := w.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) || os.Getenv("TERM") == "dumb" {
		return 0, 0, false
	}
	columns, rows, err := term.GetSize(int(f.Fd()))
	if err != nil || columns <= 0 || rows <= 0 || !understandEscapes(f) {
		return 0, 0, false
	}
	return columns, rows, true
}
