package window

import (
	"context"
	"errors"
	"slices"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// wish is what of a long list is on the screen: its order, so many rows from
// the first, and whoever is shown elsewhere.
type wish struct {
	filter filter
	order  order
	first  int
	rows   int
	keys   []monitor.Key
}

func (w wish) equal(other wish) bool {
	return w.order == other.order && w.first == other.first && w.rows == other.rows &&
		w.filter.equal(other.filter) && slices.Equal(w.keys, other.keys)
}

// stride is by how many rows what is on the screen moves before more is asked
// for; as many rows are at hand above and below it.
const stride = 40

// wishFor widens the rows on the screen, so that the wish stays the same while
// they move a little.
func wishFor(l *list, first, rows int) wish {
	first = first / stride * stride
	rows = (rows + 2*stride) / stride * stride
	return wish{filter: l.filter, order: l.order, first: first, rows: rows}
}

// fetch asks for what the window shows: everybody, or when they are too many
// the most urgent and what is wished for.
func (w wish) fetch(ctx context.Context, backend Backend) (snapshot, error) {
	head, err := backend.Subjects(ctx, monitor.Query{Limit: monitor.DefaultLimit})
	if err == nil && head.Total > len(head.Subjects) && head.Total <= monitor.MaxLimit {
		head, err = backend.Subjects(ctx, monitor.Query{Limit: monitor.MaxLimit})
	}
	if err != nil {
		return snapshot{}, err
	}
	s := snapshot{page: head, at: time.Now()}
	if head.Total <= len(head.Subjects) {
		return s, nil
	}
	if s.list, err = w.fetchList(ctx, backend, head); err != nil {
		return snapshot{}, err
	}
	s.beside, err = w.fetchBeside(ctx, backend, &s)
	return s, err
}

// part is a stretch of a long list that the monitor gives in one order.
type part struct {
	levels []monitor.Level
	order  order
}

// parts are the stretches of a list, one after another: those who need
// attention, then the rest. By urgency the rest stands by its keys, the lively
// before those who are off: by age they would change places with every
// heartbeat.
func (w wish) parts() []part {
	attention := []monitor.Level{monitor.LevelCritical, monitor.LevelWarning, monitor.LevelUnknown}
	byKey := order{columnAccount, true}
	all := []part{{attention, w.order}, {[]monitor.Level{monitor.LevelOK, monitor.LevelOff}, w.order}}
	if w.order == (order{}) {
		all = []part{{attention, w.order}, {[]monitor.Level{monitor.LevelOK}, byKey}, {[]monitor.Level{monitor.LevelOff}, byKey}}
	}
	if len(w.filter.levels) > 0 {
		for i := range all {
			all[i].levels = slices.DeleteFunc(all[i].levels, func(l monitor.Level) bool { return !slices.Contains(w.filter.levels, l) })
		}
	}
	return all
}

// fetchList asks for the rows on the screen, and some around them.
func (w wish) fetchList(ctx context.Context, backend Backend, head monitor.Page) (*list, error) {
	l := &list{filter: w.filter, order: w.order, long: true, first: -1}
	from, to := max(w.first-stride, 0), w.first+max(w.rows, stride)+stride
	for i, part := range w.parts() {
		size, offset, page, err := w.fetchPart(ctx, backend, part, head.Counts, from-l.total, to-l.total)
		if err != nil {
			return nil, err
		}
		if len(page.Subjects) > 0 {
			if l.first < 0 {
				l.first = l.total + offset
			}
			l.subjects = append(l.subjects, page.Subjects...)
		}
		l.total += size
		if i == 0 {
			l.attention = size - w.bystanders(head)
		}
	}
	l.first = max(l.first, 0)
	return l, nil
}

// fetchPart asks for the rows [from, to) of a part, as far as it has them, and
// how many it has in all. Without a text to look for, the counts tell.
func (w wish) fetchPart(ctx context.Context, backend Backend, p part, counts map[monitor.Level]int, from, to int) (size, offset int, page monitor.Page, err error) {
	if len(p.levels) == 0 {
		return 0, 0, page, nil
	}
	for _, level := range p.levels {
		size += counts[level]
	}
	offset = max(from, 0)
	if w.filter.text == "" && (offset >= size || to <= 0) {
		return size, 0, page, nil
	}
	q := p.order.query(w.filter.query())
	q.Levels, q.Offset, q.Limit = p.levels, offset, min(max(to-offset, 1), monitor.MaxLimit)
	if page, err = backend.Subjects(ctx, q); err != nil {
		return 0, 0, page, err
	}
	if to <= 0 {
		page.Subjects = nil // only the number was asked for
	}
	return page.Total, offset, page, nil
}

// bystanders counts those who have a level that needs attention and need none.
// By urgency they stand last among them: right where the rest begins.
func (w wish) bystanders(head monitor.Page) int {
	if w.order != (order{}) {
		return 0
	}
	aside := slices.DeleteFunc(slices.Clone(head.Subjects), func(s monitor.Subject) bool { return !s.Bystander })
	return monitor.Select(aside, w.filter.query()).Total
}

// fetchBeside asks for those who are shown elsewhere than in the rows: of whom
// the panel tells, and the robot of the account that the headline speaks of.
func (w wish) fetchBeside(ctx context.Context, backend Backend, s *snapshot) ([]monitor.Subject, error) {
	keys := slices.Clone(w.keys)
	for _, worst := range s.page.Subjects[:min(len(s.page.Subjects), 1)] {
		if worst.NeedsAttention() && worst.Kind == monitor.KindAccount {
			keys = append(keys, monitor.Key(worst.Robot))
		}
	}
	var beside []monitor.Subject
	for _, key := range keys {
		if known := s.subject(key); known != nil {
			beside = append(beside, *known)
			continue
		}
		one, err := backend.Subject(ctx, key)
		switch {
		case errors.Is(err, api.ErrNotFound):
		case err != nil:
			return nil, err
		default:
			beside = append(beside, one)
		}
	}
	return beside, nil
}
