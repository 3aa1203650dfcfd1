//go:build linux

package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/history"
)

const (
	yearAccounts = 100
	yearDays     = 365
	yearTrends   = 21
	yearAppends  = 400
)

var (
	yearBegins = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	yearEnds   = yearBegins.AddDate(0, 0, yearDays)
	yearRhythm = monitor.Rhythm{Interval: time.Minute, Grace: 15 * time.Second, MaxMisses: 1}
)

// year measures a history of a year: 100 accounts that beat every minute or so, 52.6 million beats.
func year(ctx context.Context, bin string) ([]row, error) {
	folder, err := os.MkdirTemp("", "sentinel-bench-")
	if err != nil {
		return nil, fmt.Errorf("year: %w", err)
	}
	defer os.RemoveAll(folder)
	full, empty := filepath.Join(folder, "full"), filepath.Join(folder, "empty")
	beats, err := makeYear(ctx, full)
	if err != nil {
		return nil, fmt.Errorf("year: %w", err)
	}
	size, err := sizeOf(full)
	if err != nil {
		return nil, fmt.Errorf("year: %w", err)
	}
	rows := []row{{
		what: "a year of 100 accounts that beat every 60 s, on disk", got: fmt.Sprintf("%.0f MB", float64(size)/1e6),
		against: fmt.Sprintf("%.1f million beats, %.2f bytes each, all included", float64(beats)/1e6, float64(size)/float64(beats)),
		bound:   "160 MB", held: size <= 160e6,
	}}
	for _, part := range []func() (row, error){
		func() (row, error) { return yearTrend(ctx, full, filepath.Join(folder, "plain.db")) },
		func() (row, error) { return yearAppend(ctx, full, empty) },
		func() (row, error) { return yearStart(ctx, bin, full, empty) },
	} {
		one, err := part()
		if err != nil {
			return nil, fmt.Errorf("year: %w", err)
		}
		rows = append(rows, one)
	}
	return rows, nil
}

// makeYear fills a history, robot by robot and month by month, and returns how many beats it has.
func makeYear(ctx context.Context, folder string) (beats int, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return 0, err
	}
	store, err := history.Open(ctx, folder)
	if err != nil {
		return 0, err
	}
	defer store.Close()
	for n := range yearAccounts {
		key := monitor.Key(fmt.Sprintf("alpha/ACC_%03d", n))
		if _, err := store.Write(ctx, history.Changes{Turns: []monitor.Turn{{
			Key: key, At: yearBegins, Level: monitor.LevelOK, Liveness: monitor.Alive,
		}}}); err != nil {
			return 0, err
		}
		r := newRobot(n)
		for r.at.Before(yearEnds) {
			var part []monitor.Receipt
			for len(part) < 50_000 && r.at.Before(yearEnds) {
				part = append(part, r.beat(key))
			}
			added, err := store.Import(ctx, key, part)
			if err != nil {
				return 0, err
			}
			beats += added
		}
	}
	_, err = store.SumUp(ctx, yearEnds, func(monitor.Key) monitor.Rhythm { return yearRhythm })
	return beats, err
}

// robot beats as a Python loop does that sleeps for a minute: a little late each time, with a time of microseconds, and its
// posts take a moment to arrive.
type robot struct {
	random *rand.Rand
	at     time.Time
	orders int
}

func newRobot(n int) *robot {
	return &robot{random: rand.New(rand.NewPCG(7, uint64(n))), at: yearBegins.Add(time.Duration(n) * 600 * time.Millisecond)}
}

var jakarta = time.FixedZone("", 7*60*60)

func (r *robot) beat(key monitor.Key) monitor.Receipt {
	sent := r.at.Truncate(time.Microsecond).In(jakarta)
	r.at = r.at.Add(59_990*time.Millisecond + time.Duration(r.random.ExpFloat64()*float64(10*time.Millisecond)))
	if r.random.IntN(300) == 0 {
		r.orders = r.random.IntN(4)
	}
	return monitor.Receipt{Posting: monitor.Posting{
		Key: key, Source: monitor.SourceReceiver, At: sent.Add(time.Millisecond + time.Duration(r.random.ExpFloat64()*float64(time.Millisecond))),
		Beat: monitor.Heartbeat{Status: monitor.StatusActive, SentAt: sent},
		Raw: fmt.Appendf(nil, `{"event":"ACCOUNT_HEARTBEAT","account":%q,"status":"active","session_valid":true,"open_orders":%d,"timestamp":%q}`,
			key.Account(), r.orders, sent.Format("2006-01-02T15:04:05.000000-07:00")),
	}}
}

func sizeOf(folder string) (size int64, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return 0, err
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			return 0, err
		}
		size += info.Size()
	}
	return size, nil
}

// yearTrend compares the year of one account with scanning its rows, and nobody else's, in a table that is sorted by time.
func yearTrend(ctx context.Context, full, plain string) (row, error) {
	store, err := history.Open(ctx, full)
	if err != nil {
		return row{}, err
	}
	defer store.Close()
	db, err := plainYear(ctx, plain)
	if err != nil {
		return row{}, err
	}
	defer db.Close()
	var own, scans []float64
	for range yearTrends {
		began := time.Now()
		days, err := store.Days(ctx, "alpha/ACC_042", yearBegins, yearEnds, yearEnds, yearRhythm)
		if err != nil || len(days) != yearDays {
			return row{}, fmt.Errorf("%d days: %w", len(days), err)
		}
		own = append(own, took(began, time.Now()))
		began = time.Now()
		if err := scan(ctx, db); err != nil {
			return row{}, err
		}
		scans = append(scans, took(began, time.Now()))
	}
	mine, theirs := median(own)/1e3, median(scans)/1e3
	return row{
		what: "a year's trend of one account, and against scanning its rows in SQLite, medians",
		got:  fmt.Sprintf("%.1f ms, 1/%.0f", mine, theirs/mine), against: fmt.Sprintf("scanning takes %.0f ms", theirs),
		bound: "20 ms, 1/20", held: mine <= 20 && theirs/mine >= 20,
	}, nil
}

func plainYear(ctx context.Context, path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		return nil, err
	}
	if _, err := db.ExecContext(ctx, "CREATE TABLE beats (key TEXT, at INTEGER, status TEXT, raw BLOB); CREATE INDEX beats_of ON beats (key, at)"); err != nil {
		return nil, err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	for r := newRobot(42); r.at.Before(yearEnds); {
		p := r.beat("alpha/ACC_042").Posting
		if _, err := tx.ExecContext(ctx, "INSERT INTO beats VALUES (?, ?, ?, ?)", string(p.Key), p.At.UnixMilli(), p.Beat.Status, p.Raw); err != nil {
			return nil, err
		}
	}
	return db, tx.Commit()
}

func scan(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, "SELECT at, status FROM beats WHERE key = 'alpha/ACC_042' ORDER BY at")
	if err != nil {
		return err
	}
	defer rows.Close()
	var longest, last int64
	for rows.Next() {
		var at int64
		var status sql.RawBytes
		if err := rows.Scan(&at, &status); err != nil {
			return err
		}
		longest, last = max(longest, at-last), at
	}
	return rows.Err()
}

// yearAppend compares what it costs to record a beat at the end of the year with what it costs at its beginning.
func yearAppend(ctx context.Context, full, empty string) (row, error) {
	if err := os.MkdirAll(empty, 0o700); err != nil {
		return row{}, err
	}
	var stores [2]*history.Store
	for i, folder := range []string{empty, full} {
		store, err := history.Open(ctx, folder)
		if err != nil {
			return row{}, err
		}
		defer store.Close()
		stores[i] = store
	}
	var costs [2][]float64
	r := newRobot(0)
	for range yearAppends {
		for i, store := range stores {
			began := time.Now()
			if err := store.Append(ctx, []monitor.Receipt{r.beat("alpha/ACC_000")}); err != nil {
				return row{}, err
			}
			costs[i] = append(costs[i], took(began, time.Now()))
		}
	}
	first, last := median(costs[0]), median(costs[1])
	return row{
		what: "recording a beat at the end of that year, against its beginning, medians",
		got:  fmt.Sprintf("%.2f×", last/first), against: fmt.Sprintf("%.0f µs against %.0f µs", last, first),
		bound: "1.2×", held: last/first <= 1.2,
	}, nil
}

// yearStart compares the start of the monitor with that history and without one.
func yearStart(ctx context.Context, bin, full, empty string) (row, error) {
	var took [2][]float64
	for range 9 {
		for i, folder := range []string{empty, full} {
			one, err := startTime(ctx, filepath.Join(bin, "sentinelctl"), folder)
			if err != nil {
				return row{}, err
			}
			took[i] = append(took[i], one)
		}
	}
	without, with := median(took[0]), median(took[1])
	return row{
		what: "start of the monitor with that history, against none, medians",
		got:  fmt.Sprintf("%.2f×", with/without), against: fmt.Sprintf("%.0f ms against %.0f ms", with/1e3, without/1e3),
		bound: "1.2×", held: with/without <= 1.2,
	}, nil
}

// startTime returns how many microseconds it takes until a monitor answers where it listens.
func startTime(ctx context.Context, program, state string) (float64, error) {
	config, address := state+".toml", filepath.Join(state, "address")
	if err := os.WriteFile(config, []byte("[listen]\naddress = \"127.0.0.1:0\"\n"), 0o600); err != nil {
		return 0, err
	}
	_ = os.Remove(address) // of the run before, if any
	cmd := exec.CommandContext(ctx, program, "run", "--config", config, "--state-dir", state)
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	defer func() { _ = cmd.Process.Signal(os.Interrupt); _ = cmd.Wait() }()
	for time.Since(began) < 30*time.Second {
		at, err := os.ReadFile(address)
		if err != nil {
			select {
			case <-ctx.Done():
				return 0, ctx.Err()
			case <-time.After(200 * time.Microsecond):
			}
			continue
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+strings.TrimSpace(string(at))+"/healthz", nil)
		if err != nil {
			return 0, err
		}
		if response, err := http.DefaultClient.Do(request); err == nil {
			response.Body.Close()
			return took(began, time.Now()), nil
		}
	}
	return 0, errors.New("the monitor did not start within 30 s")
}
