package source

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/decode"
)

// slack is by how much a look may be late before the time until it counts as a
// gap, in which nobody watched.
const slack = 5 * time.Second

// mood is what the latest settled look found.
type mood uint8

const (
	moodNew mood = iota // nothing yet
	moodWell
	moodAbsent
	moodTrouble
)

// mark tells contents apart: the hash of the bytes, and the modification time
// in nanoseconds where that alone is the beat. The zero mark is no content.
type mark struct {
	sum [sha256.Size]byte
	mod int64
}

// fileMind judges looks at a status file, one after the other. It does no
// input or output and belongs to the goroutine of Run.
type fileMind struct {
	source string
	key    monitor.Key
	path   string
	format string
	zone   *time.Location
	rules  []decode.Rule
	gap    time.Duration // more time than this between two looks, and nobody watched
	settle time.Duration

	real    mark // the latest content that was no test
	current mark // the latest content
	beat    monitor.Heartbeat
	modTime time.Time

	mood   mood
	why    string
	cause  monitor.Cause
	must   bool          // the next settled look is reported, whatever it says
	aged   bool          // what the next settled look finds was not noticed when it happened
	gone   bool          // the file was away
	seenAt time.Duration // when bytes were last seen, on the steady clock

	tear tear
}

// tear is content that may be in the middle of being written.
type tear struct {
	mark  mark
	since time.Time // when these bytes were first seen
	from  time.Time // when the file was first seen torn
}

// fileMemo is what a file source remembers over a restart.
type fileMemo struct {
	Sum string    `json:"sum"` // SHA-256 of the latest content that was no test
	Mod time.Time `json:"mod"` // its modification time
}

func newFileMind(c FileConfig, path string) *fileMind {
	m := &fileMind{
		source: c.Name, key: c.Key, path: path,
		format: c.Format, zone: c.Zone, rules: c.Rules,
		gap: c.Every + slack, settle: settleTime,
		aged: true,
	}
	m.recall(c.Memo)
	return m
}

// consider judges one look. It returns the report to send, if any; whether the
// look found something new; and whether the file is being written and has to
// be read again soon.
func (m *fileMind) consider(l look) (report *monitor.Report, news, torn bool) {
	if l.reason == byAsk {
		m.must, m.aged = true, true
	}
	switch {
	case errors.Is(l.err, fs.ErrNotExist):
		report, news = m.absent(l)
		return report, news, false
	case errors.Is(l.err, errBusy):
		if !m.settled(mark{}, l) {
			return nil, false, true
		}
		return m.trouble(l, monitor.CauseUnreadable, fileTrouble(m.path, l.err)), false, false
	case l.err != nil:
		m.tear = tear{}
		return m.trouble(l, monitor.CauseUnreadable, fileTrouble(m.path, l.err)), false, false
	}

	if l.steady-m.seenAt > m.gap {
		m.aged = true
	}
	m.seenAt = l.steady
	seen := m.markOf(l.content)
	if seen == m.current {
		m.tear = tear{}
		m.modTime = l.modTime
		return m.same(l), false, false
	}
	result := decode.File(l.data, decode.FileOptions{
		Format: m.format, Zone: m.zone, Rules: m.rules, ModTime: l.modTime, Now: l.began.Round(0),
	})
	switch {
	case result.Complete:
		m.tear = tear{}
	case !m.settled(seen, l):
		return nil, false, true
	case !result.TimeUnparsable:
		return m.trouble(l, monitor.CauseUnreadable, m.path+": "+result.Why), false, false
	}
	return m.content(l, seen, result), true, false
}

// settled says whether torn bytes have stood still for long enough to be what
// the writer meant; or whether the file has not been whole for so long that
// its writer will not make it so.
func (m *fileMind) settled(seen mark, l look) bool {
	t := &m.tear
	if t.from.IsZero() {
		t.from = l.began
	}
	if t.mark != seen || t.since.IsZero() {
		t.mark, t.since = seen, l.began
	}
	if l.began.Sub(t.from) >= 5*m.settle {
		t.from = l.began
		return true
	}
	return l.began.Sub(t.since) >= m.settle
}

// content takes bytes that differ from those before.
func (m *fileMind) content(l look, seen mark, result decode.Result) *monitor.Report {
	wasTest := m.beat.Test
	age := m.ageOfNew(l, result)
	m.current, m.beat, m.modTime = seen, result.Beat, l.modTime
	m.well()

	report := m.report(l, monitor.Beat)
	report.Beat, report.Age = result.Beat, age
	switch {
	case result.Beat.Test:
	case seen == m.real && wasTest:
		report.Outcome = monitor.TestEnded
		report.Age = m.ageOfFound(l)
	case seen == m.real:
		report.Outcome = monitor.Unmoved // known from before the restart
		report.Age = m.ageOfFound(l)
	default:
		m.real = seen
		report.Memo = m.memo()
	}
	return report
}

// same takes the bytes that are known already: news only after something else.
func (m *fileMind) same(l look) *monitor.Report {
	if m.mood == moodWell && !m.must {
		m.aged = false
		return nil
	}
	m.well()
	report := m.report(l, monitor.Unmoved)
	if m.beat.Test {
		report.Outcome = monitor.Beat // it is what the file shows still
	}
	report.Beat, report.Age = m.beat, m.ageOfFound(l)
	return report
}

func (m *fileMind) well() {
	m.mood, m.cause, m.why = moodWell, monitor.CauseNone, ""
	m.must, m.aged, m.gone = false, false, false
}

// absent takes a file or a folder that is not there.
func (m *fileMind) absent(l look) (report *monitor.Report, news bool) {
	m.tear, m.gone = tear{}, true
	if m.mood == moodAbsent && !m.must {
		return nil, false
	}
	news = m.mood != moodAbsent
	m.mood, m.cause, m.must = moodAbsent, monitor.CauseNone, false
	m.why = fmt.Sprintf("%s is not there (yet)", m.path)
	report = m.report(l, monitor.Absent)
	report.Why = m.why
	return report, news
}

// trouble takes a file that cannot be read. Each poll says so again; in
// between only what is new is told, as a writer's many events are not many
// failures.
func (m *fileMind) trouble(l look, cause monitor.Cause, why string) *monitor.Report {
	known := m.mood == moodTrouble && m.cause == cause
	m.mood, m.cause, m.why = moodTrouble, cause, why
	if known && l.reason == byEvent && !m.must {
		return nil
	}
	m.must = false
	report := m.report(l, monitor.Trouble)
	report.Cause, report.Why = cause, why
	return report
}

// hung takes a read that does not return.
func (m *fileMind) hung(now time.Time, why string) monitor.Report {
	return *m.trouble(look{began: now, reason: byPoll}, monitor.CauseUnreachable, why)
}

// fares tells how the latest settled look went.
func (m *fileMind) fares() (monitor.Cause, string) { return m.cause, m.why }

func (m *fileMind) report(l look, outcome monitor.Outcome) *monitor.Report {
	return &monitor.Report{Source: m.source, Key: m.key, Outcome: outcome, At: l.began}
}

// ageOfNew is the age of a beat that this look found. Noticed while watching,
// it is as old as the look.
func (m *fileMind) ageOfNew(l look, result decode.Result) time.Duration {
	age := since(l.modTime, l)
	switch {
	case result.TimeUnparsable:
		return age
	case m.aged, m.gone && age > slack: // something old was put back
		return olderOf(age, result.Beat, l)
	}
	return 0
}

// ageOfFound is the age of a beat that is known already.
func (m *fileMind) ageOfFound(l look) time.Duration {
	return olderOf(since(l.modTime, l), m.beat, l)
}

// olderOf is the older of a modification time and the beat's own time; the
// former alone where the latter is not to be believed.
func olderOf(age time.Duration, beat monitor.Heartbeat, l look) time.Duration {
	if beat.SentAt.IsZero() || beat.ClockFault != "" {
		return age
	}
	return max(age, since(beat.SentAt, l))
}

// since is the time from t to the look, by the clock on the wall; not negative.
func since(t time.Time, l look) time.Duration {
	return max(0, l.began.Round(0).Sub(t))
}

func (m *fileMind) markOf(c content) mark {
	seen := mark{sum: sha256.Sum256(c.data)}
	if m.format == decode.FormatMtime {
		seen.mod = c.modTime.UnixNano()
	}
	return seen
}

// memo writes a fileMemo; by hand, since it is written at every beat.
func (m *fileMind) memo() []byte {
	memo := hex.AppendEncode([]byte(`{"sum":"`), m.real.sum[:])
	memo = m.modTime.AppendFormat(append(memo, `","mod":"`...), time.RFC3339Nano)
	return append(memo, `"}`...)
}

func (m *fileMind) recall(memo []byte) {
	var known fileMemo
	if json.Unmarshal(memo, &known) != nil {
		return
	}
	sum, err := hex.DecodeString(known.Sum)
	if err != nil || len(sum) != sha256.Size {
		return
	}
	m.real.sum = [sha256.Size]byte(sum)
	if m.format == decode.FormatMtime {
		m.real.mod = known.Mod.UnixNano()
	}
}
