package glyph

import (
	"fmt"
	"image"
	"image/color"
	"math"
)

// fine is how many samples a pixel has along each side.
const fine = 8

// rgba is a colour with its alpha multiplied in, each part from 0 to 1.
type rgba struct{ r, g, b, a float64 }

// over puts a colour upon another.
func (c rgba) over(below rgba) rgba {
	rest := 1 - c.a
	return rgba{c.r + below.r*rest, c.g + below.g*rest, c.b + below.b*rest, c.a + below.a*rest}
}

func (c rgba) times(opacity float64) rgba {
	return rgba{c.r * opacity, c.g * opacity, c.b * opacity, c.a * opacity}
}

// Draw paints the icon of this name as a square of so many pixels, smooth at
// its edges. A name that does not exist gives an empty picture.
func Draw(name string, pixels int, palette Palette) *image.NRGBA {
	picture := make([]rgba, pixels*pixels)
	for _, layer := range layers(name) {
		sheet := make([]rgba, pixels*pixels)
		for _, path := range layer.Paths {
			paint(sheet, pixels, path, palette)
		}
		for i := range sheet {
			picture[i] = sheet[i].times(layer.Opacity).over(picture[i])
		}
	}
	drawn := image.NewNRGBA(image.Rect(0, 0, pixels, pixels))
	for i, c := range picture {
		drawn.SetNRGBA(i%pixels, i/pixels, straight(c))
	}
	return drawn
}

// paint puts a path's area and then its line upon a sheet.
func paint(sheet []rgba, pixels int, path Path, palette Palette) {
	lines := flatten(path.D)
	if path.Fill != None {
		spread(sheet, pixels, ink(palette, path.Fill), area{
			covers: func(p point) bool { return inside(lines, p) },
			edge:   func(p point) float64 { return distance(lines, p, true) },
		})
	}
	if path.Stroke != None {
		colour := ink(palette, path.Stroke)
		if path.Opacity != 0 {
			colour = colour.times(path.Opacity)
		}
		reach := path.Width / 2
		spread(sheet, pixels, colour, area{
			covers: func(p point) bool { return onStroke(lines, p, reach, path.Butt) },
			edge: func(p point) float64 {
				apart := distance(lines, p, false) - reach
				if path.Butt && apart < 0 {
					return 0 // a square end may be anywhere within
				}
				return math.Abs(apart)
			},
		})
	}
}

// area is what a path covers.
type area struct {
	covers func(point) bool
	edge   func(point) float64 // at most the distance to where cover ends
}

// spread colours each pixel as far as its samples are covered. Most pixels lie
// away from every edge, where one sample speaks for all.
func spread(sheet []rgba, pixels int, colour rgba, what area) {
	scale := Size / float64(pixels)
	for i := range sheet {
		corner := point{float64(i%pixels) * scale, float64(i/pixels) * scale}
		centre := point{corner.x + scale/2, corner.y + scale/2}
		if what.edge(centre) > scale {
			if what.covers(centre) {
				sheet[i] = colour.over(sheet[i])
			}
			continue
		}
		hits := 0
		for sample := range fine * fine {
			x, y := (float64(sample%fine)+0.5)/fine, (float64(sample/fine)+0.5)/fine
			if what.covers(point{corner.x + x*scale, corner.y + y*scale}) {
				hits++
			}
		}
		if hits > 0 {
			sheet[i] = colour.times(float64(hits) / (fine * fine)).over(sheet[i])
		}
	}
}

// distance is how far a point is from the nearest part of the lines.
func distance(lines []line, p point, closed bool) float64 {
	nearest := math.Inf(1)
	for _, run := range lines {
		segments := len(run.points) - 1
		if closed || run.closed {
			segments++
		}
		for i := range segments {
			_, square := place(p, run.points[i], run.points[(i+1)%len(run.points)])
			nearest = min(nearest, square)
		}
	}
	return math.Sqrt(nearest)
}

// inside tells by the even-odd rule; the shapes do not cross themselves.
func inside(lines []line, p point) bool {
	in := false
	for _, run := range lines {
		for i, a := range run.points {
			b := run.points[(i+1)%len(run.points)]
			if (a.y > p.y) != (b.y > p.y) && p.x < a.x+(p.y-a.y)/(b.y-a.y)*(b.x-a.x) {
				in = !in
			}
		}
	}
	return in
}

// onStroke tells whether a point is within reach of a line. Joins are round;
// so are ends, unless they are butt.
func onStroke(lines []line, p point, reach float64, butt bool) bool {
	for _, run := range lines {
		last := len(run.points) - 1
		segments := last
		if run.closed {
			segments = last + 1
		}
		for i := range segments {
			a, b := run.points[i], run.points[(i+1)%len(run.points)]
			along, square := place(p, a, b)
			cutStart := butt && !run.closed && i == 0 && along < 0
			cutEnd := butt && !run.closed && i == segments-1 && along > 1
			if square <= reach*reach && !cutStart && !cutEnd {
				return true
			}
		}
	}
	return false
}

// place gives where a point lies along a segment, 0 at its start and 1 at its
// end, and the square of its distance from the segment.
func place(p, a, b point) (along, square float64) {
	dx, dy := b.x-a.x, b.y-a.y
	if length := dx*dx + dy*dy; length > 0 {
		along = ((p.x-a.x)*dx + (p.y-a.y)*dy) / length
	}
	near := min(max(along, 0), 1)
	x, y := p.x-a.x-near*dx, p.y-a.y-near*dy
	return along, x*x + y*y
}

// ink reads a palette's colour; a palette without it is a mistake in this
// module.
func ink(palette Palette, name Ink) rgba {
	var r, g, b uint8
	if _, err := fmt.Sscanf(palette[name], "#%02x%02x%02x", &r, &g, &b); err != nil {
		panic(fmt.Sprintf("glyph: ink %d has the colour %q", name, palette[name]))
	}
	return rgba{float64(r) / 255, float64(g) / 255, float64(b) / 255, 1}
}

func straight(c rgba) color.NRGBA {
	if c.a == 0 {
		return color.NRGBA{}
	}
	part := func(value float64) uint8 { return uint8(math.Round(255 * min(value, 1))) }
	return color.NRGBA{part(c.r / c.a), part(c.g / c.a), part(c.b / c.a), part(c.a)}
}
