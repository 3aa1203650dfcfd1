package history

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sentinel/monitor"
)

func init() {
	roles["salvage"] = salvageForEver
	roles["prune"] = pruneForEver
}

// salvageForEver opens a history, and appends to it what it prints.
func salvageForEver(stateDir string) error {
	fmt.Println("opening")
	s, err := Open(context.Background(), stateDir)
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		r := exampleReceipt("alpha/ACC_000")
		r.Posting.At = time.Unix(2_000_000_000, int64(os.Getpid())*1e9+int64(i)*1e6).UTC()
		if err := s.Append(context.Background(), []monitor.Receipt{r}); err != nil {
			return err
		}
		fmt.Println(r.Posting.At.UnixMilli())
	}
}

// Whenever the program is killed while it saves what can be read of a damaged
// file, the next start goes on: all is there in the end, and nothing twice.
func TestKillWhileSalvagingLosesAndInventsNothing(t *testing.T) {
	_, original := fullHistory(t)
	path := filepath.Join(original, FileName)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copy(content[100:], bytes.Repeat([]byte{0xa5}, 20)) // no table is known to begin anywhere
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	undisturbed := openTemp(t, copyDir(t, original))
	undisturbed.saving.Wait()
	want := story(t, undisturbed)
	if len(want) < 7000 {
		t.Fatalf("undisturbed, %d are saved", len(want))
	}
	for kill := range 4 {
		dir := copyDir(t, original)
		acknowledged := map[string]bool{}
		for again := range 3 {
			killAfter(t, "salvage", dir, 1+kill*again*3, func(line string) {
				if line != "opening\n" {
					acknowledged[line[:len(line)-1]] = true
				}
			})
		}
		s := openTemp(t, dir)
		s.saving.Wait()
		if left, err := s.unfinished(t.Context()); err != nil || len(left) > 0 {
			t.Fatalf("kill %d: %v is not saved yet, %v", kill, left, err)
		}
		got := story(t, s)
		for one := range want {
			if !got[one] {
				t.Fatalf("kill %d: %s is lost", kill, one)
			}
		}
		times := map[string]int{}
		for _, r := range beatsOf(t, s, "alpha/ACC_000", always.from, always.to) {
			times[fmt.Sprint(r.Posting.At.UnixMilli())]++
		}
		for one := range acknowledged {
			if times[one] != 1 {
				t.Fatalf("kill %d: %s was acknowledged, and is there %d times", kill, one, times[one])
			}
		}
		if got, most := len(times), 1200+len(acknowledged)+3; got > most { // one for each kill may be on its way
			t.Fatalf("kill %d: there are %d beats of one account, want %d at most", kill, got, most)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		aside, err := filepath.Glob(filepath.Join(dir, FileName+".*"))
		if err != nil || len(aside) != 1 {
			t.Errorf("kill %d: files beside the history: %q, %v", kill, aside, err)
		}
	}
}

var pruneStart = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

const pruneDays = 300

func pruneForEver(stateDir string) error {
	ctx := context.Background()
	s, err := Open(ctx, stateDir)
	if err != nil {
		return err
	}
	return pruneDayByDay(ctx, s, func(day int) { fmt.Println(day) })
}

func pruneDayByDay(ctx context.Context, s *Store, each func(day int)) error {
	for day := 1; day < pruneDays; day++ {
		each(day)
		before := pruneStart.AddDate(0, 0, day)
		if err := s.PruneSummaries(ctx, before); err != nil {
			return err
		}
		if err := s.PruneIncidents(ctx, before); err != nil {
			return err
		}
	}
	return nil
}

// Whenever the program is killed while it removes what is old, what is younger
// stays, and the next time the rest goes.
func TestKillWhilePruningLosesNothingYounger(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	var changes Changes
	for day := range pruneDays {
		at := pruneStart.AddDate(0, 0, day).Add(time.Hour)
		for i := range 5 {
			key := monitor.Key(fmt.Sprintf("alpha/ACC_%d", i))
			changes.Turns = append(changes.Turns, monitor.Turn{Key: key, At: at, Level: monitor.LevelOK, Liveness: monitor.Alive})
		}
		closed := at.Add(time.Minute)
		incident := monitor.Incident{ID: fmt.Sprint(day), Key: "alpha", Opened: at, Closed: &closed}
		changes.Transitions = append(changes.Transitions, monitor.Transition{Kind: monitor.Closed, At: closed, Incident: incident, Snoozed: true})
	}
	if _, err := s.Write(t.Context(), changes); err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
	for kill := range 4 {
		latest := 0
		killAfter(t, "prune", dir, 1+kill*9, func(line string) {
			if _, err := fmt.Sscan(line, &latest); err != nil {
				t.Fatal(err)
			}
		})
		s := openTemp(t, dir)
		list, err := s.Incidents(t.Context(), IncidentQuery{})
		if err != nil || len(list) < pruneDays-latest {
			t.Fatalf("kill %d: %d incidents are left after day %d, %v", kill, len(list), latest, err)
		}
		for i := range 5 {
			turns, err := s.Turns(t.Context(), monitor.Key(fmt.Sprintf("alpha/ACC_%d", i)), pruneStart.AddDate(0, 0, latest), pruneStart.AddDate(1, 0, 0))
			if err != nil || len(turns) != pruneDays-latest+1 {
				t.Fatalf("kill %d: %d turns are left after day %d, %v", kill, len(turns), latest, err)
			}
		}
		_ = s.Close()
	}
	s = openTemp(t, dir)
	if err := pruneDayByDay(t.Context(), s, func(int) {}); err != nil {
		t.Fatal(err)
	}
	if list, err := s.Incidents(t.Context(), IncidentQuery{}); err != nil || len(list) != 1 {
		t.Errorf("%d incidents are left in the end, %v", len(list), err)
	}
}
