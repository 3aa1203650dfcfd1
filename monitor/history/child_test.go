package history

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"sentinel/monitor"
)

// roleVariable makes the test binary play a part in a process of its own; the
// state folder follows as the last argument.
const roleVariable = "HISTORY_TEST_ROLE"

var roles = map[string]func(stateDir string) error{"append": appendForEver, "compact": compactForEver}

func TestMain(m *testing.M) {
	name := os.Getenv(roleVariable)
	if name == "" {
		os.Exit(m.Run())
	}
	if err := roles[name](os.Args[len(os.Args)-1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// child is this test binary in a role.
func child(t *testing.T, role, stateDir string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), program, stateDir)
	command.Env = append(os.Environ(), roleVariable+"="+role)
	command.Stderr = os.Stderr
	return command
}

// appendForEver appends from several goroutines, and prints each key that was
// acknowledged.
func appendForEver(stateDir string) error {
	ctx := context.Background()
	s, err := Open(ctx, stateDir)
	if err != nil {
		return err
	}
	failed := make(chan error)
	for caller := range 8 {
		go func() {
			for i := 0; ; i++ {
				var receipts []monitor.Receipt
				for n := range 1 + i%3 {
					receipts = append(receipts, exampleReceipt(monitor.Key(fmt.Sprintf("r%d-%d/%d-%d", os.Getpid(), caller, i, n))))
				}
				if err := s.Append(ctx, receipts); err != nil {
					failed <- err
				}
				for _, r := range receipts {
					fmt.Printf("%d %s\n", r.ID, r.Posting.Key) // one write, which the pipe takes whole
				}
			}
		}()
	}
	go func() { // what else writes to the file
		for i := int64(1); ; i++ {
			saved := []monitor.SavedSubject{{Key: "alpha", At: time.Now(), State: fmt.Appendf(nil, "%d", i)}}
			if _, err := s.Write(ctx, Changes{Subjects: saved, Watermark: i}); err != nil {
				failed <- err
			}
		}
	}()
	return <-failed
}

// killAfter kills a child once it has printed so many lines; each gets all that
// it printed.
func killAfter(t *testing.T, role, dir string, lines int, each func(line string)) {
	t.Helper()
	command := child(t, role, dir)
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	reader := bufio.NewReader(out)
	for n := 0; ; n++ {
		if n == lines {
			if err := command.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
		line, err := reader.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		each(line)
	}
	_ = command.Wait()
}

func TestKillLosesNothingThatWasAcknowledged(t *testing.T) {
	dir := t.TempDir()
	acknowledged := map[int64]string{}
	for kill := range 20 {
		// At the very beginning too, and past what the log holds.
		killAfter(t, "append", dir, 1+kill*37, func(line string) {
			var id int64
			var key string
			if _, err := fmt.Sscanln(line, &id, &key); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			if other, known := acknowledged[id]; known {
				t.Fatalf("ID %d was given to %s and %s", id, other, key)
			}
			acknowledged[id] = key
		})
		mustHold(t, dir, acknowledged)
	}
}

// mustHold checks a file that a killed program left.
func mustHold(t *testing.T, dir string, acknowledged map[int64]string) {
	t.Helper()
	s := openTemp(t, dir)
	if s.Replaced != "" {
		t.Fatal("the file was taken for broken")
	}
	var verdict string
	if err := s.db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Fatalf("the file is damaged: %s, %v", verdict, err)
	}
	kept := map[int64]string{}
	for _, r := range beatsAfter(t, s, 0) {
		kept[r.ID] = string(r.Posting.Key)
	}
	for id, key := range acknowledged {
		if kept[id] != key {
			t.Fatalf("%s was acknowledged as %d, and there is %q", key, id, kept[id])
		}
	}
	subjects, err := s.Subjects(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	mark, err := s.Watermark(t.Context())
	if err != nil || len(subjects) > 0 && string(subjects[0].State) != fmt.Sprint(mark) {
		t.Fatalf("subjects %v with watermark %d: %v", subjects, mark, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
