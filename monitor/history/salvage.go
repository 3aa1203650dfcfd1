package history

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/history/pack"
	"sentinel/monitor/history/wreck"
	"sentinel/monitor/trend"
)

const (
	// vitalWithin is how long a start may take to save what the watch begins with.
	vitalWithin = time.Second
	// recentTransitions is how many of the latest are vital: those that were not
	// taken into account yet are among them.
	recentTransitions = 1000
	// recentDecisions is the same of what was decided on telling.
	recentDecisions = 2000
	// recentBeats is how many beats before the watermark are vital.
	recentBeats = 10_000
)

// vital are the tables that the watch begins with, in the order in which they
// are saved: first what keeps anybody from being told anything twice. The others
// come after them, and these last, which are large.
var (
	vital = []string{"numbers", "names", "cases", "outbox", "decisions", "subjects", "notes", "incidents", "transitions", "absences", "turns", "beats"}
	large = []string{"days", "tails", "blocks"}
)

// salvage saves what can be read of a damaged file into another one. It belongs
// to one goroutine.
type salvage struct {
	from   *wreck.File
	roots  map[string]uint32
	tables map[string]*table
	names  map[int64]bool // the subjects of which anything is kept
	tally
}

// tally says how much of which table was saved, and how much is lost. Of packed
// beats every one counts as one of the table of beats.
type tally struct {
	saved map[string]int
	lost  map[string]wreck.Lost
}

func newTally() tally { return tally{map[string]int{}, map[string]wreck.Lost{}} }

// table is one as the new file has it.
type table struct {
	name    string
	columns []column
	id      int // the column that is the row's ID; -1: none is
	seal    int // the column of the seal; -1: there is none
	insert  string
}

type column struct{ name, kind string }

func newSalvage(ctx context.Context, from *wreck.File, to *sql.DB) (*salvage, error) {
	tables, err := tablesOf(ctx, to)
	if err != nil {
		return nil, err
	}
	return &salvage{
		from: from, roots: from.Roots(), tables: tables, names: map[int64]bool{}, tally: newTally(),
	}, nil
}

func tablesOf(ctx context.Context, from querier) (map[string]*table, error) {
	rows, err := from.QueryContext(ctx, "SELECT m.name, c.name, c.type, c.pk, m.sql LIKE '%WITHOUT ROWID%' "+
		"FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	tables := map[string]*table{}
	for rows.Next() {
		var name string
		var one column
		var key int
		var without bool
		if err := rows.Scan(&name, &one.name, &one.kind, &key, &without); err != nil {
			return nil, err
		}
		t := tables[name]
		if t == nil {
			t = &table{name: name, id: -1, seal: -1}
			tables[name] = t
		}
		if key == 1 && one.kind == "INTEGER" && !without {
			t.id = len(t.columns)
		}
		if one.name == "seal" {
			t.seal = len(t.columns)
		}
		t.columns = append(t.columns, one)
	}
	delete(tables, "salvages")
	for _, t := range tables {
		t.insert = "INSERT OR IGNORE INTO " + t.name + " VALUES (?" + strings.Repeat(", ?", len(t.columns)-1) + ")"
	}
	return tables, rows.Err()
}

// order lists the tables as they are to be saved.
func (s *salvage) order() []string {
	list := slices.Clone(vital)
	for name := range s.tables {
		if !slices.Contains(vital, name) && !slices.Contains(large, name) {
			list = append(list, name)
		}
	}
	slices.Sort(list[len(vital):])
	return append(list, large...)
}

// rows calls each with the rows of a table that are to be believed, as they are
// inserted.
func (s *salvage) rows(name string, after int64, each func(values []any) error) (err error) {
	t := s.tables[name]
	delete(s.lost, name) // of an earlier look at a part
	root, known := s.roots[name]
	if !known {
		return nil // an earlier layout did not have it; or the first page is damaged, and its rows are strays
	}
	if name == "days" {
		order := &ordered{each: each}
		each = order.add
		defer func() {
			err = errors.Join(err, order.flush())
			s.lose(name, wreck.Lost{Rows: order.misplaced})
		}()
	}
	of := s.ownersOf(name)
	forged := 0
	var latest []any // turn
	lost, err := s.from.Rows(root, after, func(row wreck.Row) error {
		if row.Gap {
			if t.name != "turns" || latest == nil {
				return nil
			}
			unknown := unknownAfter(latest)
			latest = nil
			return each(unknown)
		}
		values, ok := t.believe(row)
		if !ok || !s.belongs(t, values) || !of.has(t, values) {
			forged++
			return nil
		}
		s.count(t, values)
		latest = values
		return each(values)
	})
	lost.Rows += forged
	s.lose(name, lost)
	return err
}

func (s *salvage) lose(name string, lost wreck.Lost) {
	if lost != (wreck.Lost{}) {
		lost.Add(s.lost[name])
		s.lost[name] = lost
	}
}

func (s *salvage) count(t *table, values []any) {
	switch t.name {
	case "blocks", "tails":
		_, _, beats, _ := pack.Span(values[len(values)-1].([]byte))
		s.saved["beats"] += beats
	default:
		s.saved[t.name]++
	}
}

// belongs tells whether a row is of a subject whose name is known; names are
// read first.
func (s *salvage) belongs(t *table, values []any) bool {
	switch t.name {
	case "names":
		s.names[values[t.id].(int64)] = true
	case "turns", "days", "tails":
		id, _ := values[0].(int64)
		return s.names[id]
	case "blocks":
		id, _ := values[1].(int64)
		return s.names[id]
	}
	return true
}

// believe returns the values of a row, as the table of the new file has them.
func (t *table) believe(row wreck.Row) (values []any, ok bool) {
	values = t.current(row.Values)
	if len(values) == 0 || len(values) > len(t.columns) {
		return nil, false
	}
	values = append(values, make([]any, len(t.columns)-len(values))...)
	if t.id >= 0 {
		values[t.id] = row.ID
	}
	for i, value := range values {
		if !fits(value, t.columns[i].kind) {
			return nil, false
		}
	}
	return values, t.checksumHolds(values)
}

// current is a row of an earlier layout without what that one had before the seal
// and the table has no more: whether people were told of a transition.
func (t *table) current(values []any) []any {
	const told = 6
	if t.name != "transitions" || len(values) <= told || values[told] != int64(0) && values[told] != int64(1) { // which is a seal
		return values
	}
	return slices.Delete(slices.Clone(values), told, told+1)
}

func fits(value any, kind string) bool {
	switch value.(type) {
	case nil:
		return true // the table knows where that cannot be
	case int64:
		return kind == "INTEGER"
	case string:
		return kind == "TEXT"
	case []byte:
		return kind == "BLOB"
	}
	return false
}

func (t *table) checksumHolds(values []any) bool {
	switch t.name {
	case "blocks", "tails":
		data, _ := values[len(values)-1].([]byte)
		_, last, _, err := pack.Span(data)
		return err == nil && pack.Intact(data) && last.UnixMilli() == values[len(values)-2]
	case "days":
		data, _ := values[2].([]byte)
		day, err := trend.DecodeDay(data)
		return err == nil && dayOf(day.From) == values[1]
	}
	if t.seal < 0 {
		return true
	}
	if values[t.seal] == nil { // it is of before there were seals
		return t.makesSense(values)
	}
	return values[t.seal] == seal(t.name, t.sealed(values)...)
}

// makesSense tells whether a row without a seal can be read at all.
func (t *table) makesSense(values []any) bool {
	for i, c := range t.columns {
		if text, isBlob := values[i].([]byte); isBlob && c.name == "incident" && !json.Valid(text) {
			return false
		}
	}
	return true
}

// sealed are the values that a seal is of.
func (t *table) sealed(values []any) (list []any) {
	for i, value := range values {
		given := i == t.id && t.name != "beats" && t.name != "names" // by the database
		if !given && i != t.seal {
			list = append(list, value)
		}
	}
	return list
}

// unknownAfter is the turn after one behind which others are lost: nobody knows
// how the subject fared then.
func unknownAfter(turn []any) []any {
	row := []any{turn[0], turn[1].(int64) + 1, int64(monitor.LevelUnknown), string(monitor.Unobserved), ""}
	return append(row, seal("turns", row...))
}

// newIDs makes sure that no ID is given again which the damaged file had given.
// Where nobody knows which it had, the next ones are told by the clock: higher
// than any that was counted up to, and than those that it told before.
func (s *salvage) newIDs(ctx context.Context, tx *sql.Tx) error {
	if _, known := s.roots["sqlite_sequence"]; !known || s.astray("numbers", "names", "beats", "transitions", "outbox") {
		return s.timedIDs(ctx, tx, time.Now())
	}
	if err := s.sequences(ctx, tx); err != nil {
		return err
	}
	var newest int64
	err := tx.QueryRowContext(ctx, "SELECT MAX(COALESCE((SELECT MAX(id) FROM beats), 0), "+
		"COALESCE((SELECT MAX(value) FROM numbers WHERE name IN (?, ?, ?)), 0))", watermarkNumber, packedNumber, prunedNumber).Scan(&newest)
	if err != nil {
		return err
	}
	return setNumber(ctx, tx, prunedNumber, max(newest, s.from.Newest(s.roots["beats"])))
}

func (s *salvage) timedIDs(ctx context.Context, tx *sql.Tx, now time.Time) error {
	for name, value := range map[string]int64{prunedNumber: now.UnixMicro(), namedNumber: now.Unix()} {
		if err := setNumber(ctx, tx, name, value); err != nil {
			return err
		}
	}
	for _, table := range []string{"transitions", "outbox"} {
		if err := raiseSequence(ctx, tx, table, now.UnixMilli()); err != nil {
			return err
		}
	}
	return nil
}

// sequences takes over what SQLite notes of the IDs that it gives.
func (s *salvage) sequences(ctx context.Context, tx *sql.Tx) error {
	root, known := s.roots["sqlite_sequence"]
	if !known {
		return nil
	}
	_, err := s.from.Rows(root, 0, func(row wreck.Row) error {
		name, newest := sequence(row)
		if s.tables[name] == nil {
			return nil
		}
		return raiseSequence(ctx, tx, name, newest)
	})
	return err
}

func raiseSequence(ctx context.Context, tx *sql.Tx, table string, newest int64) error {
	result, err := tx.ExecContext(ctx, "UPDATE sqlite_sequence SET seq = MAX(seq, ?) WHERE name = ?", newest, table)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", table, newest)
	return err
}

// sequence reads a row of what SQLite notes of the IDs that it gives. Nothing
// tells whether it is damaged, but that there cannot be so many.
func sequence(row wreck.Row) (table string, newest int64) {
	if len(row.Values) != 2 {
		return "", 0
	}
	table, _ = row.Values[0].(string)
	newest, _ = row.Values[1].(int64)
	if newest <= 0 || newest > 1<<53 {
		return "", 0
	}
	return table, newest
}

// lastGiven is the newest ID of a table; 0: that is not known.
func (s *salvage) lastGiven(table string) (newest int64) {
	root, known := s.roots["sqlite_sequence"]
	if !known {
		return 0
	}
	_, _ = s.from.Rows(root, 0, func(row wreck.Row) error {
		if of, id := sequence(row); of == table {
			newest = id
		}
		return nil
	})
	return newest
}
