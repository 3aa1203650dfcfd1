package engine

import (
	"strings"
	"time"

	"sentinel/monitor"
)

// strip is what became of the last intervals, the newest last. A beat opens a
// new mark unless the latest mark is younger than most of an interval, so that
// a robot that beats every second still gets one mark an interval.
type strip struct {
	marks marks
	at    time.Duration // when the latest mark began
}

// marks are at most monitor.StripLength marks of three bits each, the newest
// in the lowest bits of the first word; 0 is no mark.
type marks [3]uint64

const (
	markBits     = 3
	marksPerWord = 64 / markBits // 21: three words hold 63
	wordBits     = marksPerWord * markBits
	wordMask     = 1<<wordBits - 1
)

// markNames are the marks by their code.
var markNames = [...]byte{0, monitor.MarkOnTime, monitor.MarkLate, monitor.MarkMissed, monitor.MarkTrouble, monitor.MarkOff}

func markCode(name byte) uint64 {
	for code, known := range markNames {
		if known == name {
			return uint64(code)
		}
	}
	return 0
}

// add makes room for a mark at the new end; the oldest falls out.
func (m marks) add(name byte, times int) marks {
	code := markCode(name)
	for range min(times, monitor.StripLength) {
		for i := len(m) - 1; i >= 0; i-- {
			m[i] = m[i] << markBits & wordMask
			if i > 0 {
				m[i] |= m[i-1] >> (wordBits - markBits)
			}
		}
		m[0] |= code
	}
	return m
}

// mend changes the newest mark.
func (m marks) mend(name byte) marks {
	m[0] = m[0]&^(1<<markBits-1) | markCode(name)
	return m
}

func (m marks) empty() bool { return m == marks{} }

// text returns the marks, oldest first.
func (m marks) text() string {
	var text strings.Builder
	for i := monitor.StripLength - 1; i >= 0; i-- {
		code := m[i/marksPerWord] >> (i % marksPerWord * markBits) & (1<<markBits - 1)
		if code != 0 {
			text.WriteByte(markNames[code])
		}
	}
	return text.String()
}

func marksOf(text string) marks {
	var m marks
	for i := range len(text) {
		m = m.add(text[i], 1)
	}
	return m
}

// beat marks a beat at an instant, after the given number of misses and of so
// many more that nobody was there to see.
func (s strip) beat(at, interval time.Duration, misses, unwatched, maxMisses int, mark byte) strip {
	if misses+unwatched == 0 && !s.marks.empty() && at-s.at < interval/10*9 {
		if mark == monitor.MarkTrouble {
			s.marks = s.marks.mend(mark)
		}
		return s
	}
	silent := s.marks.add(silentMark(misses, maxMisses), misses).add(monitor.MarkOff, unwatched)
	return strip{marks: silent.add(mark, 1), at: at}
}

// text returns the marks as they stand after the given number of misses.
func (s strip) text(misses, maxMisses int) string {
	return s.marks.add(silentMark(misses, maxMisses), misses).text()
}

// silentMark is the mark of each interval of a silence of so many misses.
func silentMark(misses, maxMisses int) byte {
	if misses > maxMisses {
		return monitor.MarkMissed
	}
	return monitor.MarkLate
}
