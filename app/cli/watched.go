package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sentinel/monitor/api"
	"sentinel/monitor/config"
)

// watchedWithin bounds the question which files a running monitor watches.
const watchedWithin = 2 * time.Second

// watched asks the running monitor for its sources; none runs, or it does not
// answer: none.
func (p *program) watched() []api.SourceInfo {
	client, err := p.client()
	if err != nil {
		return nil
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(p.ctx, watchedWithin)
	defer cancel()
	sources, err := client.Sources(ctx)
	if err != nil {
		return nil
	}
	return sources
}

// placeAsWatched puts files where the running monitor looks for them: a relative
// name starts from where that was started, which may be another folder.
func placeAsWatched(sources []config.Source, watched []api.SourceInfo) {
	for i := range sources {
		s := &sources[i]
		if s.Kind != config.KindFile || filepath.IsAbs(s.Path) {
			continue
		}
		for _, w := range watched {
			if w.Name == s.Name && strings.HasSuffix(w.Where, string(filepath.Separator)+filepath.Clean(s.Path)) {
				s.Path = w.Where
			}
		}
	}
}

// mostNamed is how many files are named at once.
const mostNamed = 3

// noteUnwatched says that a monitor runs and does not see what was written into
// a file, and what it watches.
func (p *program) noteUnwatched(path string) {
	sources := p.watched()
	if len(sources) == 0 {
		return
	}
	var files []string
	for _, s := range sources {
		if s.Kind != config.KindFile {
			continue
		}
		if sameFile(s.Where, path) {
			return
		}
		files = append(files, s.Where)
	}
	what := "no file"
	if len(files) > 0 {
		what = strings.Join(files[:min(len(files), mostNamed)], ", ")
	}
	if len(files) > mostNamed {
		what += " and others"
	}
	p.note("no running monitor watches this file; the one that runs watches %s", printable(what))
}

func sameFile(a, b string) bool {
	if abs, err := filepath.Abs(b); err == nil && filepath.Clean(a) == abs {
		return true
	}
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}
