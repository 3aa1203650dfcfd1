package monitor

import (
	"errors"
	"strings"
	"testing"
)

func subject(key Key, level Level, age float64, orders int) Subject {
	s := Subject{Key: key, Robot: key.Robot(), Account: key.Account(), Level: level, Status: StatusActive}
	if age >= 0 {
		s.AgeSeconds = &age
	}
	if orders >= 0 {
		s.OpenOrders = &orders
	}
	return s
}

func sample() []Subject {
	return []Subject{
		subject("b/ok", LevelOK, 5, 3),
		subject("b/off", LevelOff, 9000, -1),
		subject("a/crit-old", LevelCritical, 900, 0),
		subject("a/crit-orders", LevelCritical, 300, 2),
		subject("a/warn", LevelWarning, 100, -1),
		subject("c", LevelUnknown, -1, -1),
	}
}

func keys(p Page) string {
	var names []string
	for _, s := range p.Subjects {
		names = append(names, string(s.Key))
	}
	return strings.Join(names, " ")
}

func TestSelect(t *testing.T) {
	tests := []struct {
		name  string
		query Query
		total int
		want  string
	}{
		{"urgency: critical first, orders before none", Query{}, 6, "a/crit-orders a/crit-old a/warn c b/ok b/off"},
		{"by key", Query{Sort: "key"}, 6, "a/crit-old a/crit-orders a/warn b/off b/ok c"},
		{"by key, turned round", Query{Sort: "key", Desc: true}, 6, "c b/ok b/off a/warn a/crit-orders a/crit-old"},
		{"by age, unknown first", Query{Sort: "age"}, 6, "c b/ok a/warn a/crit-orders a/crit-old b/off"},
		{"by orders", Query{Sort: "orders", Desc: true}, 6, "b/ok a/crit-orders a/crit-old a/warn b/off c"},
		{"part of a key, whatever its case", Query{Text: "CRIT"}, 2, "a/crit-orders a/crit-old"},
		{"status", Query{Text: "activ", Robot: "c"}, 1, "c"},
		{"levels", Query{Levels: []Level{LevelOff, LevelWarning}}, 2, "a/warn b/off"},
		{"a page", Query{Offset: 1, Limit: 2}, 6, "a/crit-old a/warn"},
		{"past the end", Query{Offset: 60}, 6, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			page := Select(sample(), test.query)
			if got := keys(page); got != test.want || page.Total != test.total {
				t.Errorf("got %q of %d, want %q of %d", got, page.Total, test.want, test.total)
			}
			if page.Overall != LevelCritical || page.Counts[LevelCritical] != 2 || page.Counts[LevelOK] != 1 {
				t.Errorf("a query changes what holds of all: %v %v", page.Overall, page.Counts)
			}
		})
	}
}

func TestOverallLeavesBystandersOut(t *testing.T) {
	waiting := subject("default", LevelUnknown, -1, -1)
	waiting.Bystander = true
	if got := Overall([]Subject{waiting}); got != LevelOff {
		t.Errorf("overall is %v, want off", got)
	}
	if got := Overall([]Subject{waiting, subject("x", LevelOK, 1, -1)}); got != LevelOK {
		t.Errorf("overall is %v, want ok", got)
	}
	if waiting.NeedsAttention() {
		t.Error("a bystander needs attention")
	}
}

func TestQueryCheck(t *testing.T) {
	for _, bad := range []Query{{Sort: "colour"}, {Offset: -1}, {Limit: -1}, {Limit: MaxLimit + 1}} {
		if err := bad.Check(); !errors.Is(err, ErrBadQuery) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if err := (Query{Sort: "misses", Limit: MaxLimit}).Check(); err != nil {
		t.Error(err)
	}
}

func TestLevelText(t *testing.T) {
	for _, level := range Levels {
		text, _ := level.MarshalText()
		var back Level
		if err := back.UnmarshalText(text); err != nil || back != level {
			t.Errorf("%v reads back as %v: %v", level, back, err)
		}
	}
	var l Level
	if err := l.UnmarshalText([]byte("red")); err == nil {
		t.Error("a level that is none was read")
	}
}
