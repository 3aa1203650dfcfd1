package history

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sentinel/monitor"
)

// writeIncident writes that an incident opened and, with an end, that it ended.
func writeIncident(t *testing.T, s *Store, i monitor.Incident, end time.Time) monitor.Incident {
	t.Helper()
	happened := []monitor.Transition{{Kind: monitor.Opened, At: i.Opened, Incident: i}}
	if !end.IsZero() {
		i.Closed, i.End = &end, monitor.EndRecovered
		happened = append(happened, monitor.Transition{Kind: monitor.Recovered, At: end, Incident: i})
	}
	if _, err := s.Write(t.Context(), Changes{Transitions: happened}); err != nil {
		t.Fatal(err)
	}
	return i
}

func TestNotesComeWithTheirIncidents(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	at := time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC)
	a := writeIncident(t, s, monitor.Incident{ID: "a", Key: "alpha", Opened: at}, at.Add(time.Minute))
	writeIncident(t, s, monitor.Incident{ID: "b", Key: "beta", Opened: at}, at.Add(time.Minute))
	first := monitor.Note{At: at.Add(time.Hour), By: "owner", Text: "the line was down; '); DROP TABLE notes; --"}
	second := monitor.Note{At: at.Add(2 * time.Hour), By: "Budi", Text: "called them"}
	for _, note := range []monitor.Note{first, second} {
		if err := s.WriteNote(t.Context(), "a", note); err != nil {
			t.Fatal(err)
		}
	}
	_ = s.Close()
	s = openTemp(t, dir)
	a.Notes = []monitor.Note{first, second}
	got, err := s.Incidents(t.Context(), IncidentQuery{Key: "alpha"})
	if diff := cmp.Diff([]monitor.Incident{a}, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	one, found, err := s.Incident(t.Context(), "a")
	if diff := cmp.Diff(a, one); diff != "" || err != nil || !found {
		t.Errorf("found %v, %v: %s", found, err, diff)
	}
	if _, found, err := s.Incident(t.Context(), "c"); found || err != nil {
		t.Errorf("one that never was: %v, %v", found, err)
	}
}

func TestWhatHappenedToOneIncident(t *testing.T) {
	s := openTemp(t, t.TempDir())
	at := time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC)
	a := writeIncident(t, s, monitor.Incident{ID: "a", Key: "alpha", Opened: at}, at.Add(time.Minute))
	writeIncident(t, s, monitor.Incident{ID: "b", Key: "beta", Opened: at.Add(time.Second)}, at.Add(30*time.Second))
	open := writeIncident(t, s, monitor.Incident{ID: "c", Key: "gamma", Opened: at}, time.Time{})
	for _, test := range []struct {
		of   monitor.Incident
		want []monitor.TransitionKind
	}{
		{a, []monitor.TransitionKind{monitor.Opened, monitor.Recovered}},
		{open, []monitor.TransitionKind{monitor.Opened}},
	} {
		happened, err := s.Happened(t.Context(), test.of)
		var got []monitor.TransitionKind
		for _, h := range happened {
			got = append(got, h.Kind)
		}
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", test.of.ID, err, diff)
		}
	}
}

// The limit counts what was asked for, not what was looked at.
func TestLatestIncidentsThatAreTaken(t *testing.T) {
	s := openTemp(t, t.TempDir())
	at := time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC)
	for i, id := range []string{"a", "b", "c", "d"} {
		opened := at.Add(time.Duration(i) * time.Minute)
		level := monitor.LevelWarning
		if id == "a" || id == "b" {
			level = monitor.LevelCritical
		}
		writeIncident(t, s, monitor.Incident{ID: id, Key: "alpha", Level: level, Opened: opened}, opened.Add(time.Second))
	}
	critical := func(i monitor.Incident) bool { return i.Level == monitor.LevelCritical }
	list, err := s.Incidents(t.Context(), IncidentQuery{Takes: critical, Limit: 1})
	if err != nil || len(list) != 1 || list[0].ID != "b" {
		t.Errorf("%v, %v", list, err)
	}
}

// A decision that came when its incident was gone already, or never had one, does
// not stay for ever.
func TestDecisionsOnIncidentsThatAreGoneGoInTheirTime(t *testing.T) {
	s := openTemp(t, t.TempDir())
	at := time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC)
	writeIncident(t, s, monitor.Incident{ID: "open", Key: "alpha", Opened: at}, time.Time{})
	var decisions []monitor.Decision
	for _, of := range []string{"open", "gone"} {
		for day := range 3 {
			decisions = append(decisions, monitor.Decision{At: at.AddDate(0, 0, day), Incident: of, Channel: "a", Stage: "mute", Reason: "snoozed"})
		}
	}
	must(t, s.KeepAlerts(t.Context(), Alerts{Decisions: decisions}))
	must(t, s.PruneIncidents(t.Context(), at.AddDate(0, 0, 2)))
	for of, want := range map[string]int{"open": 3, "gone": 1} {
		if left, err := s.Decisions(t.Context(), of); len(left) != want || err != nil {
			t.Errorf("of one that is %s: %v, %v", of, left, err)
		}
	}
}
