package view

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"sentinel/monitor"
)

// Model is the state of the monitor at one moment, as far as it is put into
// words.
type Model struct {
	// Page holds the subjects by urgency, the most urgent first, and the counts
	// of all. It need not hold them all.
	Page monitor.Page
	// Beside are further subjects that the words may need of a list that Page
	// does not hold whole: the robots of accounts in trouble.
	Beside []monitor.Subject
	// At is when Page was made: its ages count on from here. The zero time means
	// that they are of now.
	At time.Time
	// Waiting is the path of the built-in default source's status file; empty
	// when sources are configured.
	Waiting string
	// Notices are troubles of the monitor itself, for a person: a refused edit
	// of the configuration, a port that is taken.
	Notices []string
	// TestSource names the file source whose status the tray's menu sets; empty
	// when there is none.
	TestSource string
	// Stalled says that the monitor has not answered for so long; 0 when it
	// answers. What else the model holds is then not to be believed.
	Stalled time.Duration
}

// Age is the age of the subject's last beat at now, when it was age at the
// moment at; ok is false when it was never seen.
func Age(s monitor.Subject, at, now time.Time) (age time.Duration, ok bool) {
	if s.AgeSeconds == nil {
		return 0, false
	}
	age = time.Duration(*s.AgeSeconds * float64(time.Second))
	if !at.IsZero() && now.After(at) {
		age += now.Sub(at)
	}
	return max(age, 0), true
}

// Placeholder is the built-in default source that was never seen, when anybody
// else is known: it is then of no interest. Nil when there is none.
func (m Model) Placeholder() *monitor.Subject {
	if m.subjects() < 2 {
		return nil
	}
	for i := range m.Page.Subjects {
		if s := &m.Page.Subjects[i]; s.Bystander {
			return s
		}
	}
	return nil
}

// Counts are the page's, without the placeholder.
func (m Model) Counts() map[monitor.Level]int {
	placeholder := m.Placeholder()
	if placeholder == nil {
		return m.Page.Counts
	}
	counts := maps.Clone(m.Page.Counts)
	counts[placeholder.Level]--
	return counts
}

// subjects counts all subjects, also beyond the page.
func (m Model) subjects() int {
	n := 0
	for _, c := range m.Page.Counts {
		n += c
	}
	return max(n, len(m.Page.Subjects))
}

// whole tells whether the page holds all subjects: only then may they be told
// apart by what the page says.
func (m Model) whole() bool { return m.subjects() == len(m.Page.Subjects) }

// Settle puts those who need no attention in the order of their names, the
// lively before those who are off: by age they would change places with every
// heartbeat. The others, who come first, stay in their order.
func Settle(subjects []monitor.Subject) {
	slices.SortStableFunc(subjects, func(a, b monitor.Subject) int {
		if a.NeedsAttention() || b.NeedsAttention() {
			return number(b.NeedsAttention()) - number(a.NeedsAttention())
		}
		return cmp.Or(
			-cmp.Compare(a.Level, b.Level),
			cmp.Compare(strings.ToLower(string(a.Key)), strings.ToLower(string(b.Key))),
			cmp.Compare(a.Key, b.Key),
		)
	})
}
