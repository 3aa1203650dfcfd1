package history

import (
	"context"
	"time"
)

const (
	// lettersFor is how long letters that have ended are kept.
	lettersFor = 90 * 24 * time.Hour
	// lettersKept is how many of them are, at most.
	lettersKept = 20_000
)

// PruneLetters removes letters that ended too long ago, as of now, and of the
// others the oldest when there are too many. Those that wait stay. It may be
// broken off at any instant; the next call goes on.
func (s *Store) PruneLetters(ctx context.Context, now time.Time) error {
	const remove = "DELETE FROM outbox WHERE id = ? AND ended = ?"
	if err := s.removeRows(ctx, remove, "SELECT id, ended FROM outbox WHERE ended < ? LIMIT ?", now.Add(-lettersFor).UnixMilli()); err != nil {
		return wrapped("remove old messages", err)
	}
	return wrapped("remove old messages", s.removeRows(ctx, remove,
		"SELECT id, ended FROM outbox WHERE id IN (SELECT id FROM outbox WHERE ended IS NOT NULL ORDER BY ended DESC, id DESC LIMIT -1 OFFSET ?) LIMIT ?", lettersKept))
}
