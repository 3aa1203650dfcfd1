package wreck

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
)

// pageSize is that of all files that Sentinel writes.
const pageSize = 4096

// headerSize is how much of the first page is the file's header.
const headerSize = 100

// File is a damaged file and the log beside it.
type File struct {
	db, wal *os.File // nil: there is none
	pages   uint32   // how many there are
	logged  map[uint32]int64
	seen    map[uint32]bool // pages that belong to a tree that was walked
}

// Open opens a file and its log; either may be missing, not both.
func Open(db, wal string) (*File, error) {
	f := &File{seen: map[uint32]bool{}}
	var err error
	if f.db, err = openRegular(db); err != nil {
		return nil, err
	}
	if f.wal, err = openRegular(wal); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if f.db == nil && f.wal == nil {
		return nil, fs.ErrNotExist
	}
	if f.db != nil {
		info, err := f.db.Stat()
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		f.pages = uint32(min((info.Size()+pageSize-1)/pageSize, 1<<31))
	}
	inFile := f.pages
	if f.wal != nil {
		log, err := readLog(f.wal)
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		f.logged = log.pages
		for page := range log.pages {
			f.pages = max(f.pages, page)
		}
		for page, at := range log.spoiled {
			if page > inFile && page <= f.pages { // better than nothing
				f.logged[page] = at
			}
		}
	}
	return f, nil
}

// openRegular returns nil for a path at which there is no file of bytes.
func openRegular(path string) (*os.File, error) {
	if path == "" {
		return nil, nil
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return nil, nil
	}
	return os.Open(path)
}

// Close closes both.
func (f *File) Close() (err error) {
	for _, file := range []*os.File{f.db, f.wal} {
		if file != nil {
			err = errors.Join(err, file.Close())
		}
	}
	return err
}

// page returns the newest content of a page; nil when it cannot be read.
func (f *File) page(number uint32) []byte {
	if number == 0 || number > f.pages {
		return nil
	}
	from, at := f.db, int64(number-1)*pageSize
	if in, logged := f.logged[number]; logged {
		from, at = f.wal, in
	}
	if from == nil {
		return nil
	}
	page := make([]byte, pageSize)
	if n, err := from.ReadAt(page, at); err != nil && (err != io.EOF || n == 0) {
		return nil
	}
	return page
}

// free are the pages that the list of unused ones names: what stands there was
// removed. A damage ends the list.
func (f *File) free() map[uint32]bool {
	free := map[uint32]bool{}
	first := f.page(1)
	if first == nil {
		return free
	}
	for trunk := binary.BigEndian.Uint32(first[32:]); trunk != 0 && !free[trunk]; {
		page := f.page(trunk)
		if page == nil {
			break
		}
		free[trunk] = true
		leaves := page[8:]
		for range min(binary.BigEndian.Uint32(page[4:]), uint32(len(leaves)/4)) {
			free[binary.BigEndian.Uint32(leaves)] = true
			leaves = leaves[4:]
		}
		trunk = binary.BigEndian.Uint32(page)
	}
	return free
}
