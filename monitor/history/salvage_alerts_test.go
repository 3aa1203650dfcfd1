package history

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
)

// What an incident leaves when it is taken tells how far that went, and of two
// answers it is the one that may repeat a message: what is left out would be lost.
func TestHowFarPeopleWereToldIsFoundOutWhenTheNumberIsLost(t *testing.T) {
	at := func(minute int) time.Time { return letterMade.Add(time.Duration(minute) * time.Minute) }
	aCase := func(incident string) CaseState { return CaseState{"a", incident, []byte("{}")} }
	aDecision := func(incident string) monitor.Decision {
		return monitor.Decision{At: at(9), Incident: incident, Channel: "a", Stage: "mute", Reason: "snoozed"}
	}
	for name, test := range map[string]struct {
		told Alerts
		want int64
	}{
		"nobody was told anything": {Alerts{}, 0},
		"the number is there":      {Alerts{Upto: 1, Cases: []CaseState{aCase("i2")}}, 1},
		"a case":                   {Alerts{Cases: []CaseState{aCase("i1"), aCase("i2")}}, 3},
		"a decision":               {Alerts{Cases: []CaseState{aCase("i1")}, Decisions: []monitor.Decision{aDecision("i2")}}, 3},
		"what comes after":         {Alerts{Cases: []CaseState{aCase("i1")}}, 1}, // its end may not have been taken
		"a letter":                 {Alerts{Letters: []Letter{{Channel: "a", Body: []byte("b"), Made: at(4)}}}, 3},
		"an early letter":          {Alerts{Letters: []Letter{{Channel: "a", Body: []byte("b"), Made: at(0)}}}, -1},
		"by two clocks":            {Alerts{Letters: []Letter{{Channel: "a", Body: []byte("b"), Made: at(9)}, {Channel: "a", Body: []byte("b"), Made: at(2)}}}, 1},
		"cases of others":          {Alerts{Cases: []CaseState{aCase("older")}}, -1},
		"a letter and a case":      {Alerts{Cases: []CaseState{aCase("i1")}, Letters: []Letter{{Channel: "a", Body: []byte("b"), Made: at(9)}}}, 1},
	} {
		s := openTemp(t, t.TempDir())
		var happened []monitor.Transition
		for i, one := range []struct {
			kind monitor.TransitionKind
			of   string
		}{{monitor.Opened, "i1"}, {monitor.Recovered, "i1"}, {monitor.Opened, "i2"}, {monitor.Opened, "i3"}} {
			happened = append(happened, monitor.Transition{Kind: one.kind, At: at(i + 1), Incident: monitor.Incident{ID: one.of, Opened: at(i + 1)}})
		}
		_, err := s.Write(t.Context(), Changes{Transitions: happened})
		must(t, err)
		must(t, s.KeepAlerts(t.Context(), test.told))
		tx, err := s.db.Begin()
		must(t, err)
		must(t, restoreAlerted(t.Context(), tx))
		must(t, tx.Commit())
		if _, upto, err := s.Cases(t.Context()); upto != test.want || err != nil {
			t.Errorf("%s: up to %d, want %d, %v", name, upto, test.want, err)
		}
		_ = s.Close()
	}
}

// The whole way: a history of which that number is damaged is no new one.
func TestDamageOfHowFarPeopleWereToldIsNoFirstStart(t *testing.T) {
	_, dir := fullHistory(t)
	execFile(t, dir, "UPDATE numbers SET value = 7 WHERE name = 'alerted'")
	s := openTemp(t, dir)
	if s.Replaced == "" {
		t.Fatal("it is believed")
	}
	if cases, upto, err := s.Cases(t.Context()); len(cases) != 80 || upto != 40 || err != nil {
		t.Errorf("%d cases, up to %d, %v", len(cases), upto, err)
	}
}

func TestForgedRowsOfWhatIsToBeToldAreFoundAtOpening(t *testing.T) {
	_, original := fullHistory(t)
	for _, forge := range []string{
		"UPDATE cases SET state = CAST('{}' AS BLOB) WHERE incident = 'i020' AND channel = 'channel 1'",
		"UPDATE outbox SET body = CAST('{}' AS BLOB) WHERE id = 9", // which waits
	} {
		dir := copyDir(t, original)
		execFile(t, dir, forge)
		s := openTemp(t, dir)
		if s.Replaced == "" {
			t.Errorf("%s: it is believed", forge)
		}
		s.settled()
		cases, _, err := s.Cases(t.Context())
		must(t, err)
		if letters := idsOf(t, s); len(cases)+len(letters) != 80+80-1 || slices.Contains(letters, 9) && len(cases) == 80 {
			t.Errorf("%s: %d cases and the letters %v are left", forge, len(cases), letters)
		}
		_ = s.Close()
	}
}

func TestForgedTransitionsThatAreToBeTakenAreFoundAtOpening(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	must(t, s.KeepAlerts(t.Context(), Alerts{Upto: -1}))
	writeIncident(t, s, monitor.Incident{ID: "i", Key: "alpha", Opened: letterMade}, time.Time{})
	must(t, s.Close())
	execFile(t, dir, "UPDATE transitions SET kind = 'closed'")
	if s = openTemp(t, dir); s.Replaced == "" {
		t.Error("it is believed")
	}
}

func TestWhatKeepsPeopleFromBeingToldTwiceIsSavedFirst(t *testing.T) {
	tables, err := tablesOf(t.Context(), openTemp(t, t.TempDir()).db)
	must(t, err)
	first := (&salvage{tables: tables}).order()[:5]
	if !slices.Equal(first, []string{"numbers", "names", "cases", "outbox", "decisions"}) {
		t.Errorf("first are %v", first)
	}
}

// begunAnew takes the first step of replacing a damaged file: what the watch needs
// at once is there, the rest not yet.
func begunAnew(t *testing.T, dir string) *Store {
	t.Helper()
	path := filepath.Join(dir, FileName)
	if _, _, err := replaceDamaged(t.Context(), path, "it was"); err != nil {
		t.Fatal(err)
	}
	s, err := openSound(t.Context(), path)
	must(t, err)
	return s
}

// Letters that have ended may be many: the watch does not begin later for them.
// What becomes of one that waits, before they are saved, is not undone by them.
func TestLettersThatHaveEndedAreSavedAfterwards(t *testing.T) {
	_, dir := fullHistory(t)
	s := begunAnew(t, dir)
	if ids := idsOf(t, s); len(ids) != 40 || nextLetter(t, s, "channel 0", 0) != 1 {
		t.Errorf("at once the letters %v are there", ids)
	}
	must(t, s.Delivered(t.Context(), 1))
	must(t, s.Close())
	s = openTemp(t, dir)
	s.settled()
	if ids := idsOf(t, s); len(ids) != 80 {
		t.Errorf("in the end the letters %v are there", ids)
	}
	waiting, err := s.LettersWaiting(t.Context())
	if waiting["channel 0"] != 19 || waiting["channel 1"] != 20 || err != nil {
		t.Errorf("%v wait, %v", waiting, err)
	}
}

// A file whose layout could not be changed any more, for it is damaged, keeps what
// is to be told all the same.
func TestDamagedFileOfLayout6KeepsWhatIsToBeTold(t *testing.T) {
	dir := t.TempDir()
	oldFile(t, dir, "layout6.sql")
	s := begunAnew(t, dir)
	cases, upto, err := s.Cases(t.Context())
	if len(cases) != 4 || upto != 4 || err != nil {
		t.Errorf("%d cases, up to %d, %v", len(cases), upto, err)
	}
	must(t, s.NotDelivered(t.Context(), 1, "nobody answers")) // which seals it
	must(t, s.Close())
	s = openTemp(t, dir)
	s.settled()
	waiting, err := s.LettersWaiting(t.Context())
	if waiting["owner"] != 3 || err != nil || nextLetter(t, s, "owner", 0) != 1 {
		t.Errorf("%v wait, %v", waiting, err)
	}
}

// Up to layout 6 a transition said whether people were told of it.
func TestDamagedFileOfAnEarlierLayoutKeepsWhatHappened(t *testing.T) {
	for script, test := range map[string]struct {
		harm string // a script
		want int
	}{
		"layout3.sql":                   {"", 3}, // without seals
		"layout6.sql":                   {"", 4},
		"layout6.sql, among the strays": {"PRAGMA writable_schema = ON; DELETE FROM sqlite_master WHERE name LIKE '%transitions%'", 4},
	} {
		dir := t.TempDir()
		oldFile(t, dir, strings.Split(script, ",")[0])
		execFile(t, dir, test.harm)
		must(t, begunAnew(t, dir).Close())
		s := openTemp(t, dir)
		s.settled()
		if happened, _, err := s.Transitions(t.Context(), 0, 10); err != nil || len(happened) != test.want {
			t.Errorf("%s: %d transitions, %v", script, len(happened), err)
		}
		must(t, s.Close())
	}
}
