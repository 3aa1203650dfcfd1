package agent

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/decode"
	"sentinel/monitor/engine"
)

// keepWithin is how long a posting may take to become durable.
const keepWithin = 10 * time.Second

// Receive implements api.Monitor. The engine knows first: when the disk refuses
// a beat, its robot is alive all the same, and only the robot is told to send
// it again.
func (a *Agent) Receive(postings []monitor.Posting) (refused []int, err error) {
	now := time.Now()
	a.received.Store(&now)
	kept := a.store.NewDelivery()
	var none []int // read only once the delivery has ended well
	keep := func(receipts []monitor.Receipt) {
		receipts, none = withoutRefused(receipts)
		kept.Send(receipts)
	}
	if err := a.engine.Receive(arrivals(postings), keep); err != nil {
		return nil, engineError(err)
	}
	if err := kept.Wait(keepWithin); err != nil {
		a.unkept.Store(true)
		a.notices.set("beats", "Heartbeats that robots send cannot be written, so they are told to send them again: "+err.Error())
		return nil, fmt.Errorf("%w: %w", api.ErrUnavailable, err)
	}
	if a.unkept.Load() && a.unkept.CompareAndSwap(true, false) {
		a.notices.set("beats", "")
	}
	if len(none) > 0 {
		a.crowd.turnedAway(postings[none[0]].Key)
	}
	return none, nil
}

// withoutRefused takes the postings out that were refused, and tells their places.
func withoutRefused(receipts []monitor.Receipt) (taken []monitor.Receipt, refused []int) {
	for i, r := range receipts {
		if r.Disposition == monitor.Refused {
			refused = append(refused, i)
		}
	}
	if refused == nil {
		return receipts, nil
	}
	return slices.DeleteFunc(receipts, func(r monitor.Receipt) bool { return r.Disposition == monitor.Refused }), refused
}

func arrivals(postings []monitor.Posting) []engine.Arrived {
	arrived := make([]engine.Arrived, len(postings))
	for i, p := range postings {
		arrived[i] = arrivalOf(p)
	}
	return arrived
}

// arrivalOf adds what the engine does not read out of a heartbeat by itself.
func arrivalOf(p monitor.Posting) engine.Arrived {
	switch {
	case p.Kind != monitor.PostBeat || p.Beat.SentAt.IsZero():
	case p.Beat.ClockFault == "":
		p.Beat.ClockFault = decode.SkewFault(p.Beat.SentAt.Sub(p.At))
	default: // its time has no zone
		p.Beat.SentAt = decode.Nearest(p.Beat.SentAt, p.At)
	}
	return engine.Arrived{Posting: p, Fingerprint: decode.Fingerprint(p.Beat)}
}

// rememberedBeats is how many of the beats whose effect was saved are read at the
// start, to be known when they are sent once more.
const rememberedBeats = 5000

// takeUp gives the engine the beats that an earlier run acknowledged and may
// not have saved the effect of.
func (a *Agent) takeUp(ctx context.Context) error {
	mark, err := a.store.Watermark(ctx)
	if err != nil {
		return err
	}
	return a.store.BeatsAfter(ctx, max(0, mark-rememberedBeats), func(receipt monitor.Receipt) error {
		p := receipt.Posting
		if p.Source != monitor.SourceReceiver && p.Source != monitor.SourcePing {
			return nil // it was read, and will be again
		}
		if p.Kind == monitor.PostBeat {
			beat, ok := decodeKept(p)
			if !ok {
				a.log.Warn("a kept heartbeat cannot be read; it is left out", "key", p.Key, "id", receipt.ID)
				return nil
			}
			receipt.Posting.Beat = beat
		}
		arrived := arrivalOf(receipt.Posting)
		receipt.Posting = arrived.Posting
		if receipt.ID <= mark {
			a.engine.Remember(receipt, arrived.Fingerprint)
		} else {
			a.engine.TakeUp(receipt, arrived.Fingerprint)
		}
		return nil
	})
}

// decodeKept reads a beat again from what was kept of it.
func decodeKept(p monitor.Posting) (monitor.Heartbeat, bool) {
	if p.Source == monitor.SourcePing {
		signal, body := api.KeptPing(p.Raw)
		_, beat, ok := decode.Ping(signal, p.Key.Kind(), body)
		return beat, ok
	}
	events, _, err := decode.Events(p.Raw, false)
	if err != nil || len(events) != 1 {
		return monitor.Heartbeat{}, false
	}
	return events[0].Beat, true
}
