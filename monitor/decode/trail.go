package decode

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// Trail is one line of a heartbeat.log: a look of an earlier monitor at a robot.
type Trail struct {
	At       time.Time
	Session  string // what stood there, cleaned
	Healthy  bool
	Failures int // looks that failed in a row; 0 for a healthy one
}

var errTrail = errors.New("want TIME,SESSION,healthy or TIME,SESSION,failing,NUMBER")

// TrailLine reads "TIME,SESSION,healthy" or "TIME,SESSION,failing,N". A time
// without a zone is in the zone given.
func TrailLine(line string, zone *time.Location) (Trail, error) {
	fields := strings.Split(strings.TrimSpace(line), ",")
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	var t Trail
	switch {
	case len(fields) == 3 && fields[2] == "healthy":
		t.Healthy = true
	case len(fields) == 4 && fields[2] == "failing":
		n, err := strconv.Atoi(fields[3])
		if err != nil || n < 0 {
			return Trail{}, errTrail
		}
		t.Failures = n
	default:
		return Trail{}, errTrail
	}
	at, ok := trailTime(fields[0], zone)
	if !ok || !inOurTime(at) {
		return Trail{}, errTrail
	}
	t.At, t.Session = at, Clean(fields[1])
	return t, nil
}

func trailTime(text string, zone *time.Location) (time.Time, bool) {
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return at, true
	}
	for _, layout := range []string{"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999"} {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}
