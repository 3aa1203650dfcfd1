package decode

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"sentinel/monitor"
)

// The fields of a heartbeat that Sentinel knows.
const (
	fieldEvent = iota
	fieldStatus
	fieldTimestamp
	fieldAccount
	fieldSession
	fieldOrders
	fieldAccounts
	fieldTasks
	fieldMessage
	fieldCount
)

var fieldNames = [fieldCount]string{
	"event", "status", "timestamp", "account", "session_valid", "open_orders", "active_accounts", "active_tasks", "message",
}

// wrongField is why an object is no heartbeat.
type wrongField struct{ field, why string }

func wrong(field int, why string) *wrongField { return &wrongField{fieldNames[field], why} }

// eventFields are the values of an object by the fields that are known; null is
// as good as none.
type eventFields struct {
	known   [fieldCount][]byte
	unknown map[string]struct{} // the other keys
	extra   fnv                 // see monitor.Heartbeat.ExtraHash
}

// readEvent reads an object; unknown is an empty set to use.
func readEvent(raw []byte, unknown map[string]struct{}) (Event, *wrongField) {
	fields, fault := readFields(raw, unknown)
	if fault != nil {
		return Event{}, fault
	}
	event := Event{Raw: raw}
	isRobot, fault := fields.robot()
	if fault != nil {
		return Event{}, fault
	}
	kind := monitor.KindRobot
	if !isRobot {
		kind = monitor.KindAccount
		if event.Account, fault = fields.account(); fault != nil {
			return Event{}, fault
		}
	} else if account := fields.known[fieldAccount]; account != nil {
		fields.keep(fieldNames[fieldAccount], account) // a robot's heartbeat is about no account
	}
	if event.Beat, fault = fields.beat(kind); fault != nil {
		return Event{}, fault
	}
	return event, nil
}

func readFields(raw []byte, unknown map[string]struct{}) (fields eventFields, fault *wrongField) {
	fields.unknown = unknown
	var seen [fieldCount]bool
	members(raw, func(key, value []byte) bool {
		field, twice := fieldOf(key), false
		switch {
		case field < 0:
			twice = fields.keep(plainString(key), value)
		default:
			twice = seen[field]
			seen[field] = true
			if string(value) != "null" {
				fields.known[field] = value
			}
		}
		if twice {
			fault = &wrongField{Clean(plainString(key)), "it stands there twice"}
		}
		return fault == nil
	})
	return fields, fault
}

// fieldOf finds the field that a quoted key names, -1 for one that is not known.
func fieldOf(key []byte) int {
	if bytes.IndexByte(key, '\\') >= 0 {
		return slices.Index(fieldNames[:], plainString(key))
	}
	name := key[1 : len(key)-1]
	for field := range fieldNames {
		if string(name) == fieldNames[field] { // copies nothing
			return field
		}
	}
	return -1
}

// keep notes a value under a key that is not known, and says whether there was
// one.
func (f *eventFields) keep(key string, value []byte) (twice bool) {
	if _, twice = f.unknown[key]; twice {
		return true
	}
	f.unknown[key] = struct{}{}
	content, _ := contentAt(value, 0)
	f.extra += member(key, content)
	return false
}

func (f *eventFields) robot() (bool, *wrongField) {
	event, fault := f.text(fieldEvent)
	switch {
	case fault != nil:
		return false, fault
	case event == "ROBOT_HEARTBEAT":
		return true, nil
	case event == "ACCOUNT_HEARTBEAT":
		return false, nil
	}
	return false, wrong(fieldEvent, "want ROBOT_HEARTBEAT or ACCOUNT_HEARTBEAT")
}

func (f *eventFields) account() (string, *wrongField) {
	account, fault := f.text(fieldAccount)
	if fault != nil {
		return "", fault
	}
	if account == "" || strings.Contains(account, "/") {
		return "", wrong(fieldAccount, accountForm)
	}
	if _, err := monitor.NewKey("robot", account); err != nil {
		return "", wrong(fieldAccount, accountForm)
	}
	return account, nil
}

const accountForm = "want 1 to 64 of A-Z a-z 0-9 . _ -"

// ReportedStatuses are what robots and accounts may report of themselves.
func ReportedStatuses(kind monitor.Kind) []string {
	if kind == monitor.KindRobot {
		return robotStatuses
	}
	return accountStatuses
}

var (
	robotStatuses   = []string{monitor.StatusHealthy, monitor.StatusDegraded, monitor.StatusUnhealthy}
	accountStatuses = []string{monitor.StatusActive, monitor.StatusIdle, monitor.StatusExpired, monitor.StatusError}
)

func (f *eventFields) beat(kind monitor.Kind) (beat monitor.Heartbeat, fault *wrongField) {
	if beat.Status, fault = f.status(kind); fault != nil {
		return beat, fault
	}
	if beat.SentAt, beat.ClockFault, fault = f.time(); fault != nil {
		return beat, fault
	}
	if beat.SessionActive, fault = f.boolean(fieldSession); fault != nil {
		return beat, fault
	}
	if beat.OpenOrders, fault = f.count(fieldOrders); fault != nil {
		return beat, fault
	}
	if beat.ActiveAccounts, fault = f.count(fieldAccounts); fault != nil {
		return beat, fault
	}
	if beat.ActiveTasks, fault = f.count(fieldTasks); fault != nil {
		return beat, fault
	}
	if f.known[fieldMessage] != nil {
		message, fault := f.text(fieldMessage)
		if fault != nil {
			return beat, fault
		}
		beat.Message = Clean(message)
	}
	beat.ExtraHash = uint64(f.extra)
	return beat, nil
}

func (f *eventFields) status(kind monitor.Kind) (string, *wrongField) {
	status, fault := f.text(fieldStatus)
	if fault != nil {
		return "", fault
	}
	allowed := ReportedStatuses(kind)
	if i := slices.Index(allowed, status); i >= 0 {
		return allowed[i], nil
	}
	return "", wrong(fieldStatus, "want "+strings.Join(allowed, ", ")+" for "+map[monitor.Kind]string{
		monitor.KindRobot: "a robot", monitor.KindAccount: "an account",
	}[kind])
}

// time reads the time, which may be text or Unix time. Without a zone it is
// that of this computer, and not to be believed.
func (f *eventFields) time() (t time.Time, clockFault string, fault *wrongField) {
	raw := f.known[fieldTimestamp]
	if raw == nil {
		return t, "", wrong(fieldTimestamp, "it is missing: want a time such as 2026-01-20T09:30:00+07:00")
	}
	if raw[0] == '"' {
		if t, err := time.Parse(time.RFC3339Nano, plainString(raw)); err == nil && inOurTime(t) {
			return t, "", nil
		}
	}
	t, zoned, ok, _ := moment(raw, TimeOptions{})
	switch {
	case !ok || !inOurTime(t):
		return t, "", wrong(fieldTimestamp, "it is no time: want one such as 2026-01-20T09:30:00+07:00")
	case !zoned:
		clockFault = "its time has no zone: add the offset, such as +07:00"
	}
	return t, clockFault, nil
}

// inOurTime keeps out what nanoseconds cannot count, and offsets that no zone
// has: RFC 3339 cannot write all of those that Go reads.
func inOurTime(t time.Time) bool {
	_, offset := t.Zone()
	return t.Year() >= minYear && t.Year() < 2200 && max(offset, -offset) <= 15*60*60
}

func (f *eventFields) text(field int) (string, *wrongField) {
	raw := f.known[field]
	switch {
	case raw == nil:
		return "", wrong(field, "it is missing")
	case raw[0] != '"':
		return "", wrong(field, "want a text in quotes")
	}
	return plainString(raw), nil
}

func (f *eventFields) boolean(field int) (*bool, *wrongField) {
	switch string(f.known[field]) {
	case "":
		return nil, nil
	case "true":
		return boolPointers[1], nil
	case "false":
		return boolPointers[0], nil
	}
	return nil, wrong(field, "want true or false")
}

var boolPointers = func() [2]*bool {
	no, yes := false, true
	return [2]*bool{&no, &yes}
}()

func (f *eventFields) count(field int) (*int, *wrongField) {
	raw := f.known[field]
	if raw == nil {
		return nil, nil
	}
	if raw[0] == '"' || raw[0] == '{' || raw[0] == '[' || raw[0] == 't' || raw[0] == 'f' {
		return nil, wrong(field, "want a number")
	}
	if n := count(raw); n != nil {
		return n, nil
	}
	return nil, wrong(field, "want a whole number from 0 to 2147483647")
}
