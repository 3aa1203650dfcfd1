package history

import (
	"context"
	"database/sql"
	"time"

	"sentinel/monitor"
)

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
		query, row := "INSERT OR REPLACE INTO cases (channel, incident, state, seal) VALUES (?, ?, ?, ?)", []any{c.Channel, c.Incident, c.State}
		if c.State == nil {
			query, row = "DELETE FROM cases WHERE channel = ? AND incident = ?", row[:2]
		} else {
			row = append(row, seal("cases", row...))
		}
		if _, err := tx.ExecContext(ctx, query, row...); err != nil {
			return err
		}
	}
	return nil
}

func writeDecisions(ctx context.Context, tx *sql.Tx, decisions []monitor.Decision) error {
	for _, d := range decisions {
		row := []any{d.Incident, d.At.UnixMilli(), d.Channel, d.Stage, d.Reason}
		if _, err := tx.ExecContext(ctx, "INSERT INTO decisions (incident, at, channel, stage, reason, seal) VALUES (?, ?, ?, ?, ?, ?)",
			append(row, seal("decisions", row...))...); err != nil {
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
	rows, err := s.readers.QueryContext(ctx, "SELECT channel, incident, state, seal FROM cases")
	if err != nil {
		return nil, 0, wrapped("read what was told", err)
	}
	defer rows.Close()
	for rows.Next() {
		var c CaseState
		var mark sql.NullInt64
		if err := rows.Scan(&c.Channel, &c.Incident, &c.State, &mark); err != nil {
			return nil, 0, wrapped("read what was told", err)
		}
		if !genuine(mark, "cases", c.Channel, c.Incident, c.State) {
			s.forged()
			return nil, 0, wrapped("read what was told", errForged)
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

// Decisions returns what was decided on telling of an incident, in order.
func (s *Store) Decisions(ctx context.Context, incident string) ([]monitor.Decision, error) {
	rows, err := s.readers.QueryContext(ctx, "SELECT at, channel, stage, reason, seal FROM decisions WHERE incident = ? ORDER BY id", incident)
	if err != nil {
		return nil, wrapped("read what was decided", err)
	}
	defer rows.Close()
	decisions := []monitor.Decision{}
	for rows.Next() {
		d := monitor.Decision{Incident: incident}
		var at int64
		var mark sql.NullInt64
		if err := rows.Scan(&at, &d.Channel, &d.Stage, &d.Reason, &mark); err != nil {
			return nil, wrapped("read what was decided", err)
		}
		if !genuine(mark, "decisions", incident, at, d.Channel, d.Stage, d.Reason) {
			s.forged()
			return nil, wrapped("read what was decided", errForged)
		}
		d.At = time.UnixMilli(at).UTC()
		decisions = append(decisions, d)
	}
	return decisions, wrapped("read what was decided", rows.Err())
}
