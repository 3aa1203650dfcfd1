package history

import (
	"context"
	"database/sql"
	"fmt"
)

// migrations lead from one layout of the file to the next: the first makes a
// new file's tables, each further one changes what the ones before it made.
// The layout's number, kept in the file, is how many were applied. One that
// was released is never edited.
var migrations = []string{
	`
CREATE TABLE IF NOT EXISTS subjects (
	key   TEXT PRIMARY KEY,
	at    INTEGER NOT NULL, -- wall clock when saved, Unix nanoseconds
	state BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS incidents (
	id       TEXT PRIMARY KEY,
	key      TEXT NOT NULL,
	opened   INTEGER NOT NULL, -- Unix nanoseconds
	closed   INTEGER,
	incident BLOB NOT NULL     -- JSON as the API serves it
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS incidents_opened ON incidents (opened);
CREATE TABLE IF NOT EXISTS transitions (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	at       INTEGER NOT NULL, -- Unix nanoseconds
	kind     TEXT NOT NULL,
	incident BLOB NOT NULL,
	silence  INTEGER NOT NULL, -- nanoseconds
	silent   INTEGER NOT NULL, -- 1: people are not to be told
	told     INTEGER NOT NULL  -- 1: people were told, or are not to be
);
CREATE INDEX IF NOT EXISTS transitions_untold ON transitions (told) WHERE told = 0;
`,
	// What robots posted, in the order of arrival. No index but the id: with
	// 100,000 accounts, one by key would make every commit write a page for
	// each of them.
	`
CREATE TABLE beats (
	id          INTEGER PRIMARY KEY, -- ascending, never given twice
	key         TEXT NOT NULL,
	source      TEXT NOT NULL,
	remote      INTEGER NOT NULL, -- 1: it came from another machine
	kind        INTEGER NOT NULL, -- monitor.PostingKind
	disposition INTEGER NOT NULL, -- monitor.Disposition
	unexpected  INTEGER NOT NULL, -- 1: a change of status that the state diagram does not have
	status      TEXT NOT NULL,    -- as reported: a ping's is in its path, not in its body
	at          INTEGER NOT NULL, -- when it was taken, Unix nanoseconds
	sent        INTEGER,          -- the robot's own time, Unix nanoseconds; NULL: unknown
	zone        INTEGER,          -- and its offset, seconds east of UTC
	raw         BLOB NOT NULL     -- as posted
);
CREATE TABLE numbers (
	name  TEXT PRIMARY KEY,
	value INTEGER NOT NULL
) WITHOUT ROWID;
`,
	// What is kept for long, small. Whoever has a history has a number. Beats
	// are moved out of the table in which they arrive into packed blocks of
	// about a quarter of a page: the last one of each subject, which still
	// grows, stands in tails, so that blocks only ever get new rows at the end
	// and their pages stay full.
	`
CREATE TABLE names (
	id  INTEGER PRIMARY KEY,
	key TEXT NOT NULL UNIQUE
);
CREATE TABLE blocks (
	id      INTEGER PRIMARY KEY,
	subject INTEGER NOT NULL, -- of names
	first   INTEGER NOT NULL, -- when the earliest of its beats was taken, Unix milliseconds
	last    INTEGER NOT NULL, -- and the latest
	data    BLOB NOT NULL     -- as package pack writes it
);
CREATE INDEX blocks_of ON blocks (subject, last);
CREATE TABLE tails (
	subject INTEGER PRIMARY KEY,
	upto    INTEGER NOT NULL, -- the ID that the newest beat had which was packed
	last    INTEGER NOT NULL, -- as in blocks
	data    BLOB NOT NULL     -- the same
);
CREATE INDEX tails_last ON tails (last);
CREATE TABLE turns (
	subject  INTEGER NOT NULL,
	at       INTEGER NOT NULL, -- Unix milliseconds; what follows holds from then on
	level    INTEGER NOT NULL, -- monitor.Level
	liveness TEXT NOT NULL,
	cause    TEXT NOT NULL,
	PRIMARY KEY (subject, at)
) WITHOUT ROWID;
CREATE TABLE absences ( -- when no monitor watched
	began INTEGER PRIMARY KEY, -- Unix milliseconds
	ended INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE days (
	subject INTEGER NOT NULL,
	day     INTEGER NOT NULL, -- of UTC, counted from 1970-01-01
	data    BLOB NOT NULL,    -- as package trend writes it
	PRIMARY KEY (subject, day)
) WITHOUT ROWID;
`,
	// Incidents are looked at one by one, and written to.
	`
CREATE TABLE notes (
	id       INTEGER PRIMARY KEY,
	incident TEXT NOT NULL,
	at       INTEGER NOT NULL, -- Unix milliseconds
	author   TEXT NOT NULL,
	text     TEXT NOT NULL
);
CREATE INDEX notes_of ON notes (incident);
CREATE INDEX incidents_of ON incidents (key, opened);
CREATE INDEX transitions_at ON transitions (at);
`,
	// Flipped bytes are found, and what could be read of a damaged file is saved.
	`
ALTER TABLE subjects ADD COLUMN seal INTEGER; -- see there; NULL: from before
ALTER TABLE incidents ADD COLUMN seal INTEGER;
ALTER TABLE transitions ADD COLUMN seal INTEGER; -- of all but told
ALTER TABLE beats ADD COLUMN seal INTEGER;
ALTER TABLE numbers ADD COLUMN seal INTEGER;
ALTER TABLE names ADD COLUMN seal INTEGER;
ALTER TABLE turns ADD COLUMN seal INTEGER;
ALTER TABLE absences ADD COLUMN seal INTEGER;
ALTER TABLE notes ADD COLUMN seal INTEGER;
CREATE TABLE salvages ( -- what is still to be saved of damaged files beside this one
	file TEXT NOT NULL, -- its name
	part TEXT NOT NULL, -- a table of it
	why  TEXT NOT NULL, -- what was found to be wrong with the file
	PRIMARY KEY (file, part)
) WITHOUT ROWID;
`,
	// Who was told what, and what is still to be sent.
	`
CREATE TABLE cases ( -- what a channel knows of an incident
	channel  TEXT NOT NULL,
	incident TEXT NOT NULL,
	state    BLOB NOT NULL, -- as package alert has it, JSON
	PRIMARY KEY (channel, incident)
) WITHOUT ROWID;
CREATE TABLE outbox (
	id      INTEGER PRIMARY KEY AUTOINCREMENT,
	channel TEXT NOT NULL,
	body    BLOB NOT NULL,    -- the message, JSON
	made    INTEGER NOT NULL, -- Unix milliseconds
	tries   INTEGER NOT NULL,
	error   TEXT NOT NULL     -- of the latest try
);
CREATE INDEX outbox_of ON outbox (channel, id);
CREATE TABLE decisions ( -- of the stages between an incident and a message
	id       INTEGER PRIMARY KEY,
	incident TEXT NOT NULL,
	at       INTEGER NOT NULL, -- Unix milliseconds
	channel  TEXT NOT NULL,
	stage    TEXT NOT NULL,
	reason   TEXT NOT NULL
);
CREATE INDEX decisions_of ON decisions (incident);
`,
	// Messages are kept when they have ended, to be looked at, and what people were
	// told is sealed as all else is.
	`
ALTER TABLE cases ADD COLUMN seal INTEGER;
ALTER TABLE outbox ADD COLUMN state TEXT;    -- what has become of it; NULL: it waits
ALTER TABLE outbox ADD COLUMN ended INTEGER; -- Unix milliseconds; NULL: it waits
ALTER TABLE outbox ADD COLUMN seal INTEGER;
ALTER TABLE decisions ADD COLUMN seal INTEGER;
DROP INDEX outbox_of;
CREATE INDEX outbox_waiting ON outbox (channel) WHERE ended IS NULL; -- and by the ID
CREATE INDEX outbox_made ON outbox (made);
CREATE INDEX outbox_ended ON outbox (channel, state, ended) WHERE ended IS NOT NULL;
`,
	// Who was told what, cases and letters say. What people were not told of yet in a
	// file that has none of these is still to be told.
	`
INSERT OR IGNORE INTO numbers (name, value)
	SELECT 'alerted', COALESCE(NULLIF(MIN(id) - 1, 0), -1) FROM transitions WHERE told = 0 HAVING COUNT(*) > 0;
DROP INDEX transitions_untold;
ALTER TABLE transitions DROP COLUMN told;
`,
}

// completions are what a layout needs that SQL alone cannot do.
var completions = map[int]func(context.Context, *sql.Tx) error{
	7: func(ctx context.Context, tx *sql.Tx) error { return sealRows(ctx, tx, "cases", "outbox", "decisions") },
}

func layoutOf(ctx context.Context, db *sql.DB) (version int, err error) {
	err = db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	return version, err
}

// prepare brings the file to the layout of this program. One that has it
// already is not written to: the disk may be full.
func prepare(ctx context.Context, db *sql.DB) error {
	version, err := layoutOf(ctx, db)
	if err != nil {
		return err
	}
	if version == len(migrations) {
		return nil
	}
	if version < 0 || version > len(migrations) {
		return fmt.Errorf("it was written by a newer Sentinel (layout %d); install that one, or move the file away", version)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing once committed
	for ; version < len(migrations); version++ {
		if _, err := tx.ExecContext(ctx, migrations[version]); err != nil {
			return err
		}
		if complete := completions[version+1]; complete != nil {
			if err := complete(ctx, tx); err != nil {
				return err
			}
		}
	}
	identity, err := numberOf(ctx, tx, identityNumber)
	if err == nil && identity == 0 {
		err = setNumber(ctx, tx, identityNumber, newIdentity())
	}
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", len(migrations))); err != nil {
		return err
	}
	return tx.Commit()
}
