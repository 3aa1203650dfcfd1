package history

import (
	"context"
	"errors"
	"math"
	"time"
)

// LettersQuery says which letters are asked for.
type LettersQuery struct {
	Channel string    // to one channel; empty: to all
	Before  time.Time // made before then; zero: at any time
	Limit   int       // about so many; 0: all
}

// Letters returns letters, whatever has become of them, the newest first. Those
// that were made at the same instant come together, also beyond the limit: whoever
// asks next for what was made before the last one misses none.
func (s *Store) Letters(ctx context.Context, q LettersQuery) ([]Letter, error) {
	query, arguments := "SELECT "+letterColumns+" FROM outbox WHERE made < ?", []any{int64(math.MaxInt64)}
	if !q.Before.IsZero() {
		arguments[0] = q.Before.UnixMilli()
	}
	if q.Channel != "" {
		query, arguments = query+" AND channel = ?", append(arguments, q.Channel)
	}
	rows, err := s.readers.QueryContext(ctx, query+" ORDER BY made DESC, id DESC", arguments...)
	if err != nil {
		return nil, wrapped("read the messages", err)
	}
	defer rows.Close()
	var list []Letter
	for rows.Next() {
		l, err := scanLetter(rows)
		if errors.Is(err, errForged) { // the others are worth reading
			s.forged()
			continue
		}
		if err != nil {
			return nil, wrapped("read the messages", err)
		}
		if n := len(list); q.Limit > 0 && n >= q.Limit && !list[n-1].Made.Equal(l.Made) {
			break
		}
		list = append(list, l)
	}
	return list, wrapped("read the messages", errors.Join(rows.Err(), rows.Close()))
}

// LastDelivered returns when each channel took a letter last, of those that are
// kept.
func (s *Store) LastDelivered(ctx context.Context) (map[string]time.Time, error) {
	rows, err := s.readers.QueryContext(ctx, "SELECT channel, MAX(ended) FROM outbox WHERE state = ? AND ended IS NOT NULL GROUP BY channel", string(LetterDelivered))
	if err != nil {
		return nil, wrapped("read when channels took messages", err)
	}
	defer rows.Close()
	last := map[string]time.Time{}
	for rows.Next() {
		var channel string
		var ended int64
		if err := rows.Scan(&channel, &ended); err != nil {
			return nil, wrapped("read when channels took messages", err)
		}
		last[channel] = time.UnixMilli(ended).UTC()
	}
	return last, wrapped("read when channels took messages", rows.Err())
}
