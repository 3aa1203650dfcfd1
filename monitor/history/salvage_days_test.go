package history

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"sentinel/monitor"
)

// Days that are lost, and whose beats are gone, must not look like days of
// silence.
func TestLostDaysAreNoOutages(t *testing.T) {
	dir := t.TempDir()
	s := openTemp(t, dir)
	start := time.Date(2026, 1, 19, 0, 0, 0, 0, time.UTC)
	const days = 40
	var beats []monitor.Receipt
	for i := range days * 24 {
		beats = append(beats, monitor.Receipt{Posting: monitor.Posting{Key: "alpha", Source: monitor.SourceReceiver, At: start.Add(time.Duration(i) * time.Hour)}})
	}
	if _, err := s.Import(t.Context(), "alpha", beats); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(t.Context(), Changes{Turns: []monitor.Turn{{Key: "alpha", At: start, Level: monitor.LevelOK, Liveness: monitor.Alive}}}); err != nil {
		t.Fatal(err)
	}
	rhythm := monitor.Rhythm{Interval: time.Hour, Grace: time.Minute}
	end := start.AddDate(0, 0, days)
	if _, err := s.SumUp(t.Context(), end, func(monitor.Key) monitor.Rhythm { return rhythm }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Prune(t.Context(), end); err != nil {
		t.Fatal(err)
	}
	var root int64
	if err := s.db.QueryRow("SELECT pageno FROM dbstat WHERE name = 'days' AND pagetype = 'leaf' LIMIT 1").Scan(&root); err != nil {
		t.Fatal(err)
	}
	_ = s.Close()
	file, err := os.OpenFile(filepath.Join(dir, FileName), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteAt(make([]byte, 4096), (root-1)*4096); err != nil {
		t.Fatal(err)
	}
	_ = file.Close()
	s = openTemp(t, dir)
	if err := s.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.saving.Wait()
	list, err := s.Days(t.Context(), "alpha", start, end, end, rhythm)
	if err != nil {
		t.Fatal(err)
	}
	expected, misses, unobserved := 0, 0, time.Duration(0)
	for _, day := range list {
		sum := summaryOf(day)
		expected, misses, unobserved = expected+sum.Expected, misses+sum.Misses, unobserved+sum.LeftOut.Unobserved
	}
	if len(list) != days || misses > 0 || unobserved == 0 || expected == 0 && unobserved < days*aDay {
		t.Errorf("%d days with %d expected, %d misses and %s unobserved: %s", len(list), expected, misses, unobserved, s.notice)
	}
}
