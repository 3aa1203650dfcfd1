package window

import (
	"bufio"
	"fmt"
	"io"

	"fyne.io/fyne/v2"
)

// Obey does what the program that started the window writes, a line at a time:
// "show" brings the window to the front, and answers "shown" on output: a
// program that hears nothing knows that the window was closing. With closing it closes the window at
// the end of the input, so that no window outlives the tray that opened it. It
// is called from a goroutine of its own.
func (w *Window) Obey(input io.Reader, output io.Writer, closing bool) {
	lines := bufio.NewScanner(input)
	for lines.Scan() {
		if lines.Text() == "show" {
			fyne.Do(func() {
				w.Show()
				fmt.Fprintln(output, "shown") // nobody may listen any more
			})
		}
	}
	if closing {
		fyne.Do(w.Close)
	}
}
