package glyph

import (
	"encoding/xml"
	"math"
	"strings"
	"testing"
)

// The areas in the drawings cover what the lines in the pictures cover.
func TestOutlineIsTheStroke(t *testing.T) {
	const step, tolerance = 0.29, 0.08 // of the 32 units
	every := map[string][]Path{"test badge": testBadge, "acknowledged": acknowledged}
	for name, paths := range shapes {
		every[name] = paths
	}
	for name, paths := range every {
		for _, path := range paths {
			if path.Stroke == None {
				continue
			}
			lines, area := flatten(path.D), flatten(outline(path))
			for x := -1.0; x < Size+1; x += step {
				for y := -1.0; y < Size+1; y += step {
					p := point{x, y}
					want := onStroke(lines, p, path.Width/2, path.Butt)
					if got := winding(area, p) != 0; got != want && distance(area, p, true) > tolerance {
						t.Fatalf("%s: at %.2f,%.2f the outline of %q covers: %v, its line: %v", name, x, y, path.D, got, want)
					}
				}
			}
		}
	}
}

// winding counts how often an area goes round a point, as the nonzero rule
// wants it.
func winding(lines []line, p point) int {
	turns := 0
	for _, run := range lines {
		for i, a := range run.points {
			b := run.points[(i+1)%len(run.points)]
			if (a.y > p.y) == (b.y > p.y) || p.x >= a.x+(p.y-a.y)/(b.y-a.y)*(b.x-a.x) {
				continue
			}
			if b.y > a.y {
				turns++
			} else {
				turns--
			}
		}
	}
	return turns
}

// An area and its line of one ink are one area: both must go round the same
// way, or they would cancel out where they overlap.
func TestFillsGoRoundLikeOutlines(t *testing.T) {
	for name, paths := range shapes {
		for _, path := range paths {
			if path.Fill == None {
				continue
			}
			for _, run := range flatten(path.D) {
				if turning(run.points) <= 0 {
					t.Errorf("%s: %q goes round against the clock", name, path.D)
				}
			}
		}
	}
}

func TestSVGHoldsNoLines(t *testing.T) {
	for _, name := range append(Names(), App) {
		drawing := SVG(name, WindowDark)
		var read struct {
			Paths []struct {
				D    string `xml:"d,attr"`
				Fill string `xml:"fill,attr"`
			} `xml:"path"`
		}
		if err := xml.Unmarshal(drawing, &read); err != nil || len(read.Paths) == 0 {
			t.Fatalf("%s: %v in %s", name, err, drawing)
		}
		if strings.Contains(string(drawing), "stroke") {
			t.Errorf("%s has a line, which the window's reader does not scale: %s", name, drawing)
		}
		for _, path := range read.Paths {
			for _, run := range flatten(path.D) {
				for _, p := range run.points {
					if math.IsNaN(p.x+p.y) || p.x < -2 || p.x > Size+2 || p.y < -2 || p.y > Size+2 {
						t.Errorf("%s leaves its square at %v", name, p)
					}
				}
			}
		}
	}
}
