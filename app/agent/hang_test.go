package agent

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"path/filepath"
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
		hangBeats(t, state)

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

// hangBeats lets the history of a state folder hang when it is to keep a beat.
func hangBeats(t *testing.T, state string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(state, history.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const trigger = "CREATE TRIGGER hang BEFORE INSERT ON beats BEGIN SELECT disk_moves_on(); END"
	if _, err := db.ExecContext(t.Context(), trigger); err != nil {
		t.Fatal(err)
	}
}
