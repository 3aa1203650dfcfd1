package window

import (
	"bufio"
	"io"

	"fyne.io/fyne/v2"
)

// Obey does what the program that started the window writes, a line at a time:
// "show" brings the window to the front. With closing it closes the window at
// the end of the input, so that no window outlives the tray that opened it. It
// is called from a goroutine of its own.
func (w *Window) Obey(input io.Reader, closing bool) {
	lines := bufio.NewScanner(input)
	for lines.Scan() {
		if lines.Text() == "show" {
			fyne.Do(w.Show)
		}
	}
	if closing {
		fyne.Do(w.Close)
	}
}
