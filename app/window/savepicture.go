package window

import (
	"errors"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
)

// pictureScale is how many pixels a unit has in a picture that is saved.
const pictureScale = 2

// pictureOf draws a trend as it is on the screen, in the size that it has there,
// but for what can be pressed.
func pictureOf(t outcome, now time.Time, size fyne.Size) image.Image {
	sheet := newTrendSheet(func(box) {})
	sheet.show(t, now)
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetScale(pictureScale)
	c.SetContent(sheet)
	c.Resize(fyne.NewSize(size.Width, max(size.Height, sheet.MinSize().Height)))
	return c.Capture()
}

// pictureName is a file's name, without its end, for a trend. No name of a robot
// leads out of the folder.
func pictureName(t outcome) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '_', r == '-', r == '.':
			return r
		}
		return '-'
	}, string(t.whom))
	return "sentinel-" + name[:min(len(name), 80)] + "-" + t.to().Format("2006-01-02")
}

// savePicture writes what is shown into the folder of pictures, away from the
// screen, and tells where it is.
func (t *trends) savePicture() {
	w, shown := t.window, t.asker.shown
	picture := pictureOf(shown, w.now(), t.sheet.Size())
	w.spawn(func() {
		path, err := writePicture(w.pictures, pictureName(shown), picture)
		fyne.Do(func() {
			if err != nil {
				w.toast.say("The picture was not saved: "+sentenceOf(err), true, w.now())
				return
			}
			w.toast.say("Saved as "+oneLine(path)+".", false, w.now())
		})
	})
}

// writePicture writes a picture into a folder, and never over another file.
func writePicture(folder, name string, picture image.Image) (path string, err error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	file, err := freeFile(folder, name)
	if err != nil {
		return "", err
	}
	err = png.Encode(file, picture)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		_ = os.Remove(file.Name()) // half a picture is none
	}
	return file.Name(), err
}

// freeFile makes a file of the name, or of the name and a number where there is
// one already.
func freeFile(folder, name string) (*os.File, error) {
	numbered := name
	for n := 2; ; n++ {
		file, err := os.OpenFile(filepath.Join(folder, numbered+".png"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if !errors.Is(err, fs.ErrExist) || n > 10_000 {
			return file, err
		}
		numbered = fmt.Sprintf("%s-%d", name, n)
	}
}
