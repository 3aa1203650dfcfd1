//go:build !windows && !darwin

package tray

import (
	"image"
	"image/draw"
	"image/png"
	"io"
)

// straightMark begins the data of an icon that is to be read by straightImage.
const straightMark = "sentinel tray icon\n"

func init() {
	image.RegisterFormat("sentinel tray icon", straightMark, straightImage, straightConfig)
}

// trayIcon readies a PNG for the tray library. The bus wants colours that are
// not multiplied by their opacity, and the library hands on the lowest bytes of
// what image.Image gives, which are multiplied and then cut: the half
// transparent edge of an icon would glow magenta.
func trayIcon(data []byte) []byte { return append([]byte(straightMark), data...) }

// straightImage decodes a PNG into an image whose colours claim to be multiplied
// by their opacity and are not. Nobody may draw it.
func straightImage(r io.Reader) (image.Image, error) {
	if _, err := io.CopyN(io.Discard, r, int64(len(straightMark))); err != nil {
		return nil, err
	}
	decoded, err := png.Decode(r)
	if err != nil {
		return nil, err
	}
	straight, ok := decoded.(*image.NRGBA)
	if !ok {
		straight = image.NewNRGBA(decoded.Bounds())
		draw.Draw(straight, straight.Rect, decoded, decoded.Bounds().Min, draw.Src)
	}
	return &image.RGBA{Pix: straight.Pix, Stride: straight.Stride, Rect: straight.Rect}, nil
}

func straightConfig(r io.Reader) (image.Config, error) {
	if _, err := io.CopyN(io.Discard, r, int64(len(straightMark))); err != nil {
		return image.Config{}, err
	}
	return png.DecodeConfig(r)
}
