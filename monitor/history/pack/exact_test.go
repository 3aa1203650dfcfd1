package pack

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sentinel/monitor"
)

// beat is one that came at 09:30:00.250 in Jakarta.
func beat(raw string, sent time.Time) monitor.Receipt {
	return monitor.Receipt{Posting: monitor.Posting{
		Key:    "alpha/ACC_003",
		Source: monitor.SourceReceiver,
		Beat:   monitor.Heartbeat{Status: "active", SentAt: sent},
		At:     time.Date(2026, 1, 20, 2, 30, 0, 250e6, time.UTC),
		Raw:    []byte(raw),
	}}
}

// The forms that are left out of what a block keeps of a posting, and some that
// only look like one.
func TestStamps(t *testing.T) {
	nanos := time.Date(2026, 1, 20, 9, 30, 0, 123_456_789, jakarta)
	to := func(exactly time.Duration, zone *time.Location) time.Time { return nanos.Truncate(exactly).In(zone) }
	half := time.FixedZone("", -(9*3600 + 1800))
	tests := []struct {
		text string // of the timestamp, with its quotes
		sent time.Time
		form uint8
	}{
		{`"2026-01-20T09:30:00+07:00"`, to(time.Second, jakarta), isoColon},
		{`"2026-01-20T09:30:00.123+07:00"`, to(time.Millisecond, jakarta), isoColon},
		{`"2026-01-20T09:30:00.123456789+07:00"`, nanos, isoColon},
		{`"2026-01-19T17:00:00-09:30"`, to(time.Second, half), isoColon},
		{`"2026-01-20T09:30:00.123+0700"`, to(time.Millisecond, jakarta), isoPlain},
		{`"2026-01-20T02:30:00.123456Z"`, to(time.Microsecond, time.UTC), isoZulu},
		{`"2026-01-20T09:30:00.1"`, to(100*time.Millisecond, jakarta), isoLocal},
		{`"2026-01-20 09:30:00.123456"`, to(time.Microsecond, jakarta), blankLocal},
		{`"2026-01-20 02:30:00Z"`, to(time.Second, time.UTC), blankZulu},
		{`"2026-01-20 09:30:00+07:00"`, to(time.Second, jakarta), blankColon},
		{`"2026-01-20 09:30:00+0700"`, to(time.Second, jakarta), blankPlain},
		{`1768876200`, to(time.Second, time.UTC), unixWhole},
		{`"1768876200123"`, to(time.Millisecond, time.UTC), unixWhole},
		{`1768876200123456789`, to(time.Nanosecond, time.UTC), unixWhole},
		{`1768876200.123456`, to(time.Microsecond, time.UTC), unixPoint},

		{`"2026-01-20T02:30:00+07:00"`, to(time.Second, time.UTC), unwritten}, // another time
		{`"2026-01-20T09:30:00.123+07:00"`, nanos, unwritten},                 // less exact
		{`"2026-01-20t09:30:00+07:00"`, to(time.Second, jakarta), unwritten},
		{`"2026-01-20T02:30:00-00:00"`, to(time.Second, time.UTC), unwritten},
		{`"2026-01-20T02:30:00z"`, to(time.Second, time.UTC), unwritten},
		{`"2026-01-20T09:30:00,123+07:00"`, to(time.Millisecond, jakarta), unwritten},
		{`"Tue Jan 20 02:30:00 UTC 2026"`, to(time.Second, time.UTC), unwritten},
		{`"20260120T093000"`, to(time.Second, jakarta), unwritten},
		{`"2026-01-20T09:30"`, to(time.Minute, jakarta), unwritten},
		{`"2026\u002d01-20T09:30:00+07:00"`, to(time.Second, jakarta), unwritten},
		{`""`, nanos, unwritten},
		{`null`, nanos, unwritten},
		{`"2026-01-20T09:30:00+07:00","x":"` + "\x00" + `"`, to(time.Second, jakarta), unwritten},
		{`"2026-01-20T09:30:00+07:00"`, time.Time{}, unwritten},
	}
	for _, tt := range tests {
		for _, between := range []string{`:`, `: `, " :\n\t"} {
			r := beat(`{"event":"ACCOUNT_HEARTBEAT","timestamp"`+between+tt.text+`}`, tt.sent)
			checkRound(t, []monitor.Receipt{r})
			var sent int64
			if !tt.sent.IsZero() {
				sent = tt.sent.UnixNano()
			}
			if s := newShape(&r, sent); s.stamp.form != tt.form {
				t.Errorf("%s has form %d, want %d", tt.text, s.stamp.form, tt.form)
			} else if s.stamp.form != unwritten && strings.Contains(s.before+s.after, "0") {
				t.Errorf("%s is not left out of %q and %q", tt.text, s.before, s.after)
			}
		}
	}
}

// checkRound packs receipts into one block, at once and one by one, and reads
// them again.
func checkRound(t testing.TB, receipts []monitor.Receipt) {
	t.Helper()
	whole, taken, err := Append(nil, receipts, math.MaxInt)
	if err != nil || taken != len(receipts) {
		t.Fatalf("%d of %d are taken, %v", taken, len(receipts), err)
	}
	checkRead(t, receipts, unpack(t, whole))
	var block []byte
	for i := range receipts {
		if block, _, err = Append(block, receipts[i:i+1], math.MaxInt); err != nil {
			t.Fatal(err)
		}
	}
	checkRead(t, receipts, unpack(t, block))
}

func TestDates(t *testing.T) {
	for day := time.Date(1680, 1, 1, 12, 0, 0, 0, time.UTC); day.Year() < 2260; day = day.AddDate(0, 0, 1) {
		if got := string(appendDate(nil, int64(math.Floor(float64(day.Unix())/86400)))); got != day.Format(time.DateOnly) {
			t.Fatalf("%s is written as %s", day.Format(time.DateOnly), got)
		}
	}
}

// hostile draws receipts as no robot sends them.
func hostile() *rapid.Generator[monitor.Receipt] {
	zones := rapid.OneOf(rapid.Just(25200), rapid.Just(0), rapid.Custom(func(t *rapid.T) int { return int(rapid.Int32().Draw(t, "zone")) }))
	formats := rapid.SampledFrom([]string{
		time.RFC3339, time.RFC3339Nano, "2006-01-02T15:04:05.000000", "2006-01-02 15:04:05.000Z", "2006-01-02T15:04:05-0700", time.ANSIC,
		"2006-01-02T15:04:05.000000000Z07:00", "2006-01-02T15:04:05.000000-07:00",
	})
	texts := rapid.SampledFrom([]string{`{"timestamp": "%s"}`, `{"timestamp":"%s","x":1}`, `%s`, `"timestamp"%s`, "\x00\"timestamp\":\"%s\"", `{"x":"%s"}`})
	instants := rapid.OneOf(
		rapid.Int64Range(1768876200e9, 1768876260e9),
		rapid.Int64Range(minMilli*1e6+1e9, maxMilli*1e6),
	)
	return rapid.Custom(func(t *rapid.T) (r monitor.Receipt) {
		p := &r.Posting
		p.Key = "alpha"
		p.Source = rapid.OneOf(rapid.SampledFrom(words), rapid.String()).Draw(t, "source")
		p.Beat.Status = rapid.OneOf(rapid.SampledFrom(words), rapid.String()).Draw(t, "status")
		p.Kind = monitor.PostingKind(rapid.Byte().Draw(t, "kind"))
		r.Disposition = monitor.Disposition(rapid.Byte().Draw(t, "disposition"))
		p.Remote = rapid.Bool().Draw(t, "remote")
		r.Unexpected = rapid.Bool().Draw(t, "unexpected")
		p.At = time.Unix(0, instants.Draw(t, "at")).Truncate(time.Millisecond)
		if rapid.Bool().Draw(t, "sent at all") {
			exactly := rapid.SampledFrom([]time.Duration{1, 10, 100, 1e3, 1e6, 1e8, 1e9}).Draw(t, "exactly")
			p.Beat.SentAt = time.Unix(0, instants.Draw(t, "sent")).Truncate(exactly).In(time.FixedZone("", zones.Draw(t, "zone")))
		}
		switch rapid.IntRange(0, 2).Draw(t, "raw") {
		case 0:
			p.Raw = rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")
		case 1:
			p.Raw = fmt.Appendf(nil, texts.Draw(t, "text"), p.Beat.SentAt.Format(formats.Draw(t, "format")))
		case 2:
			unit := rapid.SampledFrom([]int64{1, 1e3, 1e6, 1e9}).Draw(t, "unit")
			p.Raw = fmt.Appendf(nil, `{"timestamp":%d}`, p.Beat.SentAt.UnixNano()/unit)
		}
		return r
	})
}

func TestHostileReceiptsAreReadExactly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		distinct := rapid.SliceOfN(hostile(), 1, 5).Draw(t, "distinct")
		receipts := rapid.SliceOfN(rapid.SampledFrom(distinct), 1, 40).Draw(t, "receipts")
		atOnce := rapid.IntRange(1, len(receipts)).Draw(t, "at once")
		size := rapid.IntRange(0, 300).Draw(t, "size")
		var read []monitor.Receipt
		var block []byte
		for rest := receipts; len(rest) > 0; {
			packed, taken, err := Append(block, rest[:min(atOnce, len(rest))], size)
			switch {
			case err != nil:
				t.Fatal(err)
			case taken == 0 && block == nil:
				t.Fatal("a receipt goes into no block")
			case len(packed) > size && taken > 0 && (block != nil || taken > 1):
				t.Fatalf("%d receipts make %d bytes, more than %d", taken, len(packed), size)
			}
			rest = rest[taken:]
			block = packed
			if taken == 0 || len(rest) == 0 {
				read = append(read, unpack(t, block)...)
				block = nil
			}
		}
		checkRead(t, receipts, read)
	})
}

func TestReceiptsThatCannotBePacked(t *testing.T) {
	good := beat(`{}`, time.Time{})
	with := func(change func(*monitor.Posting)) monitor.Receipt {
		r := good
		change(&r.Posting)
		return r
	}
	tests := []struct {
		bad  monitor.Receipt
		want error
	}{
		{with(func(p *monitor.Posting) { p.At = p.At.Add(time.Microsecond) }), errFine},
		{with(func(p *monitor.Posting) { p.At = time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC) }), errFar},
		{with(func(p *monitor.Posting) { p.At = time.Time{} }), errFar},
		{with(func(p *monitor.Posting) { p.Beat.SentAt = time.Date(1600, 1, 1, 0, 0, 0, 0, time.UTC) }), errSentFar},
		{with(func(p *monitor.Posting) { p.Beat.SentAt = p.At.In(time.FixedZone("", math.MaxInt32+1)) }), errSentZone},
		{with(func(p *monitor.Posting) { p.Raw = make([]byte, maxText) }), errTooLong},
	}
	for _, tt := range tests {
		packed, taken, err := Append(nil, []monitor.Receipt{good, good, tt.bad, good}, size)
		if !errors.Is(err, tt.want) || !strings.Contains(fmt.Sprint(err), "alpha/ACC_003") {
			t.Errorf("%v, want %v of alpha/ACC_003", err, tt.want)
		}
		if taken != 2 || len(unpack(t, packed)) != 2 {
			t.Errorf("%v: %d are taken and %d are in the block, want the 2 before it", tt.want, taken, len(unpack(t, packed)))
		}
		if _, taken, err = Append(packed, []monitor.Receipt{tt.bad}, size); !errors.Is(err, tt.want) || taken != 0 {
			t.Errorf("alone: %v, %d taken", err, taken)
		}
	}
}
