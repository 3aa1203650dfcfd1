package monitor

import (
	"strings"
	"testing"
	"time"
)

func TestEpisodesPutTogetherWhatFlapped(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2026, 1, 20, 9, minute, 0, 0, time.UTC) }
	incident := func(id string, key Key, opened, closed int) Incident {
		i := Incident{ID: id, Key: key, Level: LevelWarning, Opened: at(opened), Duration: float64(closed-opened) * 60}
		if closed == 0 {
			i.Duration = 60 * 5
			return i
		}
		end := at(closed)
		i.Closed = &end
		return i
	}
	worse := incident("a2", "a", 12, 20)
	worse.Level = LevelCritical
	tested := incident("t", "a", 13, 14)
	tested.Test = true
	list := []Incident{ // newest first, as they are listed
		incident("a4", "a", 45, 0),
		incident("a3", "a", 31, 32), // eleven minutes after the one before
		tested, worse,
		incident("b1", "b", 11, 12),
		incident("a1", "a", 0, 2), // ten minutes before the next
	}
	var got []string
	for _, e := range Episodes(list) {
		var ids []string
		for _, i := range e.Incidents {
			ids = append(ids, i.ID)
		}
		got = append(got, strings.Join(ids, "+"))
	}
	if want := "a4 a3 t a2+a1 b1"; strings.Join(got, " ") != want {
		t.Errorf("%s, want %s", got, want)
	}
	flapped := Episodes(list)[3]
	if flapped.First().ID != "a1" || flapped.Worst() != LevelCritical || flapped.Down() != 10*time.Minute || flapped.Length() != 20*time.Minute {
		t.Errorf("from %s, %s, down %s of %s", flapped.First().ID, flapped.Worst(), flapped.Down(), flapped.Length())
	}
	if open := Episodes(list[:1])[0]; open.Length() != 5*time.Minute {
		t.Errorf("an open one lasts %s", open.Length())
	}
	if len(Episodes(nil)) != 0 {
		t.Error("of nothing there is an episode")
	}
}

// An incident that never ended, of a monitor that was killed, say, takes no
// other one in.
func TestOpenIncidentTakesNoOtherIn(t *testing.T) {
	at := time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC)
	if n := len(Episodes([]Incident{{ID: "2", Key: "a", Opened: at.Add(time.Minute)}, {ID: "1", Key: "a", Opened: at}})); n != 2 {
		t.Errorf("%d episodes", n)
	}
}
