package history

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Letter is a message to a channel. Of those that wait the oldest of a channel
// goes first, and the next only when that one is delivered, or refused for good.
type Letter struct {
	ID      int64 // ascending; given when it is kept
	Channel string
	Body    []byte // for whoever sends it
	Made    time.Time
	Tries   int    // that failed
	Error   string // of the latest of them
	State   LetterState
	Ended   time.Time // when it was delivered, or refused for good; zero: it waits
}

// LetterState is what has become of a letter.
type LetterState string

// What may have become of a letter.
const (
	LetterWaiting   LetterState = "waiting"
	LetterDelivered LetterState = "delivered"
	LetterRefused   LetterState = "refused" // for good
)

const letterColumns = "id, channel, body, made, tries, error, state, ended, seal"

func scanLetter(row interface{ Scan(...any) error }) (l Letter, err error) {
	var made, tries int64
	var state, ended any
	var mark sql.NullInt64
	if err := row.Scan(&l.ID, &l.Channel, &l.Body, &made, &tries, &l.Error, &state, &ended, &mark); err != nil {
		return l, err
	}
	if !genuine(mark, "outbox", l.Channel, l.Body, made, tries, l.Error, state, ended) {
		return l, errForged
	}
	l.Made, l.Tries, l.State = time.UnixMilli(made).UTC(), int(tries), LetterWaiting
	if at, hasEnded := ended.(int64); hasEnded {
		text, _ := state.(string)
		l.State, l.Ended = LetterState(text), time.UnixMilli(at).UTC()
	}
	return l, nil
}

// row is the letter as the table has it, but for the ID that the database gives,
// and with its seal.
func (l *Letter) row() []any {
	row := []any{l.Channel, l.Body, l.Made.UnixMilli(), int64(l.Tries), l.Error, nil, nil}
	if !l.Ended.IsZero() {
		row[5], row[6] = string(l.State), l.Ended.UnixMilli()
	}
	return append(row, seal("outbox", row...))
}

func writeLetters(ctx context.Context, tx *sql.Tx, letters []Letter) error {
	for _, l := range letters {
		made := Letter{Channel: l.Channel, Body: l.Body, Made: l.Made, Error: l.Error, State: l.State, Ended: l.Ended}
		if _, err := tx.ExecContext(ctx, "INSERT INTO outbox (channel, body, made, tries, error, state, ended, seal) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
			made.row()...); err != nil {
			return err
		}
	}
	return nil
}

// NextLetter returns the oldest letter of a channel that waits, after the one
// with that ID; found is false when there is none. One that is damaged keeps none
// of the others from being delivered.
func (s *Store) NextLetter(ctx context.Context, channel string, after int64) (l Letter, found bool, err error) {
	rows, err := s.readers.QueryContext(ctx, "SELECT "+letterColumns+" FROM outbox WHERE channel = ? AND ended IS NULL AND id > ? ORDER BY id", channel, after)
	if err != nil {
		return l, false, wrapped("read the next message", err)
	}
	defer rows.Close()
	for rows.Next() {
		l, err := scanLetter(rows)
		if errors.Is(err, errForged) {
			s.forged()
			continue
		}
		return l, err == nil, wrapped("read the next message", err)
	}
	return Letter{}, false, wrapped("read the next message", rows.Err())
}

// LettersWaiting counts the letters that wait, by channel.
func (s *Store) LettersWaiting(ctx context.Context) (map[string]int, error) {
	rows, err := s.readers.QueryContext(ctx, "SELECT channel, count(*) FROM outbox WHERE ended IS NULL GROUP BY channel")
	if err != nil {
		return nil, wrapped("count the messages", err)
	}
	defer rows.Close()
	waiting := map[string]int{}
	for rows.Next() {
		var channel string
		var n int
		if err := rows.Scan(&channel, &n); err != nil {
			return nil, wrapped("count the messages", err)
		}
		waiting[channel] = n
	}
	return waiting, wrapped("count the messages", rows.Err())
}

// Delivered notes that a channel took a letter: it is called after it did, so
// that a crash between repeats one rather than losing it.
func (s *Store) Delivered(ctx context.Context, id int64) error {
	return wrapped("note that a message was delivered", s.changeLetter(ctx, id, func(l *Letter) {
		l.State, l.Ended = LetterDelivered, time.Now()
	}))
}

// Refused notes that a letter was set aside, and why: it is not tried any more.
func (s *Store) Refused(ctx context.Context, id int64, why string) error {
	return wrapped("note that a message was refused", s.changeLetter(ctx, id, func(l *Letter) {
		l.State, l.Ended, l.Error = LetterRefused, time.Now(), why
	}))
}

// NotDelivered notes why a letter could not be delivered.
func (s *Store) NotDelivered(ctx context.Context, id int64, why string) error {
	return wrapped("note that a message was not delivered", s.changeLetter(ctx, id, func(l *Letter) {
		l.Tries++
		l.Error = why
	}))
}

// changeLetter changes a letter that waits. Of others, and of one that is there
// no more, nothing is left to be noted.
func (s *Store) changeLetter(ctx context.Context, id int64, change func(*Letter)) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing once committed
	l, err := scanLetter(tx.QueryRowContext(ctx, "SELECT "+letterColumns+" FROM outbox WHERE id = ? AND ended IS NULL", id))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case errors.Is(err, errForged):
		s.forged()
		return err
	case err != nil:
		return err
	}
	change(&l)
	if _, err := tx.ExecContext(ctx, "UPDATE outbox SET channel = ?, body = ?, made = ?, tries = ?, error = ?, state = ?, ended = ?, seal = ? WHERE id = ?",
		append(l.row(), id)...); err != nil {
		return err
	}
	return tx.Commit()
}
