package history

import (
	"fmt"
	"testing"
	"time"

	"sentinel/monitor"
)

// How a subject fared at the horizon is known from then on, however long ago it
// turned; before it nothing is known, and so no outage is made up.
func TestOldSummariesGoAndWhatHeldStays(t *testing.T) {
	s := openTemp(t, t.TempDir())
	start := time.Date(2026, 1, 19, 0, 0, 0, 0, time.UTC)
	day := func(n float64) time.Time { return start.Add(time.Duration(n * float64(aDay))) }
	turn := func(key monitor.Key, n float64, level monitor.Level) monitor.Turn {
		return monitor.Turn{Key: key, At: day(n), Level: level, Liveness: monitor.Alive}
	}
	if _, err := s.Write(t.Context(), Changes{
		Turns: []monitor.Turn{
			turn("alpha", 0, monitor.LevelOK), turn("alpha", 1, monitor.LevelCritical), turn("alpha", 2.5, monitor.LevelOK), turn("alpha", 6, monitor.LevelWarning),
			turn("beta", 0, monitor.LevelOK),
			turn("gamma", 1, monitor.LevelOK), turn("gamma", 3, monitor.LevelWarning), // at the horizon itself
			turn("delta", 4, monitor.LevelOK),
		},
		Away: []monitor.Absence{{Began: day(0.1), Ended: day(0.2)}, {Began: day(2.9), Ended: day(3.1)}},
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SumUp(t.Context(), day(8), func(monitor.Key) monitor.Rhythm { return minutely }); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a second time changes nothing
		if err := s.PruneSummaries(t.Context(), day(3.7)); err != nil {
			t.Fatal(err)
		}
		for key, want := range map[monitor.Key]string{
			"alpha": "3 ok, 6 warning", "beta": "3 ok", "gamma": "3 warning", "delta": "4 ok",
		} {
			turns, err := s.Turns(t.Context(), key, start.AddDate(-1, 0, 0), day(8))
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for i, t := range turns {
				if i > 0 {
					got += ", "
				}
				got += fmt.Sprintf("%d %s", int(t.At.Sub(start)/aDay), t.Level)
			}
			if got != want {
				t.Errorf("%s: %s, want %s", key, got, want)
			}
		}
		kept, err := s.keptDays(t.Context(), "alpha", 0, dayOf(day(9)))
		if _, has := kept[dayOf(day(3))]; err != nil || len(kept) != 5 || !has {
			t.Errorf("%d days are left, %v", len(kept), err)
		}
		if absences, err := s.Absences(t.Context(), start, day(8)); err != nil || len(absences) != 1 {
			t.Errorf("absences %v, %v", absences, err)
		}
	}
	days, err := s.Days(t.Context(), "beta", start, day(3), day(8), minutely)
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range days {
		if sum := summaryOf(day); sum.Expected != 0 {
			t.Errorf("a day before the horizon expects %d beats", sum.Expected)
		}
	}
}

func TestOldIncidentsGoWithAllThatBelongsToThem(t *testing.T) {
	s := openTemp(t, t.TempDir())
	start := time.Date(2026, 1, 19, 0, 0, 0, 0, time.UTC)
	add := func(id string, opened, closed int) {
		t.Helper()
		i := monitor.Incident{ID: id, Key: "alpha", Opened: start.AddDate(0, 0, opened)}
		if closed > 0 {
			end := start.AddDate(0, 0, closed)
			i.Closed = &end
		}
		if _, err := s.Write(t.Context(), Changes{Transitions: []monitor.Transition{
			{Kind: monitor.Opened, At: i.Opened, Incident: i},
		}}); err != nil {
			t.Fatal(err)
		}
		if err := s.WriteNote(t.Context(), id, monitor.Note{At: start, Text: "of " + id}); err != nil {
			t.Fatal(err)
		}
	}
	add("gone", 0, 2)
	add("untold", 0, 2)
	add("into", 0, 6)
	add("open", 0, 0)
	add("after", 5, 6)
	must(t, s.KeepAlerts(t.Context(), Alerts{Upto: 1}))
	if err := s.PruneIncidents(t.Context(), start.AddDate(0, 0, 3)); err != nil {
		t.Fatal(err)
	}
	list, err := s.Incidents(t.Context(), IncidentQuery{})
	if err != nil || len(list) != 2 || list[0].ID != "after" || len(list[1].Notes) != 1 {
		t.Errorf("incidents %v, %v", list, err)
	}
	if _, found, err := s.Incident(t.Context(), "open"); err != nil || !found {
		t.Error("an open incident is gone", err)
	}
	happened, _, err := s.Transitions(t.Context(), 0, 10)
	var ids []string
	for _, one := range happened {
		ids = append(ids, one.Incident.ID)
	}
	if got := fmt.Sprint(ids); err != nil || got != "[untold into open after]" {
		t.Errorf("what happened to %s is left, %v", got, err)
	}
	var notes int
	if err := s.db.QueryRow("SELECT COUNT(*) FROM notes").Scan(&notes); err != nil || notes != 3 {
		t.Errorf("%d notes are left, %v", notes, err)
	}
}
