package glyph

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

type point struct{ x, y float64 }

// line is one unbroken run of a path, curves made into short straight pieces.
type line struct {
	points []point
	closed bool
}

// chord is how far apart the points of a flattened curve may be.
const chord = 0.5

// flatten reads path data. It panics on what it cannot read: the data are
// constants of this package, and a test flattens all of them.
func flatten(data string) []line {
	fields := strings.Fields(data)
	next := func() float64 {
		value, err := strconv.ParseFloat(fields[0], 64)
		if err != nil {
			panic(fmt.Sprintf("glyph: path %q: %v", data, err))
		}
		fields = fields[1:]
		return value
	}
	var lines []line
	var at point
	to := func(p point) {
		run := &lines[len(lines)-1]
		run.points = append(run.points, p)
		at = p
	}
	for len(fields) > 0 {
		command := fields[0]
		fields = fields[1:]
		switch command {
		case "M":
			lines = append(lines, line{})
			to(point{next(), next()})
		case "L":
			to(point{next(), next()})
		case "H":
			to(point{next(), at.y})
		case "V":
			to(point{at.x, next()})
		case "C":
			for _, p := range cubic(at, point{next(), next()}, point{next(), next()}, point{next(), next()}) {
				to(p)
			}
		case "A":
			radius := next()
			next() // the second radius: only circles are drawn
			next() // their rotation means nothing
			large, sweep := next() != 0, next() != 0
			for _, p := range arc(at, point{next(), next()}, radius, large, sweep) {
				to(p)
			}
		case "Z":
			lines[len(lines)-1].closed = true
		default:
			panic(fmt.Sprintf("glyph: path %q: no command %q", data, command))
		}
	}
	return lines
}

func cubic(a, b, c, d point) []point {
	const pieces = 24
	points := make([]point, 0, pieces)
	for i := 1; i <= pieces; i++ {
		t := float64(i) / pieces
		u := 1 - t
		wa, wb, wc, wd := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
		points = append(points, point{
			wa*a.x + wb*b.x + wc*c.x + wd*d.x,
			wa*a.y + wb*b.y + wc*c.y + wd*d.y,
		})
	}
	return points
}

// arc follows a circle of this radius from one point to another, as SVG
// chooses among the four ways to do so.
func arc(from, to point, radius float64, large, sweep bool) []point {
	middle := point{(from.x + to.x) / 2, (from.y + to.y) / 2}
	half := math.Hypot(to.x-from.x, to.y-from.y) / 2
	radius = max(radius, half)
	away := math.Sqrt(radius*radius-half*half) / half // of the centre, in half chords
	if large == sweep {
		away = -away
	}
	centre := point{middle.x - away*(to.y-from.y)/2, middle.y + away*(to.x-from.x)/2}

	start := math.Atan2(from.y-centre.y, from.x-centre.x)
	turn := math.Atan2(to.y-centre.y, to.x-centre.x) - start
	if sweep && turn <= 0 {
		turn += 2 * math.Pi
	}
	if !sweep && turn >= 0 {
		turn -= 2 * math.Pi
	}
	pieces := int(math.Ceil(math.Abs(turn) * radius / chord))
	points := make([]point, 0, pieces)
	for i := 1; i < pieces; i++ {
		angle := start + turn*float64(i)/float64(pieces)
		points = append(points, point{centre.x + radius*math.Cos(angle), centre.y + radius*math.Sin(angle)})
	}
	return append(points, to)
}
