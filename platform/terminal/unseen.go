package terminal

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// Unseen reads a line that is typed, without showing it, when r is a terminal;
// ok is false when it is none. The question is written to w.
func Unseen(r io.Reader, w io.Writer, question string) (line string, ok bool, err error) {
	f, isFile := r.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return "", false, nil
	}
	fmt.Fprint(w, question)
	typed, err := term.ReadPassword(int(f.Fd()))
	fmt.Fprintln(w)
	return string(typed), true, err
}
