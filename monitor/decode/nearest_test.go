package decode

import (
	"testing"
	"time"
)

func TestTimeThatComesTwiceIsTheNearest(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	lordHowe, err := time.LoadLocation("Australia/Lord_Howe") // half an hour
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ sent, received, want time.Time }{
		"the first time":  {time.Date(2026, 10, 25, 2, 30, 0, 0, berlin), time.Date(2026, 10, 25, 0, 30, 1, 0, time.UTC), time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)},
		"the second time": {time.Date(2026, 10, 25, 2, 30, 0, 0, berlin), time.Date(2026, 10, 25, 1, 30, 1, 0, time.UTC), time.Date(2026, 10, 25, 1, 30, 0, 0, time.UTC)},
		"half an hour":    {time.Date(2026, 4, 5, 1, 45, 0, 0, lordHowe), time.Date(2026, 4, 4, 15, 15, 2, 0, time.UTC), time.Date(2026, 4, 4, 15, 15, 0, 0, time.UTC)},
		"it comes once":   {time.Date(2026, 10, 25, 5, 30, 0, 0, berlin), time.Date(2026, 10, 25, 5, 30, 0, 0, time.UTC), time.Date(2026, 10, 25, 4, 30, 0, 0, time.UTC)},
		"no summer time":  {time.Date(2026, 10, 25, 2, 30, 0, 0, time.UTC), time.Date(2026, 10, 25, 3, 30, 0, 0, time.UTC), time.Date(2026, 10, 25, 2, 30, 0, 0, time.UTC)},
	} {
		if got := Nearest(test.sent, test.received); !got.Equal(test.want) {
			t.Errorf("%s: %s, want %s", name, got.UTC(), test.want)
		}
	}
}
