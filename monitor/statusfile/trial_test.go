package statusfile

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var earlierTime = time.Date(2026, 1, 20, 11, 58, 0, 250000000, time.Local)

// robotFile makes a status file that a robot wrote at earlierTime.
func robotFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "status.txt")
	writeFile(t, path, content)
	if err := os.Chtimes(path, time.Time{}, earlierTime); err != nil {
		t.Fatal(err)
	}
	return path
}

func setTest(t *testing.T, state, path, kind string, ttl time.Duration, now time.Time) {
	t.Helper()
	if err := SetTest(state, path, Status{Type: kind}, ttl, now); err != nil {
		t.Fatal(err)
	}
}

// restore fails unless exactly want files were given back without an error.
func restore(t *testing.T, state string, now time.Time, want int) []string {
	t.Helper()
	restored, err := Restore(state, now)
	if err != nil || len(restored) != want {
		t.Fatalf("restored %v, %v; want %d", restored, err, want)
	}
	return restored
}

func noTestLeft(t *testing.T, state string) {
	t.Helper()
	if at, any := NextExpiry(state); any {
		t.Errorf("a test is still remembered, until %s", at)
	}
}

func TestTestGivesBackBytesAndTime(t *testing.T) {
	for name, content := range map[string]string{
		"a robot's words": "✅ Login successful\n2026-01-20T11:58:00",
		"not UTF-8":       "\xff\xfea\x00\n\x00",
		"an empty file":   "",
	} {
		t.Run(name, func(t *testing.T) {
			state, path := t.TempDir(), robotFile(t, content)
			setTest(t, state, path, "trade", 5*time.Minute, noon)
			if got := readFile(t, path); !strings.Contains(got, `"test": true`) || !strings.HasPrefix(got, "💰 Trade executed\n") {
				t.Fatalf("the test wrote %q", got)
			}
			expires := noon.Add(5 * time.Minute).Truncate(time.Millisecond)
			if at, any := NextExpiry(state); !any || !at.Equal(expires) {
				t.Errorf("next expiry %s, %t; want %s", at, any, expires)
			}
			restore(t, state, expires.Add(-time.Millisecond), 0)
			if got := readFile(t, path); !strings.Contains(got, `"test": true`) {
				t.Fatalf("given back too early: %q", got)
			}
			if got := restore(t, state, expires, 1); filepath.Base(got[0]) != "status.txt" {
				t.Errorf("restored %v, want %s", got, path)
			}
			info, err := os.Stat(path)
			if err != nil || readFile(t, path) != content || !info.ModTime().Equal(earlierTime) {
				t.Errorf("gave back %q of %s, %v; want %q of %s", readFile(t, path), info.ModTime(), err, content, earlierTime)
			}
			onlyFile(t, path)
			noTestLeft(t, state)
			restore(t, state, expires.Add(time.Hour), 0)
		})
	}
}

func TestTestOfAMissingFileLeavesNone(t *testing.T) {
	state, path := t.TempDir(), filepath.Join(t.TempDir(), "logs", "status.txt")
	setTest(t, state, path, "error", time.Minute, noon)
	setTest(t, state, path, "trade", time.Minute, noon)
	restore(t, state, noon.Add(time.Minute), 1)
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the file is still there: %v", err)
	}
	noTestLeft(t, state)
}

func TestTestAfterTestKeepsWhatTheRobotSaid(t *testing.T) {
	state, path := t.TempDir(), robotFile(t, "robot")
	setTest(t, state, path, "login", time.Minute, noon)
	setTest(t, state, path, "trade", time.Minute, noon.Add(30*time.Second))
	setTest(t, state, path, "profit", time.Minute, noon.Add(2*time.Minute)) // the others are over, and nobody restored
	restore(t, state, noon.Add(2*time.Minute), 0)
	restore(t, state, noon.Add(3*time.Minute), 1)
	if info, _ := os.Stat(path); readFile(t, path) != "robot" || !info.ModTime().Equal(earlierTime) {
		t.Errorf("gave back %q of %s", readFile(t, path), info.ModTime())
	}
}

func TestRobotThatWroteMeanwhileIsLeftAlone(t *testing.T) {
	for name, meanwhile := range map[string]func(t *testing.T, path string){
		"wrote":          func(t *testing.T, path string) { writeFile(t, path, "newer") },
		"is writing":     func(t *testing.T, path string) { writeFile(t, path, "") },
		"set for good":   func(t *testing.T, path string) { _ = Set(path, Status{Type: "waiting"}, noon) },
		"added one byte": func(t *testing.T, path string) { writeFile(t, path, readFile(t, path)+"\n") },
	} {
		t.Run(name, func(t *testing.T) {
			state, path := t.TempDir(), robotFile(t, "robot")
			setTest(t, state, path, "trade", time.Minute, noon)
			meanwhile(t, path)
			want := readFile(t, path)
			restore(t, state, noon.Add(time.Hour), 0)
			if got := readFile(t, path); got != want {
				t.Errorf("the file holds %q, want %q", got, want)
			}
			noTestLeft(t, state)
		})
	}
	t.Run("took the file away", func(t *testing.T) {
		state, path := t.TempDir(), robotFile(t, "robot")
		setTest(t, state, path, "trade", time.Minute, noon)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		restore(t, state, noon.Add(time.Hour), 0)
		if _, err := os.Stat(path); err == nil {
			t.Error("the file came back")
		}
	})
	t.Run("wrote between two tests", func(t *testing.T) {
		state, path := t.TempDir(), robotFile(t, "robot")
		setTest(t, state, path, "trade", time.Minute, noon)
		writeFile(t, path, "newer")
		setTest(t, state, path, "profit", time.Minute, noon)
		restore(t, state, noon.Add(time.Minute), 1)
		if got := readFile(t, path); got != "newer" {
			t.Errorf("gave back %q", got)
		}
	})
}

// A crash after the record was written and before the test was: what the file
// holds is still recognised, and nothing is lost.
func TestCrashBeforeTheTestIsWritten(t *testing.T) {
	t.Run("the first test", func(t *testing.T) {
		state, path := t.TempDir(), robotFile(t, "robot")
		crashedTest(t, state, path)
		restore(t, state, noon.Add(time.Hour), 0)
		if got := readFile(t, path); got != "robot" {
			t.Errorf("the file holds %q", got)
		}
		noTestLeft(t, state)
	})
	t.Run("a test after a test", func(t *testing.T) {
		state, path := t.TempDir(), robotFile(t, "robot")
		setTest(t, state, path, "trade", time.Minute, noon)
		crashedTest(t, state, path)
		restore(t, state, noon.Add(time.Hour), 1)
		if got := readFile(t, path); got != "robot" {
			t.Errorf("gave back %q", got)
		}
	})
}

// crashedTest does what SetTest does up to the write of the file.
func crashedTest(t *testing.T, state, path string) {
	t.Helper()
	folder := recordsIn(state)
	if err := os.MkdirAll(string(folder), 0o700); err != nil {
		t.Fatal(err)
	}
	path, err := resolve(path)
	if err != nil {
		t.Fatal(err)
	}
	before, err := folder.load(path)
	if err != nil {
		t.Fatal(err)
	}
	earlier, info, err := readIfThere(path)
	if err != nil {
		t.Fatal(err)
	}
	rec := before.next(path, earlier, info, []byte("never written"))
	rec.Expires = noon.Add(time.Minute)
	if err := folder.save(rec); err != nil {
		t.Fatal(err)
	}
}

func TestTestRefusesWhatItCannotKeep(t *testing.T) {
	state := t.TempDir()
	large := robotFile(t, strings.Repeat("x", maxSize+1))
	if err := SetTest(state, large, Status{Type: "trade"}, time.Minute, noon); err == nil || !strings.Contains(err.Error(), "larger than 64 KiB") {
		t.Errorf("a large file: error %v", err)
	}
	if err := SetTest(state, t.TempDir(), Status{Type: "trade"}, time.Minute, noon); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("a folder: error %v", err)
	}
	if err := SetTest(state, robotFile(t, "x"), Status{Type: "trade"}, 0, noon); err == nil || !strings.Contains(err.Error(), "some time") {
		t.Errorf("no ttl: error %v", err)
	}
	noTestLeft(t, state)
}

func TestOneFailureKeepsNobodyWaiting(t *testing.T) {
	state := t.TempDir()
	first, blocked, last := robotFile(t, "one"), robotFile(t, "two"), robotFile(t, "three")
	for _, path := range []string{first, blocked, last} {
		setTest(t, state, path, "trade", time.Minute, noon)
	}
	damaged := filepath.Join(state, "tests", "0.json")
	writeFile(t, damaged, "{")
	test := readFile(t, blocked)
	if err := os.Remove(blocked); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(blocked, 0o755); err != nil {
		t.Fatal(err)
	}

	now := noon.Add(time.Minute)
	restored, err := Restore(state, now)
	if len(restored) != 2 || readFile(t, first) != "one" || readFile(t, last) != "three" {
		t.Errorf("restored %v", restored)
	}
	if err == nil || !strings.Contains(err.Error(), "is a folder") || !strings.Contains(err.Error(), "is damaged") {
		t.Errorf("error %v, want both told", err)
	}
	if at, any := NextExpiry(state); !any || !at.Equal(now.Add(retryAfter)) {
		t.Errorf("next try %s, %t; want a minute later", at, any)
	}

	if err := os.Remove(blocked); err != nil {
		t.Fatal(err)
	}
	writeFile(t, blocked, test)
	restore(t, state, now, 1) // and the damaged record is told of once
	if got := readFile(t, blocked); got != "two" {
		t.Errorf("gave back %q", got)
	}
}

// Several programs restore at once: each file is given back once.
func TestRestoreTogether(t *testing.T) {
	state := t.TempDir()
	var paths []string
	for range 5 {
		path := robotFile(t, "robot")
		setTest(t, state, path, "trade", time.Minute, noon)
		paths = append(paths, path)
	}
	var restored atomic.Int64
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			done, err := Restore(state, noon.Add(time.Minute))
			restored.Add(int64(len(done)))
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if restored.Load() != int64(len(paths)) {
		t.Errorf("%d files restored, want %d", restored.Load(), len(paths))
	}
	if slices.ContainsFunc(paths, func(path string) bool { return readFile(t, path) != "robot" }) {
		t.Error("a file was not given back")
	}
}

func TestNoTestLeavesNoTrace(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state")
	restore(t, state, noon, 0)
	noTestLeft(t, state)
	if _, err := os.Stat(state); err == nil {
		t.Error("the state folder was made")
	}
}

// What cannot be kept is not replaced: the record comes first.
func TestNothingIsReplacedThatCannotBeKept(t *testing.T) {
	state, path := t.TempDir(), robotFile(t, "robot")
	if err := os.MkdirAll(filepath.Join(state, "tests"), 0o700); err != nil {
		t.Fatal(err)
	}
	resolved, err := resolve(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(recordsIn(state).file(resolved), 0o700); err != nil { // in the record's way
		t.Fatal(err)
	}
	if err := SetTest(state, path, Status{Type: "trade"}, time.Minute, noon); err == nil {
		t.Error("no error")
	}
	if got := readFile(t, path); got != "robot" {
		t.Errorf("the file holds %q", got)
	}
}
