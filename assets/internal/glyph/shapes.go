package glyph

// shapes are the icons without badge or tick.
var shapes = map[string][]Path{
	"ok": {
		{D: circle14, Fill: OK},
		{D: "M 9 16.5 L 14 21.5 L 23 11.5", Stroke: Mark, Width: 3.6},
	},
	"warning": {
		{D: "M 16 2.5 L 31 29 L 1 29 Z", Fill: Warning, Stroke: Warning, Width: 2},
		{D: "M 16 11 V 20 M 16 24.2 V 24.8", Stroke: DarkMark, Width: 3.4},
	},
	"critical": {
		{D: "M 10 1.5 H 22 L 30.5 10 V 22 L 22 30.5 H 10 L 1.5 22 V 10 Z", Fill: Critical},
		{D: "M 16 8 V 18 M 16 23 V 23.8", Stroke: Mark, Width: 3.8},
	},
	"unknown": {
		{D: circle14, Fill: Unknown},
		{
			D:      "M 11.5 12.5 A 4.6 4.6 0 1 1 18.3 16.5 C 16.7 17.4 16 18.1 16 19.7 M 16 24.3 V 24.8",
			Stroke: Mark, Width: 3.2,
		},
	},
	"off": {
		{D: "M 4 16 A 12 12 0 1 1 28 16 A 12 12 0 1 1 4 16 Z", Stroke: Unknown, Width: 4.4},
	},
	"stalled": {
		{
			D:    "M 9 3 H 23 A 6 6 0 0 1 29 9 V 23 A 6 6 0 0 1 23 29 H 9 A 6 6 0 0 1 3 23 V 9 A 6 6 0 0 1 9 3 Z",
			Fill: Unknown,
		},
		{
			D:      "M 3 21 L 21 3 M 8 29 L 29 8 M 3 11 L 11 3 M 18 29 L 29 18",
			Stroke: Mark, Width: 2.6, Butt: true, Opacity: 0.75,
		},
	},
	App: {
		{
			D:    "M 9 1 H 23 A 8 8 0 0 1 31 9 V 23 A 8 8 0 0 1 23 31 H 9 A 8 8 0 0 1 1 23 V 9 A 8 8 0 0 1 9 1 Z",
			Fill: Ground,
		},
		{D: "M 5 17 H 9.5 L 13 8.5 L 18 24 L 21.5 13.5 L 23 17 H 27", Stroke: OK, Width: 2.4},
	},
}

const circle14 = "M 2 16 A 14 14 0 1 1 30 16 A 14 14 0 1 1 2 16 Z"

// testBadge marks a level that somebody made up.
var testBadge = []Path{
	{D: "M 17 24.5 A 7.5 7.5 0 1 1 32 24.5 A 7.5 7.5 0 1 1 17 24.5 Z", Fill: Test, Stroke: Mark, Width: 1.5},
	{D: "M 21 22 H 28 M 24.5 22 V 28", Stroke: Mark, Width: 2.2},
}

// acknowledged is the tick over a faded level.
var acknowledged = []Path{
	{D: "M 18 24 L 22 28 L 30 19", Stroke: Mark, Width: 5, Butt: true},
	{D: "M 18 24 L 22 28 L 30 19", Stroke: Tick, Width: 3},
}
