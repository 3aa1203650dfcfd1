package wreck

// Lost is what could not be read.
type Lost struct {
	Pages int // with all that stood there, and below
	Rows  int
}

// Add adds more that is lost.
func (l *Lost) Add(more Lost) {
	l.Pages += more.Pages
	l.Rows += more.Rows
}

// maxDepth bounds a tree: SQLite's own bound.
const maxDepth = 20

// walk goes through a tree in its order.
type walk struct {
	*File
	after int64 // IDs up to this one need not be read
	each  func(Row) error
	been  map[uint32]bool // where it was: a damaged tree may lead back
	lost  Lost
}

// Rows calls each with the rows of the tree with that root, in order, and with
// gaps where some are lost, until it returns an error, which Rows then returns
// as it is. In tables with IDs those up to after are left out.
func (f *File) Rows(root uint32, after int64, each func(Row) error) (Lost, error) {
	w := walk{File: f, after: after, each: each, been: map[uint32]bool{}}
	err := w.down(root, 0, 0)
	return w.lost, err
}

func (w *walk) down(page uint32, above byte, depth int) error {
	n, ok := w.node(page, above)
	if !ok || depth > maxDepth || w.been[page] {
		w.lost.Pages++
		return w.each(Row{Gap: true})
	}
	w.seen[page], w.been[page] = true, true
	if n.guess {
		w.lost.Pages++
	}
	if n.lost > 0 || n.guess {
		w.lost.Rows += n.lost
		if err := w.each(Row{Gap: true}); err != nil {
			return err
		}
	}
	for i, cell := range n.cells {
		if n.inner() {
			if child, upto := n.child(i); upto > w.after {
				if err := w.down(child, n.kind, depth+1); err != nil {
					return err
				}
			} else {
				w.seen[child] = true
			}
		}
		if n.kind == innerTable {
			continue
		}
		if err := w.one(n, cell); err != nil {
			return err
		}
	}
	if n.inner() {
		return w.down(n.right, n.kind, depth+1)
	}
	return nil
}

func (w *walk) one(n node, cell uint16) error {
	row, ok := w.row(n, cell)
	if !ok {
		w.lost.Rows++
		return w.each(Row{Gap: true})
	}
	if n.kind == leafTable && row.ID <= w.after {
		return nil
	}
	return w.each(row)
}

// Newest is the highest ID of a tree, as far as what leads to it can be read.
func (f *File) Newest(root uint32) (id int64) {
	page, above := root, byte(0)
	for range maxDepth {
		n, ok := f.node(page, above)
		if !ok {
			return id
		}
		for i, cell := range n.cells {
			switch n.kind {
			case innerTable:
				_, upto := n.child(i)
				id = max(id, upto)
			case leafTable:
				if row, ok := f.row(n, cell); ok {
					id = max(id, row.ID)
				}
			}
		}
		if n.kind != innerTable {
			return id
		}
		page, above = n.right, n.kind
	}
	return id
}

// Roots finds where tables begin, by their names. Of a file whose first page
// is damaged some may be missing.
func (f *File) Roots() map[string]uint32 {
	roots := map[string]uint32{}
	_, _ = f.Rows(1, -maxID, func(row Row) error {
		if len(row.Values) < 5 {
			return nil
		}
		name, isText := row.Values[1].(string)
		root, isNumber := row.Values[3].(int64)
		if isText && isNumber && root > 0 && root <= int64(f.pages) {
			roots[name] = uint32(root)
		}
		return nil
	})
	return roots
}

// Strays calls each with the rows of pages that no tree is known to have, and
// that are not known to be unused, until it returns an error. The trees must have been walked
// before.
func (f *File) Strays(each func(Row) error) error {
	free := f.free()
	for page := uint32(2); page <= f.pages; page++ {
		if f.seen[page] || free[page] {
			continue
		}
		n, ok := f.node(page, 0)
		if !ok || n.kind == innerTable {
			continue
		}
		for _, cell := range n.cells {
			if row, ok := f.row(n, cell); ok {
				if err := each(row); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
