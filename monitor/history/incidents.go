package history

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"sentinel/monitor"
)

// IncidentQuery says which incidents that have ended are asked for.
type IncidentQuery struct {
	Key      monitor.Key                 // of one subject; empty: of all
	From, To time.Time                   // those that touch [From, To); zero: of all times
	Takes    func(monitor.Incident) bool // nil: all
	Limit    int                         // at most so many of the newest; 0: all
}

// Incidents returns incidents that have ended, the newest first, with their
// notes.
func (s *Store) Incidents(ctx context.Context, q IncidentQuery) ([]monitor.Incident, error) {
	query, arguments := "SELECT "+incidentColumns+" FROM incidents WHERE closed IS NOT NULL", []any{}
	if q.Key != "" {
		query, arguments = query+" AND key = ?", append(arguments, string(q.Key))
	}
	if !q.To.IsZero() {
		query, arguments = query+" AND opened < ? AND closed > ?", append(arguments, q.To.UnixNano(), q.From.UnixNano())
	}
	rows, err := s.readers.QueryContext(ctx, query+" ORDER BY opened DESC", arguments...)
	if err != nil {
		return nil, wrapped("read the incidents", err)
	}
	defer rows.Close()
	var list []monitor.Incident
	for (q.Limit == 0 || len(list) < q.Limit) && rows.Next() {
		one, err := s.scanned(scanIncident(rows))
		if err != nil {
			return nil, wrapped("read an incident", err)
		}
		if q.Takes == nil || q.Takes(one) {
			list = append(list, one)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, wrapped("read the incidents", err)
	}
	return list, s.AddNotes(ctx, list)
}

const incidentColumns = "id, key, opened, closed, incident, seal"

func scanIncident(row interface{ Scan(...any) error }) (one monitor.Incident, err error) {
	var id, key string
	var opened int64
	var closed any
	var text []byte
	var mark sql.NullInt64
	if err := row.Scan(&id, &key, &opened, &closed, &text, &mark); err != nil {
		return one, err
	}
	if !genuine(mark, "incidents", id, key, opened, closed, text) {
		return one, errForged
	}
	return one, json.Unmarshal(text, &one)
}

// scanned notices a row that is not what was written.
func (s *Store) scanned(one monitor.Incident, err error) (monitor.Incident, error) {
	if errors.Is(err, errForged) {
		s.forged()
	}
	return one, err
}

// Incident returns one incident as it was written last, with its
// notes: while it is open the engine knows more. Found is false when there is none.
func (s *Store) Incident(ctx context.Context, id string) (one monitor.Incident, found bool, err error) {
	one, err = s.scanned(scanIncident(s.readers.QueryRowContext(ctx, "SELECT "+incidentColumns+" FROM incidents WHERE id = ?", id)))
	if errors.Is(err, sql.ErrNoRows) {
		return one, false, nil
	}
	if err != nil {
		return one, false, wrapped("read an incident", err)
	}
	list := []monitor.Incident{one}
	err = s.AddNotes(ctx, list)
	return list[0], err == nil, err
}

// Happened returns what happened to an incident, in order.
func (s *Store) Happened(ctx context.Context, i monitor.Incident) ([]monitor.Transition, error) {
	until := time.Now()
	if i.Closed != nil {
		until = *i.Closed
	}
	list, err := s.transitions(ctx, "WHERE at BETWEEN ? AND ? ORDER BY id", i.Opened.UnixNano(), until.UnixNano())
	if err != nil {
		return nil, err
	}
	happened := []monitor.Transition{}
	for _, t := range list {
		if t.Incident.ID == i.ID {
			happened = append(happened, t)
		}
	}
	return happened, nil
}

// WriteNote puts on disk what a person wrote to an incident. The caller has
// made sure that there is such an incident.
func (s *Store) WriteNote(ctx context.Context, incident string, note monitor.Note) error {
	row := []any{incident, note.At.UnixMilli(), note.By, note.Text}
	_, err := s.db.ExecContext(ctx, "INSERT INTO notes (incident, at, author, text, seal) VALUES (?, ?, ?, ?, ?)",
		append(row, seal("notes", row...))...)
	if err == nil {
		err = s.inPlace(ctx)
	}
	return wrapped("write a note", err)
}

// AddNotes fills in the notes of incidents.
func (s *Store) AddNotes(ctx context.Context, incidents []monitor.Incident) error {
	if len(incidents) == 0 {
		return nil
	}
	at := make(map[string]int, len(incidents))
	ids := make([]string, len(incidents))
	for i := range incidents {
		incidents[i].Notes = []monitor.Note{}
		at[incidents[i].ID], ids[i] = i, incidents[i].ID
	}
	wanted, err := json.Marshal(ids)
	if err != nil {
		return wrapped("read the notes", err)
	}
	rows, err := s.readers.QueryContext(ctx,
		"SELECT incident, at, author, text, seal FROM notes WHERE incident IN (SELECT value FROM json_each(?)) ORDER BY id", string(wanted))
	if err != nil {
		return wrapped("read the notes", err)
	}
	defer rows.Close()
	for rows.Next() {
		var incident string
		var written int64
		var note monitor.Note
		var mark sql.NullInt64
		if err := rows.Scan(&incident, &written, &note.By, &note.Text, &mark); err != nil {
			return wrapped("read a note", err)
		}
		if !genuine(mark, "notes", incident, written, note.By, note.Text) {
			s.forged()
			return wrapped("read a note", errForged)
		}
		note.At = time.UnixMilli(written).UTC()
		of := &incidents[at[incident]]
		of.Notes = append(of.Notes, note)
	}
	return wrapped("read the notes", rows.Err())
}
