package source

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/decode"
)

const (
	defaultFileEvery = 2 * time.Second

	// tornPause is the pause between looks at a file that is being written.
	tornPause = 75 * time.Millisecond
	// settleTime is how long the bytes of a torn file must have stood still
	// before they are taken for what the writer meant.
	settleTime = 2 * time.Second
	// hangTime is how long a read may take before it counts as no answer.
	hangTime = 10 * time.Second

	// A file that changes more often than this is not read at every change.
	maxBurst    = 50
	burstWindow = 250 * time.Millisecond
)

// FileConfig says which status file to watch, and how.
type FileConfig struct {
	Name string
	Key  monitor.Key
	Path string

	Format string         // one of decode's formats; empty: auto
	Zone   *time.Location // of timestamps that name none; nil: local
	Rules  []decode.Rule

	Every time.Duration // between polls; 0: 2 s
	Memo  []byte        // the latest Report.Memo of the run before; nil: none

	// Clock tells whether the machine slept since the look before: what is
	// found then was not noticed when it happened. Nil: a clock that knows no
	// sleep; a Look after waking is then all there is to tell.
	Clock monitor.Clock
}

// File watches a status file: change events of its folder make it fast, and a
// poll finds what they do not tell.
type File struct {
	*desk
	path  string
	every time.Duration
	ticks *Ticks
	clock monitor.Clock
	mind  *fileMind

	// For tests.
	read  func(path string) (content, error)
	watch func(ctx context.Context, file string, log *slog.Logger) *watch
	pause time.Duration
	hang  time.Duration
}

var _ Source = (*File)(nil)

// NewFile makes a source of a status file. It reads nothing before Run. Without
// folders it only polls.
func NewFile(c FileConfig, ticks *Ticks, folders *Folders, log *slog.Logger) *File {
	path := c.Path
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	if c.Every <= 0 {
		c.Every = defaultFileEvery
	}
	if c.Clock == nil {
		c.Clock = monitor.ProcessClock()
	}
	return &File{
		desk:  newDesk(State{Name: c.Name, Kind: "file", Where: path}, log),
		path:  path,
		every: c.Every,
		ticks: ticks,
		clock: c.Clock,
		mind:  newFileMind(c, path),
		read:  readFile,
		watch: folders.watch,
		pause: tornPause,
		hang:  hangTime,
	}
}

// reason is why the file is looked at.
type reason uint8

const (
	byEvent reason = iota // the folder reported a change, or a torn file is read again
	byPoll                // it is time
	byAsk                 // somebody wants to know
)

// look is one reading of the file.
type look struct {
	content
	err    error
	began  time.Time
	steady time.Duration // when it began, on the clock that counts sleep
	reason reason
}

// Run implements Source.
func (f *File) Run(ctx context.Context, sink Sink) error {
	polls, stop := f.ticks.Every(f.every)
	defer stop()
	watch := f.watch(ctx, f.path, f.log)

	looks := make(chan look, 1) // room for one: the reader never waits, even when we are gone
	var (
		reading bool
		since   time.Time // when the read that is under way began
		again   bool      // something happened meanwhile
		why     reason    // the strongest reason to look again
		retry   <-chan time.Time
		burst   burst
		later   <-chan time.Time // a change that has to wait
	)
	start := func(r reason) {
		if reading {
			again, why = true, max(why, r)
			return
		}
		reading, since = true, time.Now()
		go f.look(looks, r, since)
	}
	start(byAsk)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-polls:
			if reading {
				f.stuck(sink, since)
			} else {
				start(byPoll)
			}
		case <-watch.changed:
			if wait := burst.wait(time.Now()); wait == 0 {
				start(byEvent)
			} else if later == nil {
				later = time.After(wait)
			}
		case <-later:
			later = nil
			start(byEvent)
		case <-f.bell:
			start(byAsk)
		case <-retry:
			start(byEvent)
		case l := <-looks:
			reading = false
			report, news, torn := f.mind.consider(l)
			f.conclude(l, torn)
			if report != nil {
				sink(*report)
			}
			if news && (l.reason == byPoll || l.err != nil) {
				// A change that no event told, or a file that went: the folder may
				// be another one by now.
				watch.renew()
			}
			retry = nil
			if torn {
				retry = time.After(f.pause)
			}
			if again {
				again = false
				start(why)
				why = byEvent
			}
		}
	}
}

// burst counts looks in a window of time.
type burst struct {
	began time.Time
	looks int
}

// wait is how long the next look has to wait.
func (b *burst) wait(now time.Time) time.Duration {
	if now.Sub(b.began) >= burstWindow {
		*b = burst{began: now}
	}
	b.looks++
	if b.looks <= maxBurst {
		return 0
	}
	return b.began.Add(burstWindow).Sub(now)
}

func (f *File) look(looks chan<- look, r reason, began time.Time) {
	steady := f.clock().Steady
	c, err := f.read(f.path)
	looks <- look{content: c, err: err, began: began, steady: steady, reason: r}
}

// conclude writes down how the source fares. A torn file is no news.
func (f *File) conclude(l look, torn bool) {
	if torn {
		return
	}
	cause, why := f.mind.fares()
	f.looked(l.began, cause, why)
}

// stuck reports a read that does not return: the share or the disk is gone.
func (f *File) stuck(sink Sink, since time.Time) {
	now := time.Now()
	if now.Sub(since) < f.hang {
		return
	}
	why := fmt.Sprintf("%s: no answer for %s; is the share or the disk still there?",
		f.path, now.Sub(since).Round(time.Second))
	report := f.mind.hung(now, why)
	f.looked(since, report.Cause, report.Why)
	sink(report)
}
