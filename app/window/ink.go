package window

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"fyne.io/fyne/v2"
	"golang.org/x/image/vector"
)

// canvasInk paints shapes on a picture of pixels. Boxes are put on whole pixels,
// so that their edges are crisp at every scale; lines are smooth.
type canvasInk struct {
	picture *image.RGBA
	scale   float32 // pixels in a unit
	colour  func(fyne.ThemeColorName) color.Color
}

func (c *canvasInk) paint(shapes []shape) {
	for i := range shapes {
		if s := &shapes[i]; s.line != nil {
			c.stroke(s)
		} else {
			c.fillBox(s)
		}
	}
}

func (c *canvasInk) pixel(v float32) int { return int(math.Round(float64(v * c.scale))) }

// area is the pixels of a box; none is too small to be seen.
func (c *canvasInk) area(b box) image.Rectangle {
	left, top := c.pixel(b.x), c.pixel(b.y)
	return image.Rect(left, top, max(c.pixel(b.x+b.w), left+1), max(c.pixel(b.y+b.h), top+1))
}

func (c *canvasInk) fillBox(s *shape) {
	area := c.area(s.box)
	ink := image.NewUniform(thinned(c.colour(s.ink), s.strength))
	switch s.fill {
	case solid:
		draw.Draw(c.picture, area, ink, image.Point{}, draw.Over)
	case framed:
		thick := max(c.pixel(1), 1)
		inner := area.Inset(thick)
		for _, edge := range []image.Rectangle{
			{area.Min, image.Pt(area.Max.X, inner.Min.Y)},
			{image.Pt(area.Min.X, inner.Max.Y), area.Max},
			{image.Pt(area.Min.X, inner.Min.Y), image.Pt(inner.Min.X, inner.Max.Y)},
			{image.Pt(inner.Max.X, inner.Min.Y), image.Pt(area.Max.X, inner.Max.Y)},
		} {
			draw.Draw(c.picture, edge.Canon().Intersect(area), ink, image.Point{}, draw.Over)
		}
	case hatched:
		c.hatch(area, ink)
	}
}

// hatch draws oblique lines that go on from one box to the next.
func (c *canvasInk) hatch(area image.Rectangle, ink *image.Uniform) {
	period, thick := max(c.pixel(5), 3), max(c.pixel(1), 1)
	area = area.Intersect(c.picture.Rect)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			if (x+y)%period < thick {
				draw.Draw(c.picture, image.Rect(x, y, x+1, y+1), ink, image.Point{}, draw.Over)
			}
		}
	}
}

// stroke draws a line of round joints, or its dashes.
func (c *canvasInk) stroke(s *shape) {
	bounds := c.picture.Rect
	r := vector.NewRasterizer(bounds.Dx(), bounds.Dy())
	half := max(s.width*c.scale/2, 0.5)
	points := make([]fyne.Position, len(s.line))
	for i, p := range s.line {
		points[i] = fyne.NewPos(p.X*c.scale, p.Y*c.scale)
	}
	for _, piece := range dashes(points, s.dash*c.scale) {
		for i, p := range piece {
			dot(r, p, half)
			if i > 0 {
				beam(r, piece[i-1], p, half)
			}
		}
	}
	r.Draw(c.picture, bounds, image.NewUniform(thinned(c.colour(s.ink), s.strength)), image.Point{})
}

// dot and beam go the same way round, so that where they overlap they are one.
func dot(r *vector.Rasterizer, at fyne.Position, radius float32) {
	const corners = 12
	for i := range corners {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		x, y := at.X+radius*float32(cos), at.Y+radius*float32(sin)
		if i == 0 {
			r.MoveTo(x, y)
		} else {
			r.LineTo(x, y)
		}
	}
	r.ClosePath()
}

func beam(r *vector.Rasterizer, from, to fyne.Position, half float32) {
	length := float32(math.Hypot(float64(to.X-from.X), float64(to.Y-from.Y)))
	if length == 0 {
		return
	}
	nx, ny := -(to.Y-from.Y)/length*half, (to.X-from.X)/length*half
	r.MoveTo(from.X-nx, from.Y-ny)
	r.LineTo(to.X-nx, to.Y-ny)
	r.LineTo(to.X+nx, to.Y+ny)
	r.LineTo(from.X+nx, from.Y+ny)
	r.ClosePath()
}

// dashes cuts a line into strokes of a length, with gaps as long; of length 0
// it stays whole.
func dashes(line []fyne.Position, length float32) [][]fyne.Position {
	if length <= 0 || len(line) < 2 {
		return [][]fyne.Position{line}
	}
	pieces := [][]fyne.Position{{line[0]}}
	on, left := true, length
	for i := 1; i < len(line); i++ {
		from, to := line[i-1], line[i]
		for {
			rest := float32(math.Hypot(float64(to.X-from.X), float64(to.Y-from.Y)))
			if rest < left {
				left -= rest
				break
			}
			from = fyne.NewPos(from.X+(to.X-from.X)*left/rest, from.Y+(to.Y-from.Y)*left/rest)
			last := len(pieces) - 1
			if on {
				pieces[last] = append(pieces[last], from)
			} else {
				pieces = append(pieces, []fyne.Position{from})
			}
			on, left = !on, length
		}
		if last := len(pieces) - 1; on {
			pieces[last] = append(pieces[last], to)
		}
	}
	return pieces
}

// thinned is a colour of which only a share covers.
func thinned(c color.Color, share float32) color.Color {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	n.A = uint8(float32(n.A)*min(max(share, 0), 1) + 0.5)
	return n
}
