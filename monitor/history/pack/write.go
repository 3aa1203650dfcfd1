package pack

// writer writes times. It remembers the day: the next beat is mostly of the
// same.
type writer struct {
	day  int64 // counted from the first of 1970
	date []byte
}

// append writes a time, given in Unix nanoseconds, by the clock of a zone.
func (w *writer) append(dst []byte, s stamp, sent int64, zone int) []byte {
	switch s.form {
	case unwritten:
		return dst
	case unixWhole:
		return appendDigits(dst, sent/s.unit(), seconds+int(s.digits))
	case unixPoint:
		whole, rest := divide(sent, units[0])
		return s.appendFraction(appendDigits(dst, whole, seconds), rest)
	}
	form, between := s.form, byte('T')
	if form >= blankLocal {
		form, between = form-(blankLocal-isoLocal), ' '
	}
	whole, rest := divide(sent, units[0])
	day, second := divide(whole+int64(zone), 24*60*60)
	if day != w.day || w.date == nil {
		w.day, w.date = day, appendDate(w.date[:0], day)
	}
	dst = append(dst, w.date...)
	dst = append(dst, between)
	dst = append2(dst, second/3600)
	dst = append2(append(dst, ':'), second/60%60)
	dst = append2(append(dst, ':'), second%60)
	dst = s.appendFraction(dst, rest)
	switch form {
	case isoZulu:
		dst = append(dst, 'Z')
	case isoColon:
		dst = appendZone(dst, zone)
		dst = append2(append(dst, ':'), minutes(zone)%60)
	case isoPlain:
		dst = appendZone(dst, zone)
		dst = append2(dst, minutes(zone)%60)
	}
	return dst
}

// length is how long such a time is.
func (s stamp) length() int {
	fraction := int(s.digits)
	if fraction > 0 && s.form != unixWhole {
		fraction++ // the point
	}
	switch s.form {
	case unwritten:
		return 0
	case unixWhole, unixPoint:
		return seconds + fraction
	case isoZulu, blankZulu:
		return isoTime + fraction + len("Z")
	case isoColon, blankColon:
		return isoTime + fraction + len("+07:00")
	case isoPlain, blankPlain:
		return isoTime + fraction + len("+0700")
	}
	return isoTime + fraction
}

// divide rounds down, so that the rest is never negative.
func divide(v, by int64) (quotient, rest int64) {
	quotient, rest = v/by, v%by
	if rest < 0 {
		return quotient - 1, rest + by
	}
	return quotient, rest
}

// appendDate writes a day, counted from the first of 1970.
func appendDate(dst []byte, day int64) []byte {
	// The civil calendar from a count of days, as Howard Hinnant derives it: a
	// year that begins in March has its leap day at the end.
	era, ofEra := divide(day+719468, 146097)
	year := (ofEra - ofEra/1460 + ofEra/36524 - ofEra/146096) / 365
	ofYear := ofEra - (365*year + year/4 - year/100)
	march := (5*ofYear + 2) / 153
	date := ofYear - (153*march+2)/5 + 1
	month := march + 3
	year += era * 400
	if month > 12 {
		month -= 12
		year++
	}
	dst = append2(append2(dst, year/100%100), year%100)
	dst = append2(append(dst, '-'), month)
	return append2(append(dst, '-'), date)
}

func appendZone(dst []byte, zone int) []byte {
	sign := byte('+')
	if zone < 0 {
		sign = '-'
	}
	return append2(append(dst, sign), minutes(zone)/60%100)
}

func minutes(zone int) int64 { return int64(max(zone, -zone)) / 60 }

func (s stamp) appendFraction(dst []byte, nanoseconds int64) []byte {
	if s.digits == 0 {
		return dst
	}
	return appendDigits(append(dst, '.'), nanoseconds/s.unit(), int(s.digits))
}

const pairs = "00010203040506070809" + "10111213141516171819" + "20212223242526272829" + "30313233343536373839" + "40414243444546474849" +
	"50515253545556575859" + "60616263646566676869" + "70717273747576777879" + "80818283848586878889" + "90919293949596979899"

func append2(dst []byte, v int64) []byte { return append(dst, pairs[2*v], pairs[2*v+1]) }

// appendDigits writes the last digits of a number; of a negative one, any.
func appendDigits(dst []byte, v int64, digits int) []byte {
	rest := uint64(v)
	dst = append(dst, "0000000000000000000"[:digits]...)
	end := len(dst)
	for ; digits >= 2; digits -= 2 {
		pair := rest % 100 * 2
		dst[end-2], dst[end-1] = pairs[pair], pairs[pair+1]
		rest /= 100
		end -= 2
	}
	if digits == 1 {
		dst[end-1] = byte('0' + rest%10)
	}
	return dst
}
