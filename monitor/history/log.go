package history

import (
	"context"
	"database/sql"
	"os"
)

// logSize is how large the write-ahead log is made at opening: as large as it
// becomes before SQLite moves what is in it into the file, and begins it anew:
// 1000 pages, each with a header.
const logSize = 1000 * (4096 + 24)

// growLog gives the log beside the file its size. A commit then overwrites
// what the disk has already, which becomes durable in half the time: the file
// system has no new size to record. SQLite takes zeros for the log's end.
func growLog(ctx context.Context, db *sql.DB, path string) error {
	tx, err := db.BeginTx(ctx, nil) // so that nobody else writes to it meanwhile
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	zeros := make([]byte, 64<<10)
	for at := info.Size(); at < logSize; at += int64(len(zeros)) {
		if _, err := file.WriteAt(zeros, at); err != nil {
			_ = file.Truncate(info.Size()) // leave a disk that is nearly full to those who need it
			return err
		}
	}
	return nil
}
