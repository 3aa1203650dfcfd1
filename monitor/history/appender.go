package history

import (
	"context"
	"database/sql"
	"math"
	"runtime"
	"strings"
	"time"

	"sentinel/monitor"
)

// appender writes what waits in a queue, one group after the other. It belongs
// to the goroutine of its run.
type appender struct {
	store   *Store
	db      *sql.DB
	queue   *queue
	inserts []insert
	last    int64 // the newest ID; unknown before the first group and after a failure
}

// unknown says that the newest ID is to be read from the file.
const unknown = -1

// insert is a prepared statement for so many rows. Several rows at once cost
// less each.
type insert struct {
	rows      int
	statement *sql.Stmt
	values    []any
	sealer    *sealer
}

// run writes until the queue is closed.
func (a *appender) run() {
	defer a.release()
	for {
		group := a.queue.next()
		if group == nil {
			return
		}
		err := a.write(group)
		for _, one := range group {
			one.written <- err
		}
		// They go first: else they wait in line behind this goroutine's next
		// transaction, and come too late to share it.
		runtime.Gosched()
		clear(group) // let go of what was posted
	}
}

// write puts a group on disk as a whole. It has no context: callers may leave,
// what they gave does not.
func (a *appender) write(group []*Delivery) error {
	ctx := context.Background()
	generation := a.store.file.generation.Load()
	err := a.tryWrite(ctx, group)
	if a.store.mended(ctx, generation, err) {
		err = a.tryWrite(ctx, group)
	}
	if err != nil {
		return err
	}
	return a.store.inPlace(ctx)
}

func (a *appender) tryWrite(ctx context.Context, group []*Delivery) error {
	if err := a.prepare(ctx); err != nil {
		return err
	}
	if a.last == unknown {
		last, err := newestID(ctx, a.db)
		if err != nil {
			return err
		}
		a.last = last
	}
	first, rows := a.last+1, number(group, a.last+1)
	a.last = unknown
	if err := a.insertAll(ctx, first, rows); err != nil {
		return err
	}
	a.last = first + int64(len(rows)) - 1
	return nil
}

// number gives the receipts of a group their IDs, and returns them in a row.
func number(group []*Delivery, id int64) []*monitor.Receipt {
	rows := make([]*monitor.Receipt, 0, len(group))
	for _, one := range group {
		one.first = id + int64(len(rows))
		for i := range one.receipts {
			rows = append(rows, &one.receipts[i])
		}
	}
	return rows
}

// insertAll is one transaction. A single statement is one by itself.
func (a *appender) insertAll(ctx context.Context, id int64, rows []*monitor.Receipt) error {
	for _, insert := range a.inserts {
		if insert.rows == len(rows) {
			return insert.exec(ctx, insert.statement, id, rows)
		}
	}
	tx, err := a.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing once committed
	for _, insert := range a.inserts {
		if len(rows) < insert.rows {
			continue
		}
		statement := tx.StmtContext(ctx, insert.statement)
		for ; len(rows) >= insert.rows; rows = rows[insert.rows:] {
			if err := insert.exec(ctx, statement, id, rows[:insert.rows]); err != nil {
				return err
			}
			id += int64(insert.rows)
		}
	}
	return tx.Commit()
}

func (i insert) exec(ctx context.Context, statement *sql.Stmt, id int64, rows []*monitor.Receipt) error {
	values := i.values[:0]
	for n, row := range rows {
		begin := len(values)
		values = appendValues(values, id+int64(n), row)
		values = append(values, i.sealer.seal("beats", values[begin:]...))
	}
	_, err := statement.ExecContext(ctx, values...)
	clear(values) // as run does
	return err
}

// appendValues appends a value for each of beatColumns but the seal.
func appendValues(values []any, id int64, r *monitor.Receipt) []any {
	p := &r.Posting
	raw := p.Raw
	if raw == nil {
		raw = []byte{}
	}
	var sent, zone any
	if at, ok := unixNano(p.Beat.SentAt); ok {
		_, offset := p.Beat.SentAt.Zone()
		sent, zone = at, int64(offset)
	}
	return append(values, id, string(p.Key), p.Source, p.Remote, int64(p.Kind), int64(r.Disposition), r.Unexpected,
		p.Beat.Status, p.At.Truncate(precision).UnixNano(), sent, zone, raw)
}

// precision is how exactly the time is kept at which a beat was taken: packed
// beats have no room for more, and are to be read as they were before.
const precision = time.Millisecond

// unixNano returns the instant in nanoseconds, when it is known and such a
// number can express it.
func unixNano(t time.Time) (int64, bool) {
	if t.Before(time.Unix(0, math.MinInt64)) || t.After(time.Unix(0, math.MaxInt64)) {
		return 0, false // as the zero time is
	}
	return t.UnixNano(), true
}

func (a *appender) prepare(ctx context.Context) error {
	if a.inserts != nil {
		return nil
	}
	var inserts []insert
	seals := &sealer{}
	for _, rows := range []int{64, 32, 16, 8, 4, 2, 1} {
		const row = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
		statement, err := a.db.PrepareContext(ctx, "INSERT INTO beats ("+beatColumns+") VALUES "+row+strings.Repeat(", "+row, rows-1))
		if err != nil {
			release(inserts)
			return err
		}
		inserts = append(inserts, insert{rows, statement, make([]any, 0, rows*strings.Count(row, "?")), seals})
	}
	a.inserts = inserts
	return nil
}

func (a *appender) release() { release(a.inserts) }

func release(inserts []insert) {
	for _, insert := range inserts {
		_ = insert.statement.Close()
	}
}

// newestID returns the highest ID that was ever given, also to a beat that has
// been removed since.
func newestID(ctx context.Context, db *sql.DB) (id int64, err error) {
	err = db.QueryRowContext(ctx, "SELECT max((SELECT COALESCE(MAX(id), 0) FROM beats), "+
		"COALESCE((SELECT value FROM numbers WHERE name = 'pruned'), 0))").Scan(&id)
	return id, err
}
