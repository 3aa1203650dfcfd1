-- The tables as layout 1 had them, with rows in each.
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
PRAGMA user_version = 1;
INSERT INTO subjects VALUES ('alpha', 1768876200000000000, x'7b7d'), ('alpha/ACC_003', 1768876200000000000, x'7b2278223a317d');
INSERT INTO incidents VALUES ('i1', 'alpha', 1768876200000000000, 1768876260000000000, '{"id":"i1","key":"alpha"}');
INSERT INTO transitions VALUES (7, 1768876200000000000, 'opened', '{"id":"i1","key":"alpha"}', 60000000000, 0, 0);
