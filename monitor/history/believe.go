package history

import (
	"context"
	"time"
)

const (
	// believedJump is how far the clock may have gone on since it was believed
	// last.
	believedJump = 24 * time.Hour
	// doubts is how often a clock is doubted that has gone on further.
	doubts = 288
)

// Believes tells whether the clock is to be believed when it says that something
// is old enough to be removed. It is asked every few minutes: one that went on
// by more than a day is believed after having been asked for so often that a
// person has seen it. Until then it may have been set by mistake, and what is
// removed does not come back.
func (s *Store) Believes(ctx context.Context, now time.Time) (bool, error) {
	last, err := s.number(ctx, believedNumber)
	if err != nil {
		return false, wrapped("read when the clock was believed", err)
	}
	doubted, err := s.number(ctx, doubtedNumber)
	if err != nil {
		return false, wrapped("read how often the clock was doubted", err)
	}
	if last != 0 && now.Sub(time.UnixMilli(last)) > believedJump && doubted < doubts {
		return false, wrapped("note that the clock is doubted", s.setNumber(ctx, doubtedNumber, doubted+1))
	}
	if doubted > 0 {
		if err := s.setNumber(ctx, doubtedNumber, 0); err != nil {
			return false, wrapped("note that the clock is believed", err)
		}
	}
	return true, wrapped("note that the clock is believed", s.setNumber(ctx, believedNumber, now.UnixMilli()))
}
