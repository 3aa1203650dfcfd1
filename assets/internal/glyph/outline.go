package glyph

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// outline gives the area that a path's line covers, as path data. All its
// parts turn the same way round, so that by the nonzero rule they are one.
func outline(path Path) string {
	var parts []string
	reach := path.Width / 2
	for _, run := range flatten(path.D) {
		points := slices.Compact(run.points)
		if run.closed && points[0] == points[len(points)-1] {
			points = points[:len(points)-1]
		}
		if run.closed && !slices.ContainsFunc(corners(points, true), isSharp) {
			parts = append(parts, ring(points, reach)...)
			continue
		}
		if run.closed {
			points = append(points, points[0])
		}
		parts = append(parts, strip(points, reach, path.Butt && !run.closed)...)
	}
	return strings.Join(parts, " ")
}

// corner is how far a line turns at one of its points, in radians.
type corner float64

// isSharp tells a corner of a shape from the joint of two pieces of a curve.
func isSharp(c corner) bool { return math.Abs(float64(c)) > math.Pi/9 }

// corners gives the turn at each point; an open line does not turn at its ends.
func corners(points []point, closed bool) []corner {
	count := len(points)
	turns := make([]corner, count)
	for i := range points {
		if !closed && (i == 0 || i == count-1) {
			continue
		}
		before, here, after := points[(i+count-1)%count], points[i], points[(i+1)%count]
		turn := math.Atan2(after.y-here.y, after.x-here.x) - math.Atan2(here.y-before.y, here.x-before.x)
		turns[i] = corner(math.Remainder(turn, 2*math.Pi))
	}
	return turns
}

// ring outlines a closed curve: a way round outside, and one back inside.
func ring(points []point, reach float64) []string {
	outer, inner := beside(points, reach, true), beside(points, -reach, true)
	if math.Abs(turning(outer)) < math.Abs(turning(inner)) {
		outer, inner = inner, outer
	}
	inner = clockwise(inner)
	slices.Reverse(inner)
	return []string{polygon(clockwise(outer)), polygon(inner)}
}

// strip outlines an open line: a band for each piece between sharp corners,
// and a disc at each corner and each round end.
func strip(points []point, reach float64, butt bool) []string {
	var parts []string
	start := 0
	turns := corners(points, false)
	for i := range points {
		end := i == 0 || i == len(points)-1
		if (end && !butt) || isSharp(turns[i]) {
			parts = append(parts, disc(points[i], reach))
		}
		if i > 0 && (i == len(points)-1 || isSharp(turns[i])) {
			piece := points[start : i+1]
			back := beside(piece, -reach, false)
			slices.Reverse(back)
			parts = append(parts, polygon(clockwise(append(beside(piece, reach, false), back...))))
			start = i
		}
	}
	return parts
}

// beside gives the line that runs at a distance from another.
func beside(points []point, distance float64, closed bool) []point {
	count := len(points)
	moved := make([]point, count)
	for i, p := range points {
		before, after := points[(i+count-1)%count], points[(i+1)%count]
		if !closed && i == 0 {
			before = point{2*p.x - after.x, 2*p.y - after.y}
		}
		if !closed && i == count-1 {
			after = point{2*p.x - before.x, 2*p.y - before.y}
		}
		a, b := normal(before, p), normal(p, after)
		scale := distance / (1 + a.x*b.x + a.y*b.y)
		moved[i] = point{p.x + (a.x+b.x)*scale, p.y + (a.y+b.y)*scale}
	}
	return moved
}

// normal is the direction square to a segment, one unit long.
func normal(a, b point) point {
	length := math.Hypot(b.x-a.x, b.y-a.y)
	return point{-(b.y - a.y) / length, (b.x - a.x) / length}
}

// turning is twice the area within, positive where it is gone round as the
// hands of a clock go.
func turning(points []point) float64 {
	sum := 0.0
	for i, a := range points {
		b := points[(i+1)%len(points)]
		sum += a.x*b.y - b.x*a.y
	}
	return sum
}

func clockwise(points []point) []point {
	if turning(points) < 0 {
		slices.Reverse(points)
	}
	return points
}

func polygon(points []point) string {
	var data strings.Builder
	for i, p := range points {
		command := " L"
		if i == 0 {
			command = "M"
		}
		fmt.Fprintf(&data, "%s %.2f %.2f", command, p.x, p.y)
	}
	return data.String() + " Z"
}

func disc(at point, radius float64) string {
	left, right := at.x-radius, at.x+radius
	return fmt.Sprintf("M %.2f %.2f A %g %g 0 1 1 %.2f %.2f A %g %g 0 1 1 %.2f %.2f Z",
		left, at.y, radius, radius, right, at.y, radius, radius, left, at.y)
}
