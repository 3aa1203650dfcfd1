package pack

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"sentinel/monitor"
)

// robot is a made-up robot: how it beats, and what it says. There are blocks of
// each in testdata: it is never changed.
type robot struct {
	name    string
	most    float64 // bytes a beat of a day's blocks, as measured and a little more
	every   time.Duration
	onGrid  bool // it beats at full intervals, instead of waiting for one after its work
	zone    *time.Location
	form    func(time.Time) string
	exactly time.Duration // of its timestamps
	slow    time.Duration // by how much its clock is
	post    func(r *rand.Rand, state *state, stamp string) string
	source  string
}

// state is what a robot says that lasts.
type state struct {
	status  string
	orders  int
	balance float64
	beats   int
}

var jakarta = time.FixedZone("", 7*3600)

func layout(layout string) func(time.Time) string {
	return func(t time.Time) string { return t.Format(layout) }
}

func pythonAccount(_ *rand.Rand, s *state, stamp string) string {
	return fmt.Sprintf(`{"event": "ACCOUNT_HEARTBEAT", "account": "ACC_001", "status": %q, "session_valid": true, "open_orders": %d, "timestamp": "%s"}`,
		s.status, s.orders, stamp)
}

func balanceOf(r *rand.Rand, s *state) float64 {
	s.balance += r.NormFloat64() * 3
	return s.balance
}

var robots = []robot{
	{
		name: "Python account, microseconds", every: time.Minute, exactly: time.Microsecond,
		zone: jakarta, form: layout("2006-01-02T15:04:05.000000-07:00"), post: pythonAccount, most: 2.6,
	},
	{
		name: "Python robot, microseconds", every: time.Minute, exactly: time.Microsecond,
		zone: jakarta, form: layout("2006-01-02T15:04:05.000000-07:00"), most: 2.6,
		post: func(_ *rand.Rand, s *state, stamp string) string {
			return fmt.Sprintf(`{"event": "ROBOT_HEARTBEAT", "status": "healthy", "active_accounts": 12, "active_tasks": %d, "timestamp": "%s"}`, s.orders, stamp)
		},
	},
	{
		name: "Python, a naive time", every: time.Minute, exactly: time.Microsecond,
		zone: jakarta, form: layout("2006-01-02T15:04:05.000000"), post: pythonAccount, most: 2.6,
	},
	{
		name: "Python, every 5 s", every: 5 * time.Second, exactly: time.Microsecond,
		zone: jakarta, form: layout("2006-01-02T15:04:05.000000-07:00"), post: pythonAccount, most: 2.6,
	},
	{
		name: "cron and date -Iseconds", every: time.Minute, onGrid: true, exactly: time.Second,
		zone: jakarta, form: layout("2006-01-02T15:04:05-07:00"), most: 0.85,
		post: func(_ *rand.Rand, _ *state, stamp string) string {
			return `{"event":"ROBOT_HEARTBEAT","status":"healthy","active_accounts":12,"active_tasks":5,"timestamp":"` + stamp + `"}`
		},
	},
	{
		name: "MetaTrader, seconds of UTC", every: time.Minute, exactly: time.Second,
		zone: time.UTC, form: layout("2006-01-02T15:04:05Z"), most: 1.0,
		post: func(_ *rand.Rand, s *state, stamp string) string {
			return fmt.Sprintf(`{"event":"ACCOUNT_HEARTBEAT","account":"51234567","status":%q,"open_orders":%d,"timestamp":"%s"}`, s.status, s.orders, stamp)
		},
	},
	{
		name: "JavaScript, on the minute", every: time.Minute, onGrid: true, exactly: time.Millisecond,
		zone: time.UTC, form: layout("2006-01-02T15:04:05.000Z"), most: 1.2,
		post: func(_ *rand.Rand, s *state, stamp string) string {
			return fmt.Sprintf(`{"timestamp":"%s","event":"ACCOUNT_HEARTBEAT","account":"A","status":%q,"session_valid":true,"open_orders":%d}`, stamp, s.status, s.orders)
		},
	},
	{
		name: "Go, nanoseconds without zeros", every: time.Minute, exactly: time.Nanosecond,
		zone: jakarta, form: layout(time.RFC3339Nano), post: pythonAccount, most: 4.5,
	},
	{
		name: "Unix time with a point", every: time.Minute, exactly: time.Microsecond, most: 3.2,
		zone: time.UTC,
		form: func(t time.Time) string {
			return strconv.FormatFloat(float64(t.UnixMicro())/1e6, 'f', -1, 64)
		},
		post: func(r *rand.Rand, s *state, stamp string) string {
			return strings.ReplaceAll(pythonAccount(r, s, stamp), `"`+stamp+`"`, stamp)
		},
	},
	{
		name: "ping", every: time.Minute, onGrid: true, source: monitor.SourcePing, most: 0.85,
	},
	{
		name: "a balance that changes every time", every: time.Minute, exactly: time.Microsecond, most: 6.2,
		zone: jakarta, form: layout("2006-01-02T15:04:05.000000-07:00"),
		post: func(r *rand.Rand, s *state, stamp string) string {
			return fmt.Sprintf(`{"event": "ACCOUNT_HEARTBEAT", "account": "ACC_001", "status": %q, "balance": %.2f, "open_orders": %d, "timestamp": "%s"}`,
				s.status, balanceOf(r, s), s.orders, stamp)
		},
	},
	{
		name: "balance, equity and a counter", every: time.Minute, exactly: time.Microsecond, most: 13.2,
		zone: jakarta, form: layout("2006-01-02T15:04:05.000000-07:00"),
		post: func(r *rand.Rand, s *state, stamp string) string {
			return fmt.Sprintf(`{"event": "ACCOUNT_HEARTBEAT", "seq": %d, "account": "ACC_001", "status": %q, "balance": %.2f, "equity": %.2f, "open_orders": %d, "timestamp": "%s"}`,
				s.beats, s.status, balanceOf(r, s), s.balance+100*r.Float64(), s.orders, stamp)
		},
	},
	{
		name: "whole seconds of a clock that is 3.3 s slow", every: time.Minute, exactly: time.Second, slow: 3300 * time.Millisecond,
		zone: jakarta, form: layout("2006-01-02T15:04:05-07:00"), post: pythonAccount, most: 0.97,
	},
}

// beats lets a robot beat n times.
func (r robot) beats(n int) []monitor.Receipt {
	random := rand.New(rand.NewPCG(1, 2))
	at := time.Date(2026, 1, 20, 9, 30, 0, 123_456_789, jakarta)
	s := state{status: "active", orders: 2, balance: 10_000}
	receipts := make([]monitor.Receipt, 0, n)
	milliseconds := func(least, most float64) time.Duration {
		return time.Duration((least + (most-least)*random.Float64()) * 1e6)
	}
	for ; s.beats < n; s.beats++ {
		if random.IntN(240) == 0 {
			s.status = []string{"active", "idle"}[random.IntN(2)]
			s.orders = random.IntN(6)
		}
		at = at.Add(r.every + milliseconds(5, 60))
		if r.onGrid {
			at = at.Truncate(r.every).Add(milliseconds(5, 60))
		}
		receipt := monitor.Receipt{Posting: monitor.Posting{
			Source: monitor.SourceReceiver,
			At:     at.Add(milliseconds(0.3, 5)).Truncate(time.Millisecond).UTC(),
			Beat:   monitor.Heartbeat{Status: s.status},
			Raw:    []byte{},
		}}
		if r.source != "" {
			receipt.Posting.Source, receipt.Posting.Beat.Status = r.source, "healthy"
		} else {
			sent := at.Add(-r.slow).Truncate(r.exactly).In(r.zone)
			receipt.Posting.Beat.SentAt = sent
			receipt.Posting.Raw = []byte(r.post(random, &s, r.form(sent)))
		}
		receipts = append(receipts, receipt)
	}
	return receipts
}
