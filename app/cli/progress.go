package cli

import (
	"fmt"
	"strings"
)

// progress is a bar on a terminal, where one is looking on.
type progress struct {
	p     *program
	doing string
	of    int
	shown int // in percent; -1: nothing yet
	live  bool
}

func (p *program) progress(doing string, of int) *progress {
	_, live := frameOf(p.err)
	return &progress{p: p, doing: doing, of: of, shown: -1, live: live}
}

const progressCells = 30

// at shows that so much is done.
func (b *progress) at(n int) {
	if !b.live || b.of == 0 {
		return
	}
	percent := min(100, n*100/b.of)
	if percent == b.shown {
		return
	}
	b.shown = percent
	full := percent * progressCells / 100
	_, _ = fmt.Fprintf(b.p.err, "\r%s %s%s %3d %%", b.doing, strings.Repeat("█", full), strings.Repeat("░", progressCells-full), percent)
}

// end leaves the bar's line.
func (b *progress) end() {
	if b.shown >= 0 {
		_, _ = fmt.Fprintln(b.p.err)
	}
}
