package statusfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// retryAfter is how long a restore that failed is left alone.
const retryAfter = time.Minute

// SetTest writes a test status that ends ttl from now. What the file holds, and
// when that was written, is kept in the state folder first: Restore gives it
// back. A test that takes the place of another keeps what was there before
// both.
//
// Errors about the status or the ttl wrap ErrUsage. A file that is no plain
// file, or larger than a status file can be, is left alone.
func SetTest(stateDir, path string, s Status, ttl time.Duration, now time.Time) error {
	if ttl <= 0 {
		return fmt.Errorf("%w: a test must last for some time, such as 5m", ErrUsage)
	}
	s.Expires = now.Add(ttl).UTC().Truncate(time.Millisecond)
	content, err := s.content(now)
	if err != nil {
		return err
	}
	if path, err = resolve(path); err != nil {
		return err
	}
	folder := recordsIn(stateDir)
	unlock, err := folder.lock()
	if err != nil {
		return err
	}
	defer unlock()
	return folder.setTest(path, content, s.Expires)
}

func (r records) setTest(path string, content []byte, expires time.Time) error {
	before, err := r.load(path)
	if err != nil {
		return err
	}
	// A robot that writes between the reading and the replacing would lose its
	// words; so what was kept is looked at again just before.
	for range 5 {
		earlier, info, err := readIfThere(path)
		if err != nil {
			return err
		}
		rec := before.next(path, earlier, info, content)
		rec.Expires = expires
		if err := r.save(rec); err != nil {
			return err
		}
		if unchanged(path, info) {
			if err := replace(path, content, time.Time{}); err != nil {
				return errors.Join(err, r.undo(before, path))
			}
			return nil
		}
	}
	return errors.Join(fmt.Errorf("%s is being written all the time: try again", path), r.undo(before, path))
}

// next returns the record for a test that replaces what is there now, where r
// is the record of the test before, if any. As long as the new test is not yet
// written, the bytes of the one before still count as a test's.
func (r record) next(path string, earlier []byte, info fs.FileInfo, content []byte) record {
	if info != nil && r.holds(earlier) {
		r.Tests = [][]byte{earlier, content}
		r.Retry = time.Time{}
		return r
	}
	rec := record{Path: path, Tests: [][]byte{content}}
	if info != nil {
		rec.Existed, rec.Earlier, rec.Modified = true, earlier, info.ModTime()
	}
	return rec
}

// undo brings the record back that was there before a test that failed.
func (r records) undo(before record, path string) error {
	if before.Path == "" {
		return r.drop(path)
	}
	return r.save(before)
}

// Restore ends the tests whose time is over: a file that still holds a test's
// bytes gets back the bytes and the modification time it had before, or is
// removed when it was not there; a file that someone has written to since is
// left as it is. It returns the paths of the files that it gave back or
// removed.
//
// The errors of all files come back joined; none keeps the others waiting, and
// what failed is tried again by the next call. NextExpiry names a minute later
// for it.
func Restore(stateDir string, now time.Time) (restored []string, err error) {
	folder := recordsIn(stateDir)
	if _, err := os.Stat(string(folder)); errors.Is(err, fs.ErrNotExist) {
		return nil, nil // there was never a test: leave no trace
	}
	unlock, err := folder.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	all, errs := folder.all()
	for _, err := range errs {
		putAside(err)
	}
	for _, rec := range all {
		if now.Before(rec.Expires) {
			continue
		}
		done, err := rec.restore()
		if err != nil {
			rec.Retry = now.Add(retryAfter)
			errs = append(errs, err, folder.save(rec))
			continue
		}
		if done {
			restored = append(restored, rec.Path)
		}
		errs = append(errs, folder.drop(rec.Path))
	}
	return restored, errors.Join(errs...)
}

// restore gives the file back, unless someone has written to it.
func (r record) restore() (done bool, err error) {
	content, info, err := readIfThere(r.Path)
	switch {
	case err != nil:
		return false, fmt.Errorf("end the test: %w", err)
	case info == nil || !r.holds(content) || !unchanged(r.Path, info):
		return false, nil
	case r.Existed:
		err = replace(r.Path, r.Earlier, r.Modified)
	default:
		if err = os.Remove(r.Path); err != nil {
			err = fmt.Errorf("remove %s: %w", r.Path, plain(err))
		}
	}
	if err != nil {
		return false, fmt.Errorf("end the test: %w", err)
	}
	return true, nil
}

// NextExpiry returns when Restore has something to do next; false when there
// is no test. It makes and locks nothing.
func NextExpiry(stateDir string) (time.Time, bool) {
	all, _ := recordsIn(stateDir).all() // what cannot be read Restore tells of
	var next time.Time
	for _, rec := range all {
		if due := rec.due(); next.IsZero() || due.Before(next) {
			next = due
		}
	}
	return next, !next.IsZero()
}

// readIfThere reads a file; no file is no error, and no info.
func readIfThere(path string) ([]byte, fs.FileInfo, error) {
	content, info, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	return content, info, err
}

// unchanged tells whether the file is as it was when info was taken; a nil
// info: when it was not there.
func unchanged(path string, info fs.FileInfo) bool {
	now, err := os.Stat(path)
	if info == nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	return err == nil && now.Size() == info.Size() && now.ModTime().Equal(info.ModTime()) && os.SameFile(now, info)
}
