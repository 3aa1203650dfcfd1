package source

import (
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/decode"
)

// said is one answer of an endpoint, and what becomes of it.
type said struct {
	fingerprint string
	age         time.Duration
	suspicious  bool

	outcome monitor.Outcome
	cause   monitor.Cause
	wantAge time.Duration
}

func TestAnswers(t *testing.T) {
	const second = time.Second
	beat := func(fp string, age time.Duration) said { return said{fp, age, false, monitor.Beat, "", age} }
	frozen := func(fp string, age time.Duration) said {
		return said{fp, age, false, monitor.Unmoved, monitor.CauseFrozen, age}
	}
	heldBack := func(fp string) said { return said{fp, 0, true, monitor.Unmoved, "", 0} }
	fabricated := func(fp string) said { return said{fp, 0, true, monitor.Trouble, monitor.CauseFabricated, 0} }

	tests := []struct {
		name    string
		answers []said
	}{
		{"moves", []said{beat("a", second), beat("b", 0), beat("c", 2*second)}},
		{"stands still", []said{beat("a", second), frozen("a", 11*second), frozen("a", 21*second), beat("b", 0)}},
		{"stands still and says it is young", []said{beat("a", second), frozen("a", 0), frozen("a", 0)}},
		{"an honest quick answer", []said{heldBack("a"), beat("a", 10*second), frozen("a", 20*second)}},
		{"honest, and written again before the next poll", []said{heldBack("a"), beat("b", second)}},
		{"two quick answers are chance", []said{beat("x", second), heldBack("a"), heldBack("b"), beat("b", 10*second), heldBack("c")}},
		{"invents its answers", []said{heldBack("a"), heldBack("b"), fabricated("c"), fabricated("d"), fabricated("e"), beat("f", second)}},
		{"invents its answers after a good time", []said{beat("x", second), frozen("x", 60*second), heldBack("a"), heldBack("b"), fabricated("c")}},
		{"invents its answers and caches them", []said{heldBack("a"), heldBack("a"), heldBack("b"), heldBack("b"), fabricated("c"), fabricated("c")}},
		{"a known beat looks suspicious", []said{beat("a", second), {"a", 0, true, monitor.Unmoved, monitor.CauseFrozen, 0}}},
		{"stops inventing", []said{heldBack("a"), heldBack("b"), fabricated("c"), beat("d", second), heldBack("e"), heldBack("f"), fabricated("g")}},
	}
	for _, test := range tests {
		for _, restarts := range []bool{false, true} {
			name := test.name
			if restarts {
				name += ", restarted after every answer"
			}
			t.Run(name, func(t *testing.T) {
				c := HTTPConfig{Name: "cloud", Key: "cloud"}
				m := newAnswerMind(c)
				for i, a := range test.answers {
					began := time.Now()
					got := m.answered(decode.Answer{
						Fingerprint: a.fingerprint, Age: a.age, HasAge: true, Suspicious: a.suspicious,
						Beat: monitor.Heartbeat{Message: a.fingerprint},
					}, began, began)
					if got.Outcome != a.outcome || got.Cause != a.cause || got.Age != a.wantAge {
						t.Fatalf("answer %d: %+v, want %+v", i, got, a)
					}
					if (got.Cause != "") != (got.Why != "") || got.Key != "cloud" || got.Source != "cloud" || !got.At.Equal(began) {
						t.Errorf("answer %d: %+v", i, got)
					}
					if a.suspicious && a.cause != monitor.CauseFrozen && got.Beat.Message != "" {
						t.Errorf("answer %d: what is held back is shown: %+v", i, got.Beat)
					}
					if got.Memo != nil {
						c.Memo = got.Memo
					}
					if restarts {
						m = newAnswerMind(c)
					}
				}
			})
		}
	}
}

func TestMemoOnlyWhenItChanged(t *testing.T) {
	m := newAnswerMind(HTTPConfig{})
	answer := decode.Answer{Fingerprint: "a"}
	if r := m.answered(answer, time.Now(), time.Now()); r.Memo == nil {
		t.Error("no memo of a beat")
	}
	if r := m.answered(answer, time.Now(), time.Now()); r.Memo != nil {
		t.Error("a memo of nothing new")
	}
	for _, bad := range []string{"", "x", "[]", `{"known":1}`} {
		m := newAnswerMind(HTTPConfig{Memo: []byte(bad)})
		if m.known != (httpMemo{}) {
			t.Errorf("memo %q: %+v", bad, m.known)
		}
	}
}

// The age is counted from the request, so that a slow answer is neither younger
// nor older for it.
func TestAgeOfASlowAnswer(t *testing.T) {
	began := time.Now()
	at := began.Add(3 * time.Second)
	for _, test := range []struct {
		a    decode.Answer
		want time.Duration
	}{
		{decode.Answer{Age: 10 * time.Second, HasAge: true}, 7 * time.Second},
		{decode.Answer{Age: time.Second, HasAge: true}, 0},
		{decode.Answer{HasAge: true}, 0},
		{decode.Answer{Beat: monitor.Heartbeat{SentAt: began.Add(-time.Hour)}}, 0}, // its zone is not known
	} {
		if got := ageOfAnswer(test.a, began, at); got != test.want {
			t.Errorf("%+v: %v, want %v", test.a, got, test.want)
		}
	}
}
