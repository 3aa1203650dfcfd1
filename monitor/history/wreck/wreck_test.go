package wreck

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	_ "modernc.org/sqlite"
)

// example makes a file with tables of both kinds, of several levels, with long
// rows and removed ones; what is in the log is in no file yet.
func example(t testing.TB) (db, wal string) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "a.db")
	pool, err := sql.Open("sqlite", path+"?_pragma=journal_mode(wal)")
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	pool.SetMaxOpenConns(1)
	exec := func(query string, args ...any) {
		t.Helper()
		if _, err := pool.Exec(query, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec("CREATE TABLE numbered (id INTEGER PRIMARY KEY, text TEXT, data BLOB, n INTEGER, f REAL)")
	exec("CREATE TABLE sorted (key TEXT, n INTEGER, data BLOB, PRIMARY KEY (key, n)) WITHOUT ROWID")
	fill := func(from, to int) {
		exec("BEGIN")
		for i := from; i < to; i++ {
			text := strings.Repeat("é", i%40)
			if i%100 == 0 {
				text = strings.Repeat("long", 5000)
			}
			exec("INSERT INTO numbered VALUES (?, ?, ?, ?, ?)", 3*i, text, []byte(text[:len(text)/4*2]), int64(i)<<(i%40)-500, float64(i)+0.25)
			exec("INSERT INTO sorted VALUES (?, ?, ?)", fmt.Sprintf("k%05d", i/2), i%2, []byte(text))
		}
		exec("COMMIT")
	}
	fill(0, 3000)
	exec("DELETE FROM numbered WHERE id BETWEEN 3000 AND 6000")
	exec("DELETE FROM sorted WHERE key BETWEEN 'k00500' AND 'k01000'")
	exec("PRAGMA wal_checkpoint(TRUNCATE)")
	exec("UPDATE numbered SET text = 'changed' WHERE id < 300")
	fill(3000, 3500)
	copied := t.TempDir()
	if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(copied, "a.db"), filepath.Join(copied, "a.db-wal")
}

// read is what a file says of a table, by its own light.
func read(t testing.TB, f *File, table string) (rows []string, lost Lost) {
	t.Helper()
	root, known := f.Roots()[table]
	if !known {
		t.Fatalf("there is no table %s", table)
	}
	lost, err := f.Rows(root, -1<<63, func(row Row) error {
		if !row.Gap {
			rows = append(rows, fmt.Sprintf("%d %q", row.ID, row.Values))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows, lost
}

// asked is what SQLite says.
func asked(t testing.TB, path, table string) (rows []string) {
	t.Helper()
	db, err := sql.Open("sqlite", path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	found, err := db.Query("SELECT * FROM " + table)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for found.Next() {
		values, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
		}
		if err := found.Scan(places...); err != nil {
			t.Fatal(err)
		}
		id := int64(0)
		if table == "numbered" {
			id, values[0] = values[0].(int64), nil
		}
		rows = append(rows, fmt.Sprintf("%d %q", id, values))
	}
	return rows
}

func openBoth(t testing.TB, db, wal string) *File {
	t.Helper()
	f, err := Open(db, wal)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestWhatIsSoundIsReadAsSQLiteReadsIt(t *testing.T) {
	db, wal := example(t)
	if broken, err := LogBroken(wal); broken || err != nil {
		t.Errorf("the log passes for damaged: %v", err)
	}
	f := openBoth(t, db, wal)
	for _, table := range []string{"numbered", "sorted"} {
		got, lost := read(t, f, table)
		if lost != (Lost{}) {
			t.Errorf("%s: lost %+v", table, lost)
		}
		if diff := cmp.Diff(asked(t, db, table), got); diff != "" {
			t.Errorf("%s: %s", table, diff)
		}
	}
	strays := 0
	if err := f.Strays(func(Row) error { strays++; return nil }); err != nil || strays > 0 {
		t.Errorf("%d rows that were removed pass for strays, %v", strays, err)
	}
	if newest := f.Newest(f.Roots()["numbered"]); newest != 3*3499 {
		t.Errorf("the newest ID is %d", newest)
	}
	n := 0
	if _, err := f.Rows(f.Roots()["numbered"], 10_000, func(Row) error { n++; return nil }); err != nil || n != 3500-10_000/3-1 {
		t.Errorf("%d rows after one, %v", n, err)
	}
}

// A page that leads to others is lost: they are found as strays.
func TestRowsBelowALostPageAreStrays(t *testing.T) {
	db, _ := example(t)
	sound := openBoth(t, db, "")
	want, _ := read(t, sound, "numbered")
	root := sound.Roots()["numbered"]
	file, err := os.OpenFile(db, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteAt(make([]byte, pageSize), int64(root-1)*pageSize); err != nil {
		t.Fatal(err)
	}
	f := openBoth(t, db, "")
	got, lost := read(t, f, "numbered")
	if len(got) > 0 || lost.Pages != 1 {
		t.Errorf("%d rows and %+v of a lost root", len(got), lost)
	}
	read(t, f, "sorted")
	found := map[string]bool{}
	if err := f.Strays(func(row Row) error {
		found[fmt.Sprintf("%d %q", row.ID, row.Values)] = true
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, row := range want {
		if !found[row] {
			t.Fatalf("%.100s is no stray", row)
		}
	}
}

// Any content ends in fewer rows, and in nothing worse.
func FuzzAnyContent(f *testing.F) {
	db, wal := example(f)
	content, err := os.ReadFile(db)
	if err != nil {
		f.Fatal(err)
	}
	log, err := os.ReadFile(wal)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint32(0), []byte{}, uint32(0), []byte{})
	f.Add(uint32(100), []byte{5, 0, 1, 0, 200, 255, 255}, uint32(40), []byte{255})
	f.Add(uint32(4096), []byte{2, 255, 255, 255, 255}, uint32(16), []byte{1, 2, 3})
	f.Add(uint32(32), []byte{0, 0, 0, 3, 0, 0, 0, 9}, uint32(0), []byte{0, 0})
	f.Fuzz(func(t *testing.T, at uint32, in []byte, logAt uint32, inLog []byte) {
		dir := t.TempDir()
		db, wal := filepath.Join(dir, "a.db"), filepath.Join(dir, "a.db-wal")
		for path, bytes := range map[string][]byte{db: spoiled(content, at, in), wal: spoiled(log, logAt, inLog)} {
			if err := os.WriteFile(path, bytes, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		file := openBoth(t, db, wal)
		rows := 0
		count := func(Row) error { rows++; return nil }
		for _, root := range file.Roots() {
			file.Newest(root)
			if _, err := file.Rows(root, -1<<63, count); err != nil {
				t.Fatal(err)
			}
		}
		if err := file.Strays(count); err != nil {
			t.Fatal(err)
		}
		if rows > 100_000 {
			t.Errorf("%d rows were never written", rows)
		}
	})
}

func spoiled(content []byte, at uint32, in []byte) []byte {
	content = append([]byte(nil), content...)
	copy(content[int(at)%len(content):], in)
	return content
}
