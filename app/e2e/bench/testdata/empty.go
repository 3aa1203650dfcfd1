// The barest window that Fyne shows, to measure ours against.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	window := app.NewWithID("empty").NewWindow("Empty")
	window.SetContent(widget.NewLabel("empty"))
	window.Resize(fyne.NewSize(1000, 640))
	window.CenterOnScreen()
	window.ShowAndRun()
}
