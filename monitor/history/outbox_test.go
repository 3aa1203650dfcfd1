package history

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"sentinel/monitor"
)

var letterMade = time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC)

// keepLetters keeps one letter to each of the channels, made one after the other.
func keepLetters(t *testing.T, s *Store, channels ...string) {
	t.Helper()
	var letters []Letter
	for i, channel := range channels {
		letters = append(letters, Letter{Channel: channel, Body: fmt.Appendf(nil, "body %d", i), Made: letterMade.Add(time.Duration(i) * time.Minute)})
	}
	if err := s.KeepAlerts(t.Context(), Alerts{Letters: letters}); err != nil {
		t.Fatal(err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// nextLetter is the ID of the next letter of a channel; 0: there is none.
func nextLetter(t *testing.T, s *Store, channel string, after int64) int64 {
	t.Helper()
	l, found, err := s.NextLetter(t.Context(), channel, after)
	if err != nil {
		t.Fatal(err)
	}
	if found != (l.ID != 0) || found && (l.State != LetterWaiting || !l.Ended.IsZero()) {
		t.Errorf("found %v: %+v", found, l)
	}
	return l.ID
}

func TestLettersThatHaveEndedAreKeptAndNotSentAgain(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	keepLetters(t, s, "a", "b", "a", "a", "a")
	must(t, s.NotDelivered(t.Context(), 1, "nobody answers"))
	must(t, s.NotDelivered(t.Context(), 1, "nobody answers yet"))
	if id := nextLetter(t, s, "a", 0); id != 1 {
		t.Errorf("after a try that failed %d is next", id)
	}
	began := time.Now().Truncate(time.Millisecond)
	must(t, s.Delivered(t.Context(), 1))
	must(t, s.Refused(t.Context(), 3, "too long"))
	must(t, s.Delivered(t.Context(), 3))             // what has ended stays as it is
	must(t, s.NotDelivered(t.Context(), 1, "late"))  // the same
	must(t, s.Delivered(t.Context(), 99))            // nor is it minded that there is none
	must(t, s.Refused(t.Context(), 1, "never mind")) // nor this
	_ = s.Close()
	s = openTemp(t, dir)
	if s.Replaced != "" {
		t.Fatal("what was changed passes for damaged")
	}
	if a, b, later := nextLetter(t, s, "a", 0), nextLetter(t, s, "b", 0), nextLetter(t, s, "a", 4); a != 4 || b != 2 || later != 5 {
		t.Errorf("next are %d, %d and %d", a, b, later)
	}
	waiting, err := s.LettersWaiting(t.Context())
	if diff := cmp.Diff(map[string]int{"a": 2, "b": 1}, waiting); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	all, err := s.Letters(t.Context(), LettersQuery{})
	if err != nil || len(all) != 5 {
		t.Fatalf("%d letters, %v", len(all), err)
	}
	delivered, refused := all[4], all[2]
	for _, l := range []*Letter{&delivered, &refused} {
		if l.Ended.Before(began) || l.Ended.After(time.Now()) {
			t.Errorf("%d has ended %s", l.ID, l.Ended)
		}
		l.Ended = time.Time{}
	}
	if diff := cmp.Diff(Letter{
		ID: 1, Channel: "a", Body: []byte("body 0"), Made: letterMade, Tries: 2, Error: "nobody answers yet", State: LetterDelivered,
	}, delivered); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(Letter{
		ID: 3, Channel: "a", Body: []byte("body 2"), Made: letterMade.Add(2 * time.Minute), Error: "too long", State: LetterRefused,
	}, refused); diff != "" {
		t.Error(diff)
	}
}

func TestLettersAreListedTheNewestFirst(t *testing.T) {
	s := openTemp(t, t.TempDir())
	keepLetters(t, s, "a", "b", "a", "b")
	keepLetters(t, s, "a", "b") // by a clock that was set back
	must(t, s.Delivered(t.Context(), 2))
	at := func(minute int) time.Time { return letterMade.Add(time.Duration(minute) * time.Minute) }
	for name, test := range map[string]struct {
		of   LettersQuery
		want []int64
	}{
		"all":                      {LettersQuery{}, []int64{4, 3, 6, 2, 5, 1}},
		"of one channel":           {LettersQuery{Channel: "b"}, []int64{4, 6, 2}},
		"of one that is not known": {LettersQuery{Channel: "c"}, nil},
		"before":                   {LettersQuery{Before: at(2)}, []int64{6, 2, 5, 1}},
		"so many":                  {LettersQuery{Limit: 2}, []int64{4, 3}},
		"of one instant":           {LettersQuery{Limit: 3}, []int64{4, 3, 6, 2}},
		"so many before":           {LettersQuery{Channel: "a", Before: at(2), Limit: 5}, []int64{5, 1}},
	} {
		list, err := s.Letters(t.Context(), test.of)
		var got []int64
		for _, l := range list {
			got = append(got, l.ID)
		}
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
}

func TestWhenEachChannelTookALetterLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := openTemp(t, t.TempDir())
		keepLetters(t, s, "a", "a", "b", "c", "a")
		want := map[string]time.Time{}
		for _, id := range []int64{1, 2} {
			time.Sleep(time.Minute)
			must(t, s.Delivered(t.Context(), id))
			want["a"] = time.Now().UTC()
		}
		time.Sleep(time.Minute)
		must(t, s.Delivered(t.Context(), 3))
		want["b"] = time.Now().UTC()
		time.Sleep(time.Minute)
		must(t, s.Refused(t.Context(), 4, "too long"))
		must(t, s.Refused(t.Context(), 5, "too long"))
		last, err := s.LastDelivered(t.Context())
		if diff := cmp.Diff(want, last); diff != "" || err != nil {
			t.Errorf("%v %s", err, diff)
		}
		_ = s.Close()
	})
}

// One that is damaged does not keep the channel silent.
func TestLetterThatIsDamagedKeepsNoOtherFromBeingSent(t *testing.T) {
	s := openTemp(t, t.TempDir())
	keepLetters(t, s, "a", "a")
	if _, err := s.db.Exec("UPDATE outbox SET body = CAST('body of another' AS BLOB) WHERE id = 1"); err != nil {
		t.Fatal(err)
	}
	if id := nextLetter(t, s, "a", 0); id != 2 {
		t.Errorf("%d is next", id)
	}
}

// oneLetter reads the letters, of which there is one: that one is left out says that
// it is not believed.
func oneLetter(t *testing.T) func(*Store) error {
	return func(s *Store) error {
		list, err := s.Letters(t.Context(), LettersQuery{})
		if err == nil && len(list) == 0 {
			return errForged
		}
		return err
	}
}

// Whatever stands in a row that is not what was written, it is not believed.
func TestForgedRowsOfWhatWasToldAreNotBelieved(t *testing.T) {
	for name, test := range map[string]struct {
		forge string
		read  func(*Store) error
	}{
		"a state of a case":  {"UPDATE cases SET state = CAST('{}' AS BLOB)", func(s *Store) error { _, _, err := s.Cases(t.Context()); return err }},
		"whose case":         {"UPDATE cases SET incident = 'j'", func(s *Store) error { _, _, err := s.Cases(t.Context()); return err }},
		"a letter's channel": {"UPDATE outbox SET channel = 'b'", oneLetter(t)},
		"that it was delivered": {
			"UPDATE outbox SET state = 'delivered', ended = 1",
			oneLetter(t),
		},
		"a letter that changes": {"UPDATE outbox SET tries = 7", func(s *Store) error { return s.NotDelivered(t.Context(), 1, "nobody answers") }},
		"a decision":            {"UPDATE decisions SET reason = 'told'", func(s *Store) error { _, err := s.Decisions(t.Context(), "i"); return err }},
	} {
		s := openTemp(t, t.TempDir())
		must(t, s.KeepAlerts(t.Context(), Alerts{
			Cases: []CaseState{{"a", "i", []byte(`{"x":1}`)}}, Letters: []Letter{{Channel: "a", Body: []byte("b"), Made: letterMade}},
			Decisions: []monitor.Decision{{At: letterMade, Incident: "i", Channel: "a", Stage: "mute", Reason: "snoozed"}},
		}))
		if err := test.read(s); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := s.db.Exec(test.forge); err != nil {
			t.Fatal(err)
		}
		if err := test.read(s); !errors.Is(err, errForged) {
			t.Errorf("%s: it is believed: %v", name, err)
		}
		_ = s.Close()
	}
}

func TestLettersThatEndedLongAgoGoAndThoseThatWaitStay(t *testing.T) {
	s := openTemp(t, t.TempDir())
	keepLetters(t, s, "a", "a", "a", "b")
	must(t, s.Delivered(t.Context(), 1))
	must(t, s.Refused(t.Context(), 3, "too long"))
	ended := time.Now()
	for _, test := range []struct {
		after time.Duration
		left  []int64
	}{{lettersFor - time.Hour, []int64{4, 3, 2, 1}}, {lettersFor + time.Hour, []int64{4, 2}}} {
		must(t, s.PruneLetters(t.Context(), ended.Add(test.after)))
		if got := idsOf(t, s); !slices.Equal(got, test.left) {
			t.Errorf("after %s %v are left", test.after, got)
		}
	}
}

func idsOf(t *testing.T, s *Store) (ids []int64) {
	t.Helper()
	list, err := s.Letters(t.Context(), LettersQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list {
		ids = append(ids, l.ID)
	}
	return ids
}

// Of very many that have ended the oldest go; one that waits stays, however old it is.
func TestNoMoreThanSoManyLettersAreKept(t *testing.T) {
	s := openTemp(t, t.TempDir())
	letters := make([]Letter, lettersKept+1003)
	for i := range letters {
		letters[i] = Letter{Channel: "a", Body: []byte("b"), Made: letterMade}
	}
	must(t, s.KeepAlerts(t.Context(), Alerts{Letters: letters}))
	// As Delivered does, but for all, and each later than the one before.
	if _, err := s.db.Exec("UPDATE outbox SET state = 'delivered', ended = ? + id, seal = NULL WHERE id > 2", letterMade.UnixMilli()); err != nil {
		t.Fatal(err)
	}
	must(t, s.PruneLetters(t.Context(), letterMade))
	ids := idsOf(t, s)
	slices.Sort(ids)
	if len(ids) != lettersKept+2 || ids[0] != 1 || ids[1] != 2 || ids[2] != 1004 {
		t.Errorf("%d are left: %v ...", len(ids), ids[:3])
	}
}

// However many are kept, those that wait are found by an index of their own.
func TestLettersThatWaitAreFoundByTheirIndex(t *testing.T) {
	s := openTemp(t, t.TempDir())
	for query, want := range map[string]string{
		"SELECT " + letterColumns + " FROM outbox WHERE channel = 'a' AND ended IS NULL AND id > 5 ORDER BY id":   "outbox_waiting",
		"SELECT channel, count(*) FROM outbox WHERE ended IS NULL GROUP BY channel":                               "outbox_waiting",
		"SELECT channel, MAX(ended) FROM outbox WHERE state = 'delivered' AND ended IS NOT NULL GROUP BY channel": "COVERING INDEX outbox_ended",
		"SELECT " + letterColumns + " FROM outbox WHERE made < 5 ORDER BY made DESC, id DESC":                     "outbox_made",
	} {
		rows, err := s.db.Query("EXPLAIN QUERY PLAN " + query)
		if err != nil {
			t.Fatal(err)
		}
		plan := ""
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			plan += detail + "; "
		}
		must(t, rows.Err())
		if !strings.Contains(plan, want) || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s: %s", query, plan)
		}
	}
}

// A disk that hangs holds up whoever writes, and nobody who has to tell people.
func TestWhatIsToBeToldIsReadWhileSomebodyWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // which ends when all wait for each other
		s := openTemp(t, t.TempDir())
		keepLetters(t, s, "a")
		tx, err := s.db.Begin()
		must(t, err)
		_, _, err = s.Cases(t.Context())
		must(t, err)
		_, _, err = s.Transitions(t.Context(), 0, 10)
		must(t, err)
		if id := nextLetter(t, s, "a", 0); id != 1 {
			t.Errorf("%d is next", id)
		}
		must(t, tx.Rollback())
		_ = s.Close()
	})
}
