package history

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"os"

	"sentinel/monitor/history/wreck"
)

// identityNumber tells one history from another, and a copy from its original:
// whoever puts a copy in the place of the file may leave the log of the other
// one beside it, which SQLite would mix into the copy.
const identityNumber = "identity"

func newIdentity() int64 {
	var random [8]byte
	_, _ = rand.Read(random[:]) // never fails
	return int64(binary.LittleEndian.Uint64(random[:]) >> 1)
}

// dropForeignLog moves a log aside that belongs to another file, and says so.
func dropForeignLog(ctx context.Context, path string) (notice string, err error) {
	if sizeOf(path) == 0 || sizeOf(path+"-wal") == 0 {
		return "", nil
	}
	own, err := identityOf(path, "")
	if err != nil || own == 0 {
		return "", nil // nobody can tell
	}
	both, err := identityOf(path, path+"-wal")
	if err != nil || both == 0 || both == own {
		return "", nil
	}
	aside := path + setAside + freeStamp(path) + "-wal"
	if err := os.Rename(path+"-wal", aside); err != nil {
		return "", fmt.Errorf("move the log of another history aside: %w", err)
	}
	_ = os.Remove(path + "-shm")
	return fmt.Sprintf("Beside the history there was the log of another one, which was not used: %s.", aside), ctx.Err()
}

func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return 0
	}
	return info.Size()
}

// identityOf is that of a file with what a log has for it; 0: it has none.
func identityOf(db, wal string) (identity int64, err error) {
	from, err := wreck.Open(db, wal)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	root, known := from.Roots()["numbers"]
	if !known {
		return 0, nil
	}
	_, err = from.Rows(root, every, func(row wreck.Row) error {
		if len(row.Values) == 3 && row.Values[0] == identityNumber {
			if value, isNumber := row.Values[1].(int64); isNumber && row.Values[2] == seal("numbers", identityNumber, value) {
				identity = value
			}
		}
		return nil
	})
	return identity, err
}
