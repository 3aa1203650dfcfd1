package window

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"
)

// Nothing of what a person wrote may be lost, however narrow the panel.
func TestFoldKeepsAllOfIt(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(Theme(LookDark))
	for _, s := range []string{
		"", "short", "a few words that go on in the next line, and in the one after that",
		strings.Repeat("w", 300), "see https://broker.example/" + strings.Repeat("long/", 40) + " and call", strings.Repeat("日本語✅", 40), "\xff\xfe broken",
	} {
		for _, width := range []float32{1, 60, 200} {
			lines := fold(s, width, textSize, false)
			if got, want := strings.Join(lines, ""), strings.Join(strings.Fields(s), ""); strings.ReplaceAll(got, " ", "") != want {
				t.Errorf("%q in %v became %q", s, width, lines)
			}
			for _, line := range lines {
				if textWidth(line, textSize, false) > width && len([]rune(line)) > 1 {
					t.Errorf("%q is wider than %v", line, width)
				}
			}
		}
	}
}
