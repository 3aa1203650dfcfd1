package agent

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"modernc.org/sqlite"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/history"
)

// diskMovesOn, when there is one, keeps each beat from being written until it is
// closed.
var diskMovesOn chan struct{}

func init() {
	sqlite.MustRegisterScalarFunction("disk_moves_on", 0, func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) {
		<-diskMovesOn
		return nil, nil
	})
}

// A disk that never answers, as a dead share does, is told like one that refuses:
// the robot sends its beat again, and people hear of it. Meanwhile the robot is
// alive, and once the disk moves on all is well.
func TestHangingDiskIsTold(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state")
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		a, err := New(t.Context(), Options{StateDir: state, Clock: func() monitor.Reading {
			return monitor.Reading{Wall: time.Now(), Steady: time.Since(began)}
		}})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { _ = a.engine.Run(ctx) })
		defer func() {
			cancel()
			running.Wait()
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		}()
		diskMovesOn = make(chan struct{})
		hang(t, state, "beats")

		asked := time.Now()
		_, err = a.Receive([]monitor.Posting{aPosting()})
		if took := time.Since(asked); !errors.Is(err, api.ErrUnavailable) || took != keepWithin {
			t.Errorf("after %s the robot hears %v; want that it is to send again, after %s", took, err, keepWithin)
		}
		if notices := a.Notices(); len(notices) != 1 || !strings.Contains(notices[0], "cannot be written") {
			t.Errorf("people are told %q", notices)
		}
		if s, err := a.Subject(t.Context(), "alpha"); err != nil || s.Liveness != monitor.Alive {
			t.Errorf("its robot is %s, %v", s.Liveness, err)
		}

		close(diskMovesOn)
		if refused, err := a.Receive([]monitor.Posting{aPosting()}); err != nil || refused != nil {
			t.Errorf("the disk moves on, and the robot hears %v of %v", err, refused)
		}
		if notices := a.Notices(); len(notices) > 0 {
			t.Errorf("the disk moves on, and people are still told %q", notices)
		}
	})
}

// People are told of a dead robot also while the disk hangs, whatever it hangs
// at, once; and when it moves on, what happened is recorded and not told again.
func TestHangingDiskSilencesNoAlarm(t *testing.T) {
	for _, table := range []string{"beats", "transitions", "numbers"} {
		state := filepath.Join(t.TempDir(), "state")
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			desktop := &wall{}
			a, err := New(t.Context(), Options{StateDir: state, Clock: func() monitor.Reading {
				return monitor.Reading{Wall: time.Now(), Steady: time.Since(began)}
			}, Desktop: desktop})
			if err != nil {
				t.Fatal(err)
			}
			diskMovesOn = make(chan struct{})
			ctx, cancel := context.WithCancel(t.Context())
			engineCtx, stopEngine := context.WithCancel(context.WithoutCancel(ctx))
			var owning, writing sync.WaitGroup
			owning.Go(func() { _ = a.engine.Run(engineCtx) })
			writing.Go(func() { newWriter(a).run(ctx) })
			writing.Go(func() { a.desk.run(ctx, a.config) })
			hang(t, state, table)

			_, _ = a.Receive([]monitor.Posting{aPosting()}) // the disk may take it or not
			<-time.After(30 * time.Minute)
			if s, err := a.Subject(t.Context(), "alpha"); err != nil || s.Liveness != monitor.Missing {
				t.Fatalf("%s: the robot is %s, %v", table, s.Liveness, err)
			}
			if told := desktop.heard(); len(told) != 1 {
				t.Errorf("%s: people were told %q", table, told)
			}
			if notices := a.Notices(); !slices.ContainsFunc(notices, func(n string) bool { return strings.Contains(n, "cannot be written") }) {
				t.Errorf("%s: people are told of the disk %q", table, notices)
			}

			close(diskMovesOn)
			<-time.After(time.Minute)
			if told := desktop.heard(); len(told) != 0 {
				t.Errorf("%s: once the disk moves on people were told %q", table, told)
			}
			if notices := a.Notices(); slices.ContainsFunc(notices, func(n string) bool { return strings.Contains(n, "The history cannot") }) {
				t.Errorf("%s: once the disk moves on people are told of it %q", table, notices)
			}
			cancel()
			writing.Wait()
			stopEngine()
			owning.Wait()
			happened, _, err := a.store.Transitions(t.Context(), 0, 10)
			if err != nil || len(happened) != 1 {
				t.Errorf("%s: %d transitions are recorded, %v", table, len(happened), err)
			}
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// Channels are told while the disk hangs too, whatever it hangs at, and once:
// neither when it moves on nor after a restart again.
func TestHangingDiskSilencesNoChannel(t *testing.T) {
	for _, at := range []string{"INSERT ON cases", "INSERT ON outbox", "INSERT ON transitions", "UPDATE ON outbox"} {
		t.Run(at, func(t *testing.T) {
			inOffice(t, func(o *office) {
				diskMovesOn = make(chan struct{})
				o.beat("alpha")
				hangAt(o.t, o.state, at)
				<-time.After(10 * time.Minute)
				o.hears("opened alpha")
				_, _ = o.a.Receive([]monitor.Posting{aPosting()}) // the disk may take it or not
				<-time.After(time.Minute)
				o.hears("recovered alpha")
				close(diskMovesOn)
				<-time.After(time.Minute)
				o.hears()
				o.restart()
				<-time.After(time.Minute)
				o.hears()
			})
		})
	}
}

// A disk that hangs and then fails keeps no message from being sent, not even over
// a restart: what it did not take waits for it anew.
func TestDiskThatHangsAndThenFailsLosesNoMessage(t *testing.T) {
	inOffice(t, func(o *office) {
		diskMovesOn = make(chan struct{})
		o.phone.failing(func() error { return errNoAnswer })
		o.beat("alpha")
		time.Sleep(time.Minute)
		execOn(o.t, o.state, "CREATE TRIGGER hang BEFORE INSERT ON outbox BEGIN SELECT disk_moves_on(); SELECT RAISE(ABORT, 'disk I/O error'); END")
		time.Sleep(10 * time.Minute)
		close(diskMovesOn)
		time.Sleep(time.Second)
		execOn(o.t, o.state, "DROP TRIGGER hang")
		time.Sleep(10 * time.Minute)
		o.restart()
		o.phone.failing(nil)
		time.Sleep(2 * longestPause)
		o.hears("opened alpha")
	})
}

// hang lets the history of a state folder hang when it is to write into a table.
func hang(t *testing.T, state, table string) {
	t.Helper()
	hangAt(t, state, "INSERT ON "+table)
}

func hangAt(t *testing.T, state, at string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(state, history.FileName)+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	trigger := "CREATE TRIGGER hang BEFORE " + at + " BEGIN SELECT disk_moves_on(); END"
	if _, err := db.ExecContext(t.Context(), trigger); err != nil {
		t.Fatal(err)
	}
}
