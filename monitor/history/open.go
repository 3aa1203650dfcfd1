package history

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"

	"sentinel/monitor/history/wreck"
)

// Open opens the database in the state folder, made when it is missing. One that
// is damaged is moved aside, never overwritten, and begun anew with what the
// watch needs of it; the rest of what can be read is saved while the Store is in
// use. History must not keep the watch from starting.
func Open(ctx context.Context, stateDir string) (*Store, error) {
	path := filepath.Join(stateDir, FileName)
	if err := finishReplacing(path); err != nil {
		return nil, err
	}
	if err := mayWrite(path); err != nil {
		return nil, err
	}
	notice, err := dropForeignLog(ctx, path)
	if err != nil {
		return nil, err
	}
	store, err := openSound(ctx, path)
	if !isDamage(err) {
		if err == nil {
			store.tell(notice)
			err = store.begin(ctx, newTally())
		}
		return store, err
	}
	why := inWords(err)
	saved, aside, err := replaceDamaged(ctx, path, why)
	if err != nil {
		return nil, fmt.Errorf("the history %s is damaged (%s) and cannot be begun anew: %w", path, why, err)
	}
	if store, err = openSound(ctx, path); err != nil {
		return nil, err
	}
	store.Replaced = aside
	store.tell(fmt.Sprintf("The history was damaged (%s) and has been begun anew. What was there is %s.", why, aside))
	return store, store.begin(ctx, saved)
}

// mayWrite says in plain words when the file cannot be written to.
func mayWrite(path string) error {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return nil // whoever opens it says so
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("the history cannot be opened for writing; look whose it is, and who may write to its folder: %w", err)
	}
	return file.Close()
}

// openSound opens a file that is not damaged, as far as the watch can tell that
// needs to begin.
func openSound(ctx context.Context, path string) (*Store, error) {
	if err := damageSeen(path); err != nil {
		return nil, err
	}
	return open(ctx, path)
}

// begin begins what goes on beside a Store that is open. What was saved of a
// damaged file just now is told.
func (s *Store) begin(ctx context.Context, saved tally) error {
	s.background(s.watchDamage)
	rest, err := s.unfinished(ctx)
	if err != nil {
		return errors.Join(err, s.Close())
	}
	s.salvage(rest, saved)
	return nil
}

// durable are SQLite's parameters for whoever writes.
const (
	cache   = "&_pragma=busy_timeout(5000)&_pragma=cache_size(-512)"
	durable = "?_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=journal_size_limit(67108864)&_txlock=immediate" + cache
)

func uri(path string) string { return "file:" + filepath.ToSlash(path) }

func open(ctx context.Context, path string) (*Store, error) {
	file := newFile(path)
	db, err := file.pool(durable)
	if err != nil {
		return nil, fmt.Errorf("open the history: %w", err)
	}
	db.SetMaxOpenConns(1)
	readers, err := file.pool("?mode=ro" + cache)
	if err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open the history: %w", err)
	}
	readers.SetMaxOpenConns(2)
	readers.SetConnMaxIdleTime(time.Minute) // nobody looks for days
	store := &Store{db: db, readers: readers, file: file, queue: newQueue()}
	err = prepare(ctx, db)
	if err == nil {
		err = store.checkVital(ctx)
	}
	if err != nil {
		_ = errors.Join(readers.Close(), db.Close())
		return nil, fmt.Errorf("open the history %s: %w", path, err)
	}
	for _, tail := range []string{"", "-wal", "-shm"} {
		_ = os.Chmod(path+tail, 0o600) // what robots say concerns their owner alone; Windows knows no modes
	}
	_ = growLog(ctx, db, path+"-wal") // a full disk only makes it slower
	file.moved()                      // from now on it is known which files these are
	store.life, store.end = context.WithCancel(context.Background())
	store.beside.Go((&appender{store: store, db: db, queue: store.queue, last: unknown}).run)
	return store, nil
}

// checkVital reads what the watch begins with: damage there is to be found now.
func (s *Store) checkVital(ctx context.Context) error {
	err := s.readVitalRows(ctx)
	if err != nil && sqliteCode(err) == 0 && ctx.Err() == nil && !errors.Is(err, ErrDamaged) {
		return fmt.Errorf("%w: %w", errForged, err) // what was read makes no sense
	}
	return err
}

func (s *Store) readVitalRows(ctx context.Context) error {
	for _, table := range []string{"subjects", "numbers", "cases"} {
		if err := checkStructure(ctx, s.db, "quick_check", table); err != nil {
			return err
		}
	}
	if err := s.checkNumbers(ctx); err != nil {
		return err
	}
	if _, err := s.Subjects(ctx); err != nil {
		return err
	}
	_, upto, err := s.Cases(ctx)
	if err != nil {
		return err
	}
	if err := s.checkWaiting(ctx); err != nil {
		return err
	}
	_, err = s.transitions(ctx, "WHERE id > ?", upto)
	return err
}

// checkWaiting reads the letters that wait.
func (s *Store) checkWaiting(ctx context.Context) error {
	rows, err := s.db.QueryContext(ctx, "SELECT "+letterColumns+" FROM outbox WHERE ended IS NULL")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if _, err := scanLetter(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// errStructure says of a table that SQLite finds it damaged.
var errStructure = fmt.Errorf("%w: a table is not built as it should be", ErrDamaged)

// checkStructure lets SQLite check how a table is built.
func checkStructure(ctx context.Context, db *sql.DB, check, table string) error {
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA "+check+"("+table+")").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("%w (%s)", errStructure, table)
	}
	return nil
}

func (s *Store) checkNumbers(ctx context.Context) error {
	rows, err := s.db.QueryContext(ctx, "SELECT name, value, seal FROM numbers")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var value int64
		var mark sql.NullInt64
		if err := rows.Scan(&name, &value, &mark); err != nil {
			return err
		}
		if !genuine(mark, "numbers", name, value) {
			return errForged
		}
	}
	return rows.Err()
}

// damageSeen returns what is wrong with the files that SQLite would not mind.
func damageSeen(path string) error {
	info, err := os.Stat(path)
	logBroken, logErr := wreck.LogBroken(path + "-wal")
	switch {
	case errors.Is(err, os.ErrNotExist) && sizeOf(path+"-wal") > 0:
		return errOnlyLog
	case err != nil:
		return nil // it is missing, or cannot be looked at: whoever opens it says so
	case !info.Mode().IsRegular():
		return errNoFile
	case info.Size() == 0:
		return errEmpty
	case logErr == nil && logBroken:
		return errLog
	}
	return nil
}

// What SQLite takes for a new file, or loses without a word.
var (
	errOnlyLog = fmt.Errorf("%w: the file is gone, only its log is there", ErrDamaged)
	errNoFile  = fmt.Errorf("%w: there is a folder in its place, or something else that is no file", ErrDamaged)
	errEmpty   = fmt.Errorf("%w: the file is empty", ErrDamaged)
	errLog     = fmt.Errorf("%w: a part of its log is damaged", ErrDamaged)
)

// SQLite's result codes.
const (
	sqliteCorrupt    = 11
	sqliteConstraint = 19
	sqliteMismatch   = 20
	sqliteNotADB     = 26
	sqliteShortRead  = 10 | 2<<8
)

// isDamage tells whether an error says that the file is damaged.
func isDamage(err error) bool { return broken(err) || errors.Is(err, ErrDamaged) }

// broken is isDamage of an error of SQLite's.
func broken(err error) bool {
	code := sqliteCode(err)
	return code&0xff == sqliteCorrupt || code&0xff == sqliteNotADB || code == sqliteShortRead
}

// refusedRow tells whether it is the row alone that is wrong.
func refusedRow(err error) bool {
	code := sqliteCode(err) & 0xff
	return code == sqliteConstraint || code == sqliteMismatch
}

func sqliteCode(err error) int {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return 0
	}
	return e.Code()
}

// inWords says what is wrong without how SQLite puts it.
func inWords(err error) string {
	for _, known := range []struct {
		err   error
		words string
	}{
		{errOnlyLog, "the file was gone, only its log was there"},
		{errNoFile, "there was a folder in its place, or something else that is no file"},
		{errEmpty, "the file was empty"},
		{errLog, "a part of its log was damaged"},
		{errForged, "a row had another checksum than when it was written"},
		{errStructure, "a table was not built as it should be"},
	} {
		if errors.Is(err, known.err) {
			return known.words
		}
	}
	if sqliteCode(err)&0xff == sqliteNotADB {
		return "the file was no database"
	}
	return "some pages of the file could not be read"
}
