package engine

import (
	"bytes"
	"time"

	"sentinel/monitor"
)

// strip is what became of the last intervals, the newest last. A beat opens a
// new mark unless the latest mark is younger than most of an interval, so that
// a robot that beats every second still gets one mark an interval.
type strip struct {
	marks []byte
	at    time.Duration // when the latest mark began
}

// beat marks a beat at an instant, after the given number of misses and of so
// many more that nobody was there to see.
func (s strip) beat(at, interval time.Duration, misses, unwatched, maxMisses int, mark byte) strip {
	if misses+unwatched == 0 && len(s.marks) > 0 && at-s.at < interval*9/10 {
		if mark == monitor.MarkTrouble {
			marks := append([]byte(nil), s.marks...)
			marks[len(marks)-1] = mark
			s.marks = marks
		}
		return s
	}
	marks := append(append([]byte(nil), s.marks...), silence(misses, maxMisses)...)
	marks = append(marks, bytes.Repeat([]byte{monitor.MarkOff}, min(unwatched, monitor.StripLength))...)
	marks = append(marks, mark)
	return strip{marks: lastMarks(marks), at: at}
}

// text returns the marks as they stand after the given number of misses.
func (s strip) text(misses, maxMisses int) string {
	marks := append([]byte(nil), s.marks...)
	return string(lastMarks(append(marks, silence(misses, maxMisses)...)))
}

func silence(misses, maxMisses int) []byte {
	mark := byte(monitor.MarkLate)
	if misses > maxMisses {
		mark = monitor.MarkMissed
	}
	marks := make([]byte, min(misses, monitor.StripLength))
	for i := range marks {
		marks[i] = mark
	}
	return marks
}

func lastMarks(marks []byte) []byte {
	return marks[max(0, len(marks)-monitor.StripLength):]
}
