package cli

import (
	"strings"
	"testing"
)

// Robots may write what moves a terminal's cursor, or turns a line round.
func TestTerminalIsShownNothingThatMovesItsCursor(t *testing.T) {
	var shown strings.Builder
	if err := showText(&shown, strings.NewReader("key,raw\r\nalpha,\x1b[2Jall is well\u202e\u009b1m\ttab\nlast")); err != nil {
		t.Fatal(err)
	}
	if want := "key,raw\nalpha,[2Jall is well1m tab\nlast\n"; shown.String() != want {
		t.Errorf("shown %q, want %q", shown.String(), want)
	}
}
