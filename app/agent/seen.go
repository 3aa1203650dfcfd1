package agent

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"sentinel/monitor"
)

// keptSeen bounds how many beats that were read wait for a disk that refuses;
// the oldest goes first.
const keptSeen = 10_000

// keepSeen keeps beats that were read from files and endpoints. Their
// subjects' state is written apart, so nothing but the history lacks those
// that cannot be kept.
func (w *writer) keepSeen(ctx context.Context, seen []monitor.Receipt) {
	for i := range seen {
		seen[i].Posting.Raw = asRead(seen[i].Posting.Beat)
	}
	w.seen = newest(keptSeen, append(w.seen, seen...))
	if len(w.seen) == 0 || w.late != nil {
		return
	}
	kept := w.store.NewDelivery()
	kept.Send(w.seen)
	// What was begun when patience ended may still be written: to send it again
	// could make two beats of one.
	if err := kept.Wait(hangs); err == nil || errors.Is(err, context.DeadlineExceeded) {
		w.seen = nil
	}
}

// asRead is what is kept of a beat that was read: the fields of a heartbeat as
// robots post them.
func asRead(b monitor.Heartbeat) []byte {
	fields := struct {
		Status         string     `json:"status"`
		Message        string     `json:"message,omitempty"`
		Timestamp      *time.Time `json:"timestamp,omitempty"`
		SessionActive  *bool      `json:"session_active,omitempty"`
		OpenOrders     *int       `json:"open_orders,omitempty"`
		ActiveAccounts *int       `json:"active_accounts,omitempty"`
		ActiveTasks    *int       `json:"active_tasks,omitempty"`
	}{b.Status, b.Message, nil, b.SessionActive, b.OpenOrders, b.ActiveAccounts, b.ActiveTasks}
	if !b.SentAt.IsZero() {
		fields.Timestamp = &b.SentAt
	}
	raw, err := json.Marshal(fields)
	if err != nil { // a year that JSON cannot write
		return nil
	}
	return raw
}
