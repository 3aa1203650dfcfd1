package history

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// mendEvery is how often a file that is in use is begun anew, at most: a disk that
// damages everything would soon be full of damaged files.
const mendEvery = time.Hour

// mendAgain is the pause after a disk that had no room for it.
const mendAgain = time.Minute

// watchDamage begins the file anew when somebody has met damage in it, until
// ctx ends. What is written and read meanwhile waits, or fails once.
func (s *Store) watchDamage(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case found := <-s.file.damage:
			_ = s.mend(ctx, found) // it tells
		}
	}
}

// mended tells whether the file was begun anew because of an error, so that it
// is worth trying again. The generation is that of the file when it was tried.
func (s *Store) mended(ctx context.Context, generation int64, err error) bool {
	return broken(err) && s.file != nil && s.mend(ctx, damage{generation, err}) == nil
}

// generation is that of the file in use.
func (s *Store) generation() int64 {
	if s.file == nil {
		return 0
	}
	return s.file.generation.Load()
}

// forged says that a row was met that is not what was written.
func (s *Store) forged() {
	if s.file == nil {
		return
	}
	select {
	case s.file.damage <- damage{s.generation(), errForged}:
	default:
	}
}

var errMendedLately = errors.New("the history is damaged again, an hour or less after it was begun anew: its disk may be failing")

// mend begins the file anew while it is in use.
func (s *Store) mend(ctx context.Context, found damage) error {
	s.mending.Lock()
	defer s.mending.Unlock()
	if found.generation != s.file.generation.Load() {
		return nil // somebody else did
	}
	if s.mendFailed != nil && time.Since(s.mendTried) < mendAgain {
		return s.mendFailed
	}
	if !s.mendedAt.IsZero() && time.Since(s.mendedAt) < mendEvery {
		s.tell(errMendedLately.Error())
		return errMendedLately
	}
	var saved tally
	err := s.replace(ctx, func(writer *sql.Conn) (err error) {
		letGo(writer)
		saved, _, err = replaceDamaged(ctx, s.file.path, inWords(found.why))
		return err
	})
	s.mendTried, s.mendFailed = time.Now(), err
	if err != nil {
		s.tell(fmt.Sprintf("The history is damaged (%s) and cannot be begun anew: %v", inWords(found.why), err))
		return err
	}
	s.mendedAt = s.mendTried
	rest, err := s.unfinished(ctx)
	if err == nil {
		s.salvage(rest, saved)
	}
	return err
}

// replace lets another file take the place of the one in use. Nobody writes
// meanwhile; who reads, reads what there was.
func (s *Store) replace(ctx context.Context, replacing func(writer *sql.Conn) error) error {
	writer, err := s.db.Conn(ctx)
	if err == nil {
		defer writer.Close()
	} else if ctx.Err() != nil {
		return err
	}
	s.file.gate.Lock()
	defer s.file.gate.Unlock()
	s.readers.SetMaxIdleConns(0) // those that nobody uses end, and do not hold the file
	defer s.readers.SetMaxIdleConns(2)
	if err := replacing(writer); err != nil {
		return err
	}
	s.file.generation.Add(1)
	s.file.forget()
	return nil
}

// letGo ends the one connection that writes: not every system lets a file be
// moved that is open.
func letGo(writer *sql.Conn) {
	if writer != nil {
		_ = writer.Raw(func(any) error { return driver.ErrBadConn })
	}
}

// inPlace makes sure that what was just written stands where the next start
// looks for it. A file that somebody removed or replaced is written anew, from what
// is still open of it.
func (s *Store) inPlace(ctx context.Context) error {
	if s.file == nil || !s.file.moved() {
		return nil
	}
	s.mending.Lock()
	defer s.mending.Unlock()
	if !s.file.moved() {
		return nil // somebody else did
	}
	found := exists(s.file.path)
	stamp := freeStamp(s.file.path)
	err := s.replace(ctx, func(writer *sql.Conn) error { return rewrite(ctx, writer, s.file.path, stamp) })
	if err != nil {
		s.tell("The file of the history was removed or replaced while Sentinel ran, and cannot be written anew: what happens now is lost when Sentinel ends: " + err.Error())
		return fmt.Errorf("the file of the history was removed or replaced, and cannot be written anew: %w", err)
	}
	notice := "The file of the history was removed while Sentinel ran. It was written anew, and nothing is lost."
	if found {
		notice = fmt.Sprintf("The file of the history was replaced while Sentinel ran. It was written anew, and nothing is lost; what lay there is %s. "+
			"To use another history, end Sentinel first.", s.file.path+setAside+stamp)
	}
	s.tell(notice)
	return nil
}

// rewrite writes what a connection has open into a file that takes its place.
func rewrite(ctx context.Context, writer *sql.Conn, path, stamp string) error {
	if writer == nil {
		return errors.New("it is not open any more")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	half := path + halfMade
	if err := removeFile(half); err != nil {
		return err
	}
	if err := makePrivate(half); err != nil {
		return err
	}
	if _, err := writer.ExecContext(ctx, "VACUUM INTO ?", half); err != nil {
		return errors.Join(err, removeFile(half))
	}
	if err := syncFile(half); err != nil {
		return err
	}
	letGo(writer)
	if err := os.Rename(half, path+madeFor+stamp); err != nil {
		return err
	}
	return finishReplacing(path)
}

func syncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}
