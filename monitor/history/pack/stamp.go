package pack

// stamp is how the time when a beat was sent is written in what was posted: a
// form, and so many digits of the fraction of a second.
type stamp struct{ form, digits uint8 }

// The forms of a time, as blocks number them.
const (
	unwritten  = iota // it is not there, or cannot be written exactly as it is there
	isoLocal          // 2026-01-20T09:30:00
	isoZulu           // 2026-01-20T09:30:00Z
	isoColon          // 2026-01-20T09:30:00+07:00
	isoPlain          // 2026-01-20T09:30:00+0700
	blankLocal        // the same four with a blank for the T
	blankZulu
	blankColon
	blankPlain
	unixPoint // 1768876200.123
	unixWhole // 1768876200123
	formCount
)

// maxDigits is how exact a time can be.
const maxDigits = 9

// maxStamp is the length of the longest time.
const maxStamp = len("2026-01-20T09:30:00.123456789+07:00")

var units = [maxDigits + 1]int64{1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1}

// unit is how exact such a time is, in nanoseconds.
func (s stamp) unit() int64 { return units[s.digits] }

// stampOf tells how text writes a time that is known, if it does so exactly.
func stampOf(text []byte, sent int64, zone int) (s stamp, ok bool) {
	if s, ok = formOf(text); !ok || sent%s.unit() != 0 {
		return s, false
	}
	var w writer
	return s, string(w.append(nil, s, sent, zone)) == string(text)
}

// unstamped is the stamp of a time that the text does not write.
func unstamped(sent int64) stamp {
	s := stamp{form: unwritten}
	for sent%s.unit() != 0 {
		s.digits += 3
	}
	return s
}

const (
	isoDate = len("2026-01-20")
	isoTime = len("2026-01-20T09:30:00")
	seconds = len("1768876200")
)

// formOf tells what form a text has if it is a time. Whether it is one, writing
// it again will show.
func formOf(text []byte) (s stamp, ok bool) {
	whole := digitsOf(text)
	switch {
	case whole == len(text):
		return stamp{unixWhole, uint8(whole - seconds)}, seconds <= whole && whole <= seconds+maxDigits
	case whole == seconds:
		return stamp{unixPoint, uint8(len(text) - seconds - 1)}, fraction(text[seconds:]) == len(text)-seconds
	case len(text) < isoTime:
		return s, false
	}
	length := fraction(text[isoTime:])
	s.digits = uint8(max(length-1, 0))
	switch len(text) - isoTime - length {
	case len(""):
		s.form = isoLocal
	case len("Z"):
		s.form = isoZulu
	case len("+07:00"):
		s.form = isoColon
	case len("+0700"):
		s.form = isoPlain
	default:
		return s, false
	}
	if text[isoDate] == ' ' {
		s.form += blankLocal - isoLocal
	}
	return s, true
}

// digitsOf counts the digits that a text begins with.
func digitsOf(text []byte) (n int) {
	for n < len(text) && '0' <= text[n] && text[n] <= '9' {
		n++
	}
	return n
}

// fraction returns how long the fraction is that a text begins with; 0: there is
// none that a stamp could write.
func fraction(text []byte) int {
	if len(text) == 0 || text[0] != '.' {
		return 0
	}
	digits := digitsOf(text[1:])
	if digits == 0 || digits > maxDigits {
		return 0
	}
	return 1 + digits
}
