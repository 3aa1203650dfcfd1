package source

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sentinel/monitor"
)

// A read that hangs, as on a dead share: nobody waits for it, it is told, and
// only one is ever under way.
func TestHungRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ticks := testTicks(t)
		hung := NewFile(FileConfig{Name: "share", Key: "share", Path: "/share/status.txt"}, ticks, nil, nil)
		var reads atomic.Int32
		release := make(chan struct{})
		hung.read = func(string) (content, error) {
			reads.Add(1)
			<-release
			return content{data: []byte(status("back")), modTime: time.Now()}, nil
		}
		other := NewFile(FileConfig{Name: "disk", Key: "disk", Path: "/disk/status.txt"}, ticks, nil, nil)
		n := 0
		other.read = func(string) (content, error) {
			n++
			return content{data: fmt.Appendf(nil, "beat %d\n%s", n, time.Now().Format(time.RFC3339)), modTime: time.Now()}, nil
		}
		hung.watch, other.watch = noEvents, noEvents
		sick, well := listen(t, hung), listen(t, other)
		for range 10 {
			well.next(monitor.Beat)
		}
		hung.Look()
		hung.State()
		for range 2 {
			r := sick.next(monitor.Trouble)
			if r.Cause != monitor.CauseUnreachable || !strings.Contains(r.Why, "no answer") {
				t.Errorf("%+v", r)
			}
		}
		if s := hung.State(); s.Healthy || s.Cause != monitor.CauseUnreachable {
			t.Errorf("%+v", s)
		}
		if n := reads.Load(); n != 1 {
			t.Errorf("%d reads under way", n)
		}
		close(release)
		for (<-sick.reports).Outcome != monitor.Beat {
		}
		if s := hung.State(); !s.Healthy {
			t.Errorf("%+v", s)
		}
	})
}

func TestRunEndsWhileAReadHangs(t *testing.T) {
	w := newWatched(t, never)
	reading, release := make(chan struct{}), make(chan struct{})
	w.file.read = func(string) (content, error) {
		close(reading)
		<-release
		return content{}, errors.New("too late")
	}
	w.run(t)
	<-reading
	w.stop() // returns
	close(release)
}

// A robot that writes without end is read a bounded number of times, and its
// last word is not missed.
func TestWriterWithoutEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := NewFile(FileConfig{Name: "vps", Key: "vps", Path: "/disk/status.txt", Every: never}, testTicks(t), nil, nil)
		events := &watch{changed: make(chan struct{}, 1)}
		f.watch = func(context.Context, string, *slog.Logger) *watch { return events }
		var written, reads atomic.Int64
		f.read = func(string) (content, error) {
			reads.Add(1)
			now := time.Now()
			return content{data: fmt.Appendf(nil, "beat %d\n%s", written.Load(), now.Format(time.RFC3339Nano)), modTime: now}, nil
		}
		h := listen(t, f)
		var latest atomic.Value
		go func() {
			for {
				select {
				case r := <-h.reports:
					latest.Store(r.Beat.Message)
				case <-t.Context().Done():
					return
				}
			}
		}()
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for range 2000 {
			<-tick.C
			written.Add(1)
			ring(events.changed)
		}
		<-time.After(burstWindow)
		synctest.Wait()
		if n := reads.Load(); n > 2000/250*(maxBurst+1)+2 {
			t.Errorf("read %d times in 2 s", n)
		}
		if latest.Load() != "beat 2000" {
			t.Errorf("the last word was %v", latest.Load())
		}
	})
}
