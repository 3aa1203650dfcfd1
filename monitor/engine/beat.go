package engine

import (
	"encoding/json"
	"math"
	"time"

	"sentinel/monitor"
)

// beat is a heartbeat as it is kept: half the size of a monitor.Heartbeat.
type beat struct {
	status   string
	words    *words // nil when there are none
	sent     int64  // Unix nanoseconds; unknownTime: unknown
	offset   int32  // of the robot's clock, in seconds east of UTC
	orders   int32  // unknownCount: unknown
	accounts int32
	tasks    int32
	session  int8 // -1: unknown
}

// words are the parts of a heartbeat that accounts seldom have.
type words struct {
	message    string
	clockFault string
	extra      map[string]json.RawMessage
}

const (
	unknownTime  = math.MinInt64
	unknownCount = -1
)

func packBeat(h monitor.Heartbeat) beat {
	b := beat{
		status: knownStatus(h.Status), sent: unknownTime,
		orders: packCount(h.OpenOrders), accounts: packCount(h.ActiveAccounts), tasks: packCount(h.ActiveTasks),
		session: -1,
	}
	if !h.SentAt.IsZero() {
		_, offset := h.SentAt.Zone()
		b.sent, b.offset = h.SentAt.UnixNano(), int32(offset)
	}
	if h.SessionActive != nil {
		b.session = 0
		if *h.SessionActive {
			b.session = 1
		}
	}
	if h.Message != "" || h.ClockFault != "" || len(h.Extra) > 0 {
		b.words = &words{message: h.Message, clockFault: h.ClockFault, extra: h.Extra}
	}
	return b
}

func (b beat) heartbeat() monitor.Heartbeat {
	h := monitor.Heartbeat{
		Status: b.status, Message: b.message(), ClockFault: b.clockFault(), SentAt: b.sentAt(),
		OpenOrders: unpackCount(b.orders), ActiveAccounts: unpackCount(b.accounts), ActiveTasks: unpackCount(b.tasks),
		SessionActive: b.sessionActive(),
	}
	if b.words != nil {
		h.Extra = b.words.extra
	}
	return h
}

func (b beat) message() string {
	if b.words == nil {
		return ""
	}
	return b.words.message
}

func (b beat) clockFault() string {
	if b.words == nil {
		return ""
	}
	return b.words.clockFault
}

// sentAt is in the robot's own offset; zero when it is unknown.
func (b beat) sentAt() time.Time {
	if b.sent == unknownTime {
		return time.Time{}
	}
	at := time.Unix(0, b.sent)
	if b.offset == 0 {
		return at.UTC()
	}
	return at.In(time.FixedZone("", int(b.offset)))
}

func (b beat) sessionActive() *bool {
	if b.session < 0 {
		return nil
	}
	active := b.session == 1
	return &active
}

func packCount(n *int) int32 {
	if n == nil {
		return unknownCount
	}
	return int32(min(max(*n, 0), math.MaxInt32))
}

func unpackCount(n int32) *int {
	if n == unknownCount {
		return nil
	}
	count := int(n)
	return &count
}

// statuses are those that most report; one text of each is enough.
var statuses = func() map[string]string {
	m := map[string]string{}
	for _, s := range []string{
		monitor.StatusWaiting, monitor.StatusLogin, monitor.StatusTrade, monitor.StatusProfit, monitor.StatusError,
		monitor.StatusWarning, monitor.StatusBusy, monitor.StatusCustom, monitor.StatusStopped, monitor.StatusHealthy,
		monitor.StatusDegraded, monitor.StatusUnhealthy, monitor.StatusActive, monitor.StatusIdle, monitor.StatusExpired,
	} {
		m[s] = s
	}
	return m
}()

func knownStatus(s string) string {
	if known, ok := statuses[s]; ok {
		return known
	}
	return s
}
