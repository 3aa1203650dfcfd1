package statusfile

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"sentinel/platform/atomicfile"
)

// record remembers what a test status has replaced. It lies in the state
// folder, as tests/HASH-OF-THE-PATH.json, from before the test is written until
// after the earlier content is back.
type record struct {
	Path     string    `json:"path"`             // absolute, links resolved
	Existed  bool      `json:"existed"`          // before the test
	Earlier  []byte    `json:"earlier"`          // the bytes before the test
	Modified time.Time `json:"modified"`         // when they were written
	Tests    [][]byte  `json:"tests"`            // what the test wrote, or is about to write; the latest last
	Expires  time.Time `json:"expires"`          // when the earlier bytes come back
	Retry    time.Time `json:"retry,omitzero"`   // when to try again, after a restore that failed
	Version  int       `json:"version,omitzero"` // of this layout
}

// holds tells whether content is what the test wrote.
func (r record) holds(content []byte) bool {
	return slices.ContainsFunc(r.Tests, func(test []byte) bool { return bytes.Equal(test, content) })
}

// due is when to look at the record next.
func (r record) due() time.Time {
	if r.Retry.After(r.Expires) {
		return r.Retry
	}
	return r.Expires
}

// records is the folder of the records.
type records string

func recordsIn(stateDir string) records { return records(filepath.Join(stateDir, "tests")) }

// lock keeps all other programs out until unlock is called.
func (r records) lock() (unlock func(), err error) {
	if err := os.MkdirAll(string(r), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder for test statuses: %w", err)
	}
	lock := flock.New(filepath.Join(string(r), "lock"), flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	locked, err := lock.TryLockContext(ctx, 10*time.Millisecond)
	if err != nil || !locked {
		return nil, fmt.Errorf("another program is busy with test statuses (%s): try again", lock.Path())
	}
	return func() { _ = lock.Close() }, nil
}

// file is where the record of a path lies.
func (r records) file(path string) string {
	sum := sha256.Sum256([]byte(path))
	return filepath.Join(string(r), hex.EncodeToString(sum[:12])+".json")
}

// load returns the record of a path; the zero record when there is none, or
// none that can be read.
func (r records) load(path string) (record, error) {
	rec, err := readRecord(r.file(path))
	if errors.Is(err, fs.ErrNotExist) || isDamaged(err) {
		return record{}, nil
	}
	return rec, err
}

func (r records) save(rec record) error {
	rec.Version = 1
	content, err := json.Marshal(rec)
	if err == nil {
		err = atomicfile.Write(r.file(rec.Path), content, 0o600)
	}
	if err != nil {
		return fmt.Errorf("keep what %s holds: %w", rec.Path, err)
	}
	return nil
}

func (r records) drop(path string) error {
	if err := os.Remove(r.file(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forget the test of %s: %w", path, err)
	}
	return nil
}

// all returns every record that can be read, and an error for every other.
func (r records) all() ([]record, []error) {
	entries, err := os.ReadDir(string(r))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, []error{fmt.Errorf("read the test statuses: %w", err)}
	}
	var all []record
	var errs []error
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".json") {
			continue
		}
		switch rec, err := readRecord(filepath.Join(string(r), entry.Name())); {
		case err == nil:
			all = append(all, rec)
		case !errors.Is(err, fs.ErrNotExist): // that is one that was dropped just now
			errs = append(errs, err)
		}
	}
	return all, errs
}

// putAside takes a damaged record out of the way, so that it is told of once.
func putAside(err error) {
	if damaged, ok := errors.AsType[damagedError](err); ok {
		_ = os.Rename(damaged.file, damaged.file+".damaged")
	}
}

func isDamaged(err error) bool {
	_, damaged := errors.AsType[damagedError](err)
	return damaged
}

// damagedError names the file of a record that cannot be read.
type damagedError struct{ file string }

// Error says what is lost.
func (e damagedError) Error() string {
	return e.file + " is damaged: what the status file held before a test cannot be given back"
}

func readRecord(name string) (record, error) {
	var rec record
	content, err := os.ReadFile(name)
	if err != nil {
		return rec, fmt.Errorf("read a test's record: %w", err)
	}
	if err := json.Unmarshal(content, &rec); err != nil || !filepath.IsAbs(rec.Path) || rec.Expires.IsZero() {
		return rec, damagedError{name}
	}
	return rec, nil
}
