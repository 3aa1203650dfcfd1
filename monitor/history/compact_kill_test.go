package history

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"sentinel/monitor"
)

// compactForEver appends beats that each say a number of their own, prints it
// once the beat was acknowledged, and packs them all the while.
func compactForEver(stateDir string) error {
	ctx := context.Background()
	s, err := Open(ctx, stateDir)
	if err != nil {
		return err
	}
	failed := make(chan error)
	for caller := range 4 {
		go func() {
			for i := 0; ; i++ {
				r := exampleReceipt(monitor.Key(fmt.Sprintf("alpha/ACC_%d", (caller+i)%5)))
				number := fmt.Sprintf("%d-%d-%d", os.Getpid(), caller, i)
				r.Posting.Raw = []byte(number)
				r.Posting.At = time.Now()
				if err := s.Append(ctx, []monitor.Receipt{r}); err != nil {
					failed <- err
				}
				fmt.Printf("%s %s\n", r.Posting.Key, number)
			}
		}()
	}
	go func() {
		for {
			newest, err := s.LastBeat(ctx)
			if err == nil {
				_, err = s.Compact(ctx, newest-3)
			}
			if err == nil {
				_, err = s.SumUp(ctx, time.Now().AddDate(0, 0, 1), func(monitor.Key) monitor.Rhythm { return minutely })
			}
			if err != nil {
				failed <- err
			}
		}
	}()
	return <-failed
}

func TestKillWhilePackingLosesAndInventsNothing(t *testing.T) {
	dir := t.TempDir()
	acknowledged := map[string]string{} // number → key
	for kill := range 10 {
		killAfter(t, "compact", dir, 1+kill*29, func(line string) {
			var key, number string
			if _, err := fmt.Sscanln(line, &key, &number); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			acknowledged[number] = key
		})
		s := openTemp(t, dir)
		found := map[string]bool{}
		for i := range 5 {
			key := monitor.Key(fmt.Sprintf("alpha/ACC_%d", i))
			for _, r := range beatsOf(t, s, key, always.from, always.to) {
				number := string(r.Posting.Raw)
				if known, ok := acknowledged[number]; found[number] || ok && known != string(key) {
					t.Fatalf("kill %d: %s is there twice, or of another subject", kill, number)
				}
				found[number] = true
			}
		}
		for number, key := range acknowledged {
			if !found[number] {
				t.Fatalf("kill %d: %s of %s was acknowledged, and is lost", kill, number, key)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
