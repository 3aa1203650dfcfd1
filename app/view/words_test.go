package view

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestDurations(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	tests := []struct {
		d            time.Duration
		exact, rough string
	}{
		{-time.Second, "0 s", "a few seconds"},
		{0, "0 s", "a few seconds"},
		{84 * time.Millisecond, "84 ms", "a few seconds"},
		{400 * time.Microsecond, "under 1 ms", "a few seconds"},
		{9 * time.Second, "9 s", "a few seconds"},
		{12 * time.Second, "12 s", "10 s"},
		{59999 * time.Millisecond, "59 s", "50 s"},
		{time.Minute, "1 min", "1 min"},
		{4*time.Minute + 12*time.Second, "4 min 12 s", "4 min"},
		{59*time.Minute + 59*time.Second, "59 min 59 s", "59 min"},
		{time.Hour, "1 h", "1 h"},
		{time.Hour + 26*time.Minute, "1 h 26 min", "1 h 20 min"},
		{2*time.Hour + 5*time.Minute + 59*time.Second, "2 h 5 min", "2 h"},
		{13*time.Hour + 59*time.Minute, "13 h 59 min", "13 h"},
		{26 * time.Hour, "1 day 2 h", "1 day 2 h"},
		{3*day + 4*time.Hour, "3 days 4 h", "3 days"},
		{400 * day, "1 year 35 days", "1 year 35 days"},
		{730 * day, "2 years", "2 years"},
	}
	for _, tt := range tests {
		if got := Duration(tt.d); got != tt.exact {
			t.Errorf("Duration(%v) = %q, want %q", tt.d, got, tt.exact)
		}
		if got := Coarse(tt.d); got != tt.rough {
			t.Errorf("Coarse(%v) = %q, want %q", tt.d, got, tt.rough)
		}
		if left := coarseLeft(tt.d); tt.d >= 0 && Coarse(tt.d+left) == tt.rough {
			t.Errorf("Coarse(%v) is still %q %v later", tt.d, tt.rough, left)
		}
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	tests := []struct {
		t    time.Time
		want string
	}{
		{noon.Add(-4 * time.Minute), "14:02"},
		{noon.UTC().Add(-4 * time.Minute), "14:02"},
		{noon.Add(-15 * time.Hour), "yesterday 23:06"},
		{noon.Add(18 * time.Hour), "tomorrow 08:06"},
		{noon.Add(-72 * time.Hour), "Sat 14:06"},
		{noon.Add(-10 * 24 * time.Hour), "10 Jan 14:06"},
		{noon.Add(-30 * 24 * time.Hour), "21 Dec 14:06"},
		{noon.Add(-200 * 24 * time.Hour), "4 Jul 2025"},
	}
	for _, tt := range tests {
		if got := Clock(tt.t, noon); got != tt.want {
			t.Errorf("Clock(%v) = %q, want %q", tt.t, got, tt.want)
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	tests := []struct {
		s     string
		units int
		want  string
	}{
		{"short", 5, "short"},
		{"longer", 5, "long…"},
		{"two words", 5, "two…"},
		{"💰💰💰", 6, "💰💰💰"},
		{"💰💰💰", 5, "💰💰…"},
		{"💰💰💰", 4, "💰…"},
		{"a👩‍💻bc", 7, "a👩‍💻…"},
		{"a👩‍💻bc", 6, "a…"},
		{"⚠\ufe0f⚠\ufe0f⚠\ufe0f", 4, "⚠\ufe0f…"},
		{"👍🏽👍🏽", 6, "👍🏽…"},
		{"👍🏽👍🏽", 4, "…"},
		{"🇮🇩🇸🇬", 7, "🇮🇩…"},
		{"🇮🇩🇸🇬", 4, "…"},
		{"ee\u0301", 2, "e…"},
		{"x", 0, ""},
		{"ab\xffcd", 4, "ab\xff…"},
	}
	for _, tt := range tests {
		if got := Cut(tt.s, tt.units); got != tt.want {
			t.Errorf("Cut(%q, %d) = %q, want %q", tt.s, tt.units, got, tt.want)
		}
	}
}

func TestSkew(t *testing.T) {
	t.Parallel()
	for skew, want := range map[float64]string{
		0.4: "+0.4 s", -0.01: "0.0 s", -12.34: "-12.3 s", 3600: "+1 h", -25200: "-7 h",
		25199.7: "+7 h", 3599.8: "+1 h", -90.2: "-1 min 30 s",
	} {
		if got := Skew(skew); got != want {
			t.Errorf("Skew(%g) = %q, want %q", skew, got, want)
		}
	}
}

func FuzzCut(f *testing.F) {
	f.Add("ACC_003 has been silent 👩‍💻🇮🇩 for 4 min", 12)
	f.Add("e\u0301👍🏽", 3)
	f.Fuzz(func(t *testing.T, s string, units int) {
		if units < 0 || units > 10_000 {
			return
		}
		got := Cut(s, units)
		if units16(got) > units {
			t.Fatalf("%d units, wanted at most %d: %q", units16(got), units, got)
		}
		if kept, cut := strings.CutSuffix(got, ellipsis); got != s && (!cut && got != "" || !strings.HasPrefix(s, kept)) {
			t.Fatalf("%q is no beginning of %q", got, s)
		}
		if utf8.ValidString(s) && !utf8.ValidString(got) {
			t.Fatalf("%q became invalid: %q", s, got)
		}
	})
}
