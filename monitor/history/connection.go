package history

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"os"
	"runtime"
	"sync"
	"sync/atomic"

	"modernc.org/sqlite" // also the driver
)

// file is what all connections to the database share. While a Store is in use
// its file may have to be replaced: whoever takes a connection after that gets one
// to the new file.
type file struct {
	path       string
	gate       sync.RWMutex // held while the file is replaced: nobody connects then
	generation atomic.Int64 // how often it was replaced
	damage     chan damage  // holds one that nobody has seen to yet

	mu      sync.Mutex
	db, log os.FileInfo // that the connections have open; nil: not known yet
}

// damage is what shows that the file is damaged.
type damage struct {
	generation int64 // of the file in which it was found
	why        error
}

func newFile(path string) *file { return &file{path: path, damage: make(chan damage, 1)} }

// pool opens the file with some of SQLite's parameters.
func (f *file) pool(parameters string) (*sql.DB, error) {
	inner, err := sqlite.NewConnector(uri(f.path) + parameters)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector{inner, f}), nil
}

// suspect notes an error that says that the file is damaged; others it ignores.
func (f *file) suspect(generation int64, err error) {
	if !broken(err) {
		return
	}
	select {
	case f.damage <- damage{generation, err}:
	default:
	}
}

// moved tells whether the file, or its log, was removed or replaced since it was
// opened: what is written then goes nowhere.
func (f *file) moved() bool {
	if runtime.GOOS == "windows" {
		return false // which lets nobody do that to a file in use
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return differs(&f.db, f.path) || differs(&f.log, f.path+"-wal")
}

// forget forgets which files are open: they are others now.
func (f *file) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.db, f.log = nil, nil
}

func differs(known *os.FileInfo, path string) bool {
	now, err := os.Stat(path)
	if err != nil {
		return errors.Is(err, os.ErrNotExist)
	}
	if *known == nil {
		*known = now
	}
	if os.SameFile(*known, now) {
		return false
	}
	again, err := os.Stat(path) // some network drives number files anew each time
	return err != nil || os.SameFile(now, again)
}

type connector struct {
	driver.Connector
	file *file
}

func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	c.file.gate.RLock()
	defer c.file.gate.RUnlock()
	generation := c.file.generation.Load()
	inner, err := c.Connector.Connect(ctx)
	if err != nil {
		c.file.suspect(generation, err)
		return nil, err
	}
	return &connection{inner.(sqliteConnection), c.file, generation}, nil
}

// sqliteConnection is what the driver's connections can do.
type sqliteConnection interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// connection ends with the file that it is to, and notices when that is damaged.
type connection struct {
	sqliteConnection
	file       *file
	generation int64
}

func (c *connection) current() bool { return c.generation == c.file.generation.Load() }

func (c *connection) IsValid() bool { return c.current() && c.sqliteConnection.IsValid() }

func (c *connection) ResetSession(ctx context.Context) error {
	if !c.current() {
		return driver.ErrBadConn
	}
	return c.sqliteConnection.ResetSession(ctx)
}

func (c *connection) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	result, err := c.sqliteConnection.ExecContext(ctx, query, args)
	c.file.suspect(c.generation, err)
	return result, err
}

func (c *connection) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	found, err := c.sqliteConnection.QueryContext(ctx, query, args)
	if err != nil {
		c.file.suspect(c.generation, err)
		return nil, err
	}
	return rows{found, c}, nil
}

type rows struct {
	driver.Rows
	of *connection
}

func (r rows) Next(values []driver.Value) error {
	err := r.Rows.Next(values)
	r.of.file.suspect(r.of.generation, err)
	return err
}
