package source

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/decode"
)

// bench feeds looks to a mind, at times of its choosing.
type bench struct {
	t      *testing.T
	mind   *fileMind
	start  time.Time
	after  time.Duration // since start
	reason reason
}

func newBench(t *testing.T, c FileConfig) *bench {
	c.Name, c.Key, c.Every = "vps", "vps", 2*time.Second
	return &bench{t: t, mind: newFileMind(c, "/logs/status.txt"), start: time.Now(), reason: byPoll}
}

func (b *bench) now() time.Time { return b.start.Add(b.after) }

func (b *bench) wait(d time.Duration) *bench {
	b.after += d
	return b
}

func (b *bench) look(c content, err error) (*monitor.Report, bool) {
	report, _, torn := b.mind.consider(look{content: c, err: err, began: b.now(), steady: b.after, reason: b.reason})
	return report, torn
}

// sees looks at a text that was written age ago.
func (b *bench) sees(text string, age time.Duration) (*monitor.Report, bool) {
	return b.look(content{data: []byte(text), modTime: b.now().Add(-age)}, nil)
}

func (b *bench) want(r *monitor.Report, outcome monitor.Outcome, age time.Duration) *monitor.Report {
	b.t.Helper()
	if r == nil {
		b.t.Fatalf("no report, want outcome %d", outcome)
	}
	if r.Outcome != outcome || r.Age.Round(time.Millisecond) != age {
		b.t.Fatalf("outcome %d age %v, want %d %v: %+v", r.Outcome, r.Age, outcome, age, r)
	}
	if !r.At.Equal(b.now()) || r.Key != "vps" || r.Source != "vps" {
		b.t.Fatalf("not the look's: %+v", r)
	}
	return r
}

func (b *bench) wantNone(r *monitor.Report, _ bool) {
	b.t.Helper()
	if r != nil {
		b.t.Fatalf("a report, want none: %+v", r)
	}
}

// status is a status file's text; its time is age before now.
func (b *bench) status(message string, age time.Duration) string {
	return message + "\n" + b.now().Add(-age).UTC().Format(time.RFC3339Nano) + "\n"
}

func TestAgeOfAChange(t *testing.T) {
	const hour = time.Hour
	tests := []struct {
		name              string
		before            func(b *bench) // after the first look, before the second
		written, stamped  time.Duration  // ages by modification time and by the text
		want, wantAtStart time.Duration
	}{
		{
			"noticed while watching", func(b *bench) { b.wait(2 * time.Second) },
			time.Second, 7 * time.Minute, 0, 7 * time.Minute,
		},
		{
			"an older file moved over it while watching", func(b *bench) { b.wait(2 * time.Second) },
			hour, hour, 0, hour,
		},
		{
			"after a gap", func(b *bench) { b.wait(hour) },
			10 * time.Minute, 10 * time.Minute, 10 * time.Minute, 10 * time.Minute,
		},
		{
			"after a gap, the text older", func(b *bench) { b.wait(hour) },
			time.Minute, 8 * time.Minute, 8 * time.Minute, 8 * time.Minute,
		},
		{
			"after a gap, the text's clock is a finding", func(b *bench) { b.wait(hour) },
			time.Minute, -hour, time.Minute, time.Minute,
		},
		{
			"after a look that was asked for", func(b *bench) { b.wait(time.Second); b.reason = byAsk },
			time.Minute, time.Minute, time.Minute, time.Minute,
		},
		{
			"modification time in the future", func(b *bench) { b.wait(hour) },
			-time.Minute, -time.Second, 0, 0,
		},
		{"put back old after it was away", func(b *bench) {
			b.wait(time.Second)
			b.look(content{}, fs.ErrNotExist)
			b.wait(time.Second)
		}, hour, hour, hour, hour},
		{"deleted and made anew by the writer", func(b *bench) {
			b.wait(time.Second)
			b.look(content{}, fs.ErrNotExist)
			b.wait(time.Second)
		}, 0, 7 * time.Minute, 0, 7 * time.Minute},
		{"readable again after an hour", func(b *bench) {
			for range 1800 {
				b.wait(2 * time.Second)
				b.look(content{}, fs.ErrPermission)
			}
		}, 10 * time.Minute, 0, 10 * time.Minute, 10 * time.Minute},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t, FileConfig{})
			b.sees(b.status("before", 0), 0)
			test.before(b)
			r, _ := b.sees(b.status("after", test.stamped), test.written)
			b.want(r, monitor.Beat, test.want)

			b = newBench(t, FileConfig{})
			r, _ = b.sees(b.status("after", test.stamped), test.written)
			b.want(r, monitor.Beat, test.wantAtStart)
		})
	}
}

func TestSameBytesAreNoBeat(t *testing.T) {
	b := newBench(t, FileConfig{})
	text := b.status("✅ Login successful", 0)
	b.sees(text, 0)
	for range 3 {
		b.wantNone(b.wait(2*time.Second).sees(text, 0)) // touched
	}
	b.reason = byAsk
	r, _ := b.wait(time.Second).sees(text, 0)
	b.want(r, monitor.Unmoved, 7*time.Second) // asked: says so, and does not make it younger
	if r.Beat.Message != "✅ Login successful" || r.Memo != nil {
		t.Errorf("%+v", r)
	}
	b.reason = byPoll
	b.wantNone(b.wait(time.Second).sees(text, 0))
}

func TestMtimeIsTheBeat(t *testing.T) {
	b := newBench(t, FileConfig{Format: decode.FormatMtime})
	first := b.now()
	same := func() (*monitor.Report, bool) {
		return b.look(content{data: []byte("x"), modTime: first}, nil)
	}
	same()
	b.wantNone(b.wait(2*time.Second).look(content{data: []byte("x"), modTime: first}, nil))
	r, _ := b.wait(2*time.Second).sees("x", 0)
	memo := b.want(r, monitor.Beat, 0).Memo

	again := newBench(t, FileConfig{Format: decode.FormatMtime, Memo: memo})
	again.start = b.now()
	r, _ = again.wait(time.Minute).sees("x", time.Minute)
	again.want(r, monitor.Unmoved, time.Minute)
	r, _ = again.wait(time.Minute).sees("x", time.Second)
	again.want(r, monitor.Beat, time.Second) // a gap
}

func TestTornBytes(t *testing.T) {
	good := func(b *bench) string { return b.status("good", 0) }
	for _, torn := range []string{"", "🔄 Waiting", "🔄 Waiting\n", "🔄 Waiting\n2026-0", "\xff\xfe"} {
		t.Run(fmt.Sprintf("%q", torn), func(t *testing.T) {
			b := newBench(t, FileConfig{})
			b.sees(good(b), 0)
			for range 26 { // 1.95 s
				r, again := b.wait(tornPause).sees(torn, 0)
				b.wantNone(r, again)
				if !again {
					t.Fatal("not read again soon")
				}
			}
			r, again := b.sees(b.status("better", 0), 0)
			b.want(r, monitor.Beat, 0)
			if again {
				t.Error("read again for nothing")
			}
		})
	}
}

func TestTornForGood(t *testing.T) {
	tests := []struct {
		text, why string
	}{
		{"", "empty"},
		{"\ufeff", "empty"},
		{"🔄 Waiting for signals...", "second line"},
		{"🔄 Waiting for signals...\r\n", "second line"},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%q", test.text), func(t *testing.T) {
			b := newBench(t, FileConfig{})
			good := b.status("good", 0)
			b.sees(good, 0)
			b.wantNone(b.wait(time.Second).sees(test.text, 0))
			r, torn := b.wait(settleTime).sees(test.text, settleTime)
			if b.want(r, monitor.Trouble, 0); r.Cause != monitor.CauseUnreadable || torn ||
				!strings.Contains(r.Why, test.why) || !strings.Contains(r.Why, "/logs/status.txt") {
				t.Errorf("torn %v, %+v", torn, r)
			}
			r, _ = b.wait(2*time.Second).sees(test.text, 4*time.Second)
			b.want(r, monitor.Trouble, 0) // each poll says so again
			b.reason = byEvent
			b.wantNone(b.wait(time.Millisecond).sees(test.text, 4*time.Second)) // an event does not
			b.reason = byPoll
			r, _ = b.wait(time.Second).sees(good, 7*time.Second)
			if b.want(r, monitor.Unmoved, 7*time.Second); r.Beat.Message != "good" {
				t.Errorf("%+v", r)
			}
		})
	}
}

func TestTimeThatDoesNotParse(t *testing.T) {
	b := newBench(t, FileConfig{})
	b.sees(b.status("good", 0), 0)
	const text = "💰 Trade executed\nhalf past nine\n"
	b.wantNone(b.wait(time.Second).sees(text, 0))
	r, _ := b.wait(settleTime).sees(text, settleTime)
	if b.want(r, monitor.Beat, settleTime); r.Beat.ClockFault == "" || r.Beat.Status != monitor.StatusTrade {
		t.Errorf("%+v", r.Beat)
	}
	b.wantNone(b.wait(2*time.Second).sees(text, 4*time.Second))
}

// A robot that writes faster than the bytes settle must not seem silent.
func TestTornAndNeverStill(t *testing.T) {
	b := newBench(t, FileConfig{})
	var beats int
	for i := range 60 {
		r, _ := b.wait(time.Second).sees(fmt.Sprintf("trade %d\nno time\n", i), 0)
		if r != nil {
			b.want(r, monitor.Beat, 0)
			beats++
		}
	}
	if beats < 4 {
		t.Errorf("%d beats in a minute", beats)
	}
}

func TestHeldByTheWriterAlone(t *testing.T) {
	b := newBench(t, FileConfig{})
	b.sees(b.status("good", 0), 0)
	r, again := b.wait(time.Second).look(content{}, errBusy)
	if b.wantNone(r, again); !again {
		t.Error("not read again soon")
	}
	r, _ = b.wait(settleTime).look(content{}, errBusy)
	b.want(r, monitor.Trouble, 0)
}

func TestAbsent(t *testing.T) {
	b := newBench(t, FileConfig{})
	r, _ := b.look(content{}, fs.ErrNotExist)
	b.want(r, monitor.Absent, 0)
	b.wantNone(b.wait(2*time.Second).look(content{}, fs.ErrNotExist))
	b.reason = byAsk
	r, _ = b.wait(time.Second).look(content{}, fs.ErrNotExist)
	b.want(r, monitor.Absent, 0)
	b.reason = byPoll
	text := b.status("here", 0)
	r, _ = b.wait(time.Minute).sees(text, 0)
	b.want(r, monitor.Beat, time.Minute)
	r, _ = b.wait(time.Second).look(content{}, fs.ErrNotExist)
	b.want(r, monitor.Absent, 0)
	r, _ = b.wait(time.Second).sees(text, 2*time.Second)
	b.want(r, monitor.Unmoved, time.Minute+2*time.Second) // the same as before: no beat
}

func TestTestStatus(t *testing.T) {
	b := newBench(t, FileConfig{})
	text := b.status("✅ Login successful", 0)
	b.wait(time.Second)
	test := b.status("❌ Error occurred", 0) +
		fmt.Sprintf(`{"test": true, "expires": %q}`, b.now().Add(5*time.Minute).Format(time.RFC3339))
	r, _ := b.sees(text, time.Second)
	memo := r.Memo
	r, _ = b.sees(test, 0)
	if b.want(r, monitor.Beat, 0); !r.Beat.Test || r.Memo != nil {
		t.Fatalf("%+v", r)
	}
	b.wantNone(b.wait(2*time.Second).sees(test, 2*time.Second))
	b.reason = byAsk
	r, _ = b.sees(test, 2*time.Second)
	if b.want(r, monitor.Beat, 2*time.Second); !r.Beat.Test {
		t.Fatalf("asked: the test is shown still: %+v", r)
	}
	b.reason = byPoll
	r, _ = b.wait(time.Second).sees(text, 4*time.Second)
	if b.want(r, monitor.TestEnded, 4*time.Second); r.Beat.Test {
		t.Fatalf("%+v", r)
	}
	b.sees(test, 0)
	r, _ = b.wait(time.Second).sees(b.status("💰 Trade executed", 0), 0)
	if b.want(r, monitor.Beat, 0); r.Beat.Test || r.Memo == nil {
		t.Fatalf("the robot wrote meanwhile: %+v", r)
	}

	restarted := newBench(t, FileConfig{Memo: memo})
	restarted.start = b.start
	r, _ = restarted.wait(time.Minute).sees(test, 0)
	if restarted.want(r, monitor.Beat, 59*time.Second); !r.Beat.Test {
		t.Fatalf("%+v", r)
	}
	r, _ = restarted.wait(time.Second).sees(text, 61*time.Second)
	restarted.want(r, monitor.TestEnded, 61*time.Second)
}

func TestRestart(t *testing.T) {
	b := newBench(t, FileConfig{})
	text := b.status("🎯 Profit secured", 0)
	r, _ := b.sees(text, 0)
	memo := b.want(r, monitor.Beat, 0).Memo

	same := newBench(t, FileConfig{Memo: memo})
	same.start = b.start
	r, _ = same.wait(10*time.Minute).sees(text, 0) // touched meanwhile: not younger for it
	if same.want(r, monitor.Unmoved, 10*time.Minute); r.Beat.Message != "🎯 Profit secured" || r.Memo != nil {
		t.Errorf("%+v", r)
	}
	other := newBench(t, FileConfig{Memo: memo})
	r, _ = other.wait(10*time.Minute).sees(other.status("💰 Trade executed", time.Minute), time.Second)
	other.want(r, monitor.Beat, time.Minute)

	for _, bad := range []string{"", "{}", "[]", `{"sum":"zz"}`, `{"sum":"00"}`, "\x00"} {
		b := newBench(t, FileConfig{Memo: []byte(bad)})
		r, _ := b.sees(text, 0)
		if r.Outcome != monitor.Beat {
			t.Errorf("memo %q: outcome %d", bad, r.Outcome)
		}
	}
}
