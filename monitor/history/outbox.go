package history

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"sentinel/monitor"
)

// Letter is a message that a channel is to send. The oldest of a channel goes
// first, and the next only when that one is delivered.
type Letter struct {
	ID      int64 // ascending; given when it is kept
	Channel string
	Body    []byte // for whoever sends it
	Made    time.Time
	Tries   int
	Error   string // of the latest try
}

// CaseState is what a channel knows of an incident; State is for whoever decides.
type CaseState struct {
	Channel  string
	Incident string
	State    []byte
}

// Alerts are what has come of deciding who is told.
type Alerts struct {
	Cases     []CaseState // as they are now; without State: they are over
	Letters   []Letter
	Decisions []monitor.Decision
	Upto      int64     // the newest transition that was taken into account; 0: as before
	Digested  time.Time // when the latest digest was due; zero: as before
}

// KeepAlerts puts all of it on disk, or nothing.
func (s *Store) KeepAlerts(ctx context.Context, a Alerts) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return wrapped("keep what is to be told", err)
	}
	defer func() { _ = tx.Rollback() }() // does nothing once committed
	for _, part := range []func() error{
		func() error { return writeCases(ctx, tx, a.Cases) },
		func() error { return writeLetters(ctx, tx, a.Letters) },
		func() error { return writeDecisions(ctx, tx, a.Decisions) },
		func() error {
			if a.Upto == 0 {
				return nil
			}
			return setNumber(ctx, tx, alertedNumber, a.Upto)
		},
		func() error {
			if a.Digested.IsZero() {
				return nil
			}
			return setNumber(ctx, tx, digestedNumber, a.Digested.UnixMilli())
		},
		tx.Commit,
	} {
		if err := part(); err != nil {
			return wrapped("keep what is to be told", err)
		}
	}
	return nil
}

func writeCases(ctx context.Context, tx *sql.Tx, cases []CaseState) error {
	for _, c := range cases {
		query, arguments := "INSERT OR REPLACE INTO cases (channel, incident, state) VALUES (?, ?, ?)", []any{c.Channel, c.Incident, c.State}
		if c.State == nil {
			query, arguments = "DELETE FROM cases WHERE channel = ? AND incident = ?", arguments[:2]
		}
		if _, err := tx.ExecContext(ctx, query, arguments...); err != nil {
			return err
		}
	}
	return nil
}

func writeLetters(ctx context.Context, tx *sql.Tx, letters []Letter) error {
	for _, l := range letters {
		if _, err := tx.ExecContext(ctx, "INSERT INTO outbox (channel, body, made, tries, error) VALUES (?, ?, ?, 0, '')",
			l.Channel, l.Body, l.Made.UnixMilli()); err != nil {
			return err
		}
	}
	return nil
}

func writeDecisions(ctx context.Context, tx *sql.Tx, decisions []monitor.Decision) error {
	for _, d := range decisions {
		if _, err := tx.ExecContext(ctx, "INSERT INTO decisions (incident, at, channel, stage, reason) VALUES (?, ?, ?, ?, ?)",
			d.Incident, d.At.UnixMilli(), d.Channel, d.Stage, d.Reason); err != nil {
			return err
		}
	}
	return nil
}

// Cases returns what was kept of cases, and the newest transition that was taken
// into account with them; 0: none was ever.
func (s *Store) Cases(ctx context.Context) (cases []CaseState, upto int64, err error) {
	if upto, err = s.number(ctx, alertedNumber); err != nil {
		return nil, 0, wrapped("read what was told", err)
	}
	rows, err := s.db.QueryContext(ctx, "SELECT channel, incident, state FROM cases")
	if err != nil {
		return nil, 0, wrapped("read what was told", err)
	}
	defer rows.Close()
	for rows.Next() {
		var c CaseState
		if err := rows.Scan(&c.Channel, &c.Incident, &c.State); err != nil {
			return nil, 0, wrapped("read what was told", err)
		}
		cases = append(cases, c)
	}
	return cases, upto, wrapped("read what was told", rows.Err())
}

// Digested returns when the latest digest was due that was told; zero: none was.
func (s *Store) Digested(ctx context.Context) (time.Time, error) {
	at, err := s.number(ctx, digestedNumber)
	if at == 0 || err != nil {
		return time.Time{}, wrapped("read when the latest digest was told", err)
	}
	return time.UnixMilli(at), nil
}

// NextLetter returns the oldest letter of a channel after the one with that ID;
// found is false when there is none.
func (s *Store) NextLetter(ctx context.Context, channel string, after int64) (l Letter, found bool, err error) {
	l.Channel = channel
	var made int64
	err = s.readers.QueryRowContext(ctx, "SELECT id, body, made, tries, error FROM outbox WHERE channel = ? AND id > ? ORDER BY id LIMIT 1", channel, after).
		Scan(&l.ID, &l.Body, &made, &l.Tries, &l.Error)
	if errors.Is(err, sql.ErrNoRows) {
		return l, false, nil
	}
	l.Made = time.UnixMilli(made).UTC()
	return l, err == nil, wrapped("read the next message", err)
}

// LettersWaiting counts the letters that are not delivered, by channel.
func (s *Store) LettersWaiting(ctx context.Context) (map[string]int, error) {
	rows, err := s.readers.QueryContext(ctx, "SELECT channel, count(*) FROM outbox GROUP BY channel")
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

// Delivered takes letters out: it is called after the channel took them, so that
// a crash between repeats one rather than losing it.
func (s *Store) Delivered(ctx context.Context, id int64) error {
	_, err := s.db.ExecContext(ctx, "DELETE FROM outbox WHERE id = ?", id)
	return wrapped("note that a message was delivered", err)
}

// NotDelivered notes why a letter could not be delivered.
func (s *Store) NotDelivered(ctx context.Context, id int64, why string) error {
	_, err := s.db.ExecContext(ctx, "UPDATE outbox SET tries = tries + 1, error = ? WHERE id = ?", why, id)
	return wrapped("note that a message was not delivered", err)
}

// Decisions returns what was decided on telling of an incident, in order.
func (s *Store) Decisions(ctx context.Context, incident string) ([]monitor.Decision, error) {
	rows, err := s.readers.QueryContext(ctx, "SELECT at, channel, stage, reason FROM decisions WHERE incident = ? ORDER BY id", incident)
	if err != nil {
		return nil, wrapped("read what was decided", err)
	}
	defer rows.Close()
	decisions := []monitor.Decision{}
	for rows.Next() {
		d := monitor.Decision{Incident: incident}
		var at int64
		if err := rows.Scan(&at, &d.Channel, &d.Stage, &d.Reason); err != nil {
			return nil, wrapped("read what was decided", err)
		}
		d.At = time.UnixMilli(at).UTC()
		decisions = append(decisions, d)
	}
	return decisions, wrapped("read what was decided", rows.Err())
}
