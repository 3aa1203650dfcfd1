package decode

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"sentinel/monitor"
)

func TestFingerprintIsOfTheContent(t *testing.T) {
	one := monitor.Heartbeat{Status: "active", OpenOrders: pointer(2), ExtraHash: extra(`{"x":1, "y":2}`, "1")}
	same := one
	same.SentAt = time.Now()
	same.ExtraHash = extra(" { \"y\":2,\n\"\\u0078\" : 1}", "1")
	if Fingerprint(one) != Fingerprint(same) {
		t.Error("the time, the order of keys or blanks change it")
	}
	for name, change := range map[string]func(*monitor.Heartbeat){
		"status":  func(h *monitor.Heartbeat) { h.Status = "idle" },
		"message": func(h *monitor.Heartbeat) { h.Message = "x" },
		"session": func(h *monitor.Heartbeat) { h.SessionActive = pointer(false) },
		"orders":  func(h *monitor.Heartbeat) { h.OpenOrders = nil },
		"tasks":   func(h *monitor.Heartbeat) { h.OpenOrders, h.ActiveTasks = nil, pointer(2) },
		"extra":   func(h *monitor.Heartbeat) { h.ExtraHash = 0 },
		"value":   func(h *monitor.Heartbeat) { h.ExtraHash = extra(`{"x":1, "y":3}`, "1") },
		"type":    func(h *monitor.Heartbeat) { h.ExtraHash = extra(`{"x":1, "y":"2"}`, "1") },
		"nesting": func(h *monitor.Heartbeat) { h.ExtraHash = extra(`{"x":1, "y":[2]}`, "1") },
		"places":  func(h *monitor.Heartbeat) { h.ExtraHash = extra(`{"x":2, "y":1}`, "1") },
		"keys":    func(h *monitor.Heartbeat) { h.ExtraHash = extra("1", `{"x":1, "y":2}`) },
	} {
		other := one
		change(&other)
		if Fingerprint(one) == Fingerprint(other) {
			t.Errorf("another %s has the same fingerprint", name)
		}
	}
}

// extra is what stands for two unknown fields.
func extra(a, b string) uint64 {
	raw := fmt.Appendf(nil, `{"a":%s,"b":%s}`, a, b)
	fields, fault := readFields(raw, map[string]struct{}{})
	if fault != nil {
		panic(fault.why)
	}
	return uint64(fields.extra)
}

// contentOf hashes a JSON value.
func contentOf(raw string) fnv {
	h, _ := contentAt([]byte(raw), 0)
	return h
}

// Fingerprints are compared over restarts and updates, so they must not change
// from run to run.
func TestFingerprintStaysWhatItIs(t *testing.T) {
	beat := monitor.Heartbeat{Status: "active", SessionActive: pointer(true), OpenOrders: pointer(2), ExtraHash: extra(`[true, null]`, `{"x": 1.50}`)}
	if got, want := Fingerprint(beat), uint64(0x7a48d83d1e5a415e); got != want {
		t.Errorf("it is %#x, was %#x", got, want)
	}
}

// Whatever the order of keys and the blanks, the content is the same; whatever
// else is changed, it is another.
func TestFingerprintSeesContentAlone(t *testing.T) {
	for seed := range uint64(300) {
		a := written(seed, rand.New(rand.NewPCG(seed, 1)))
		b := written(seed, rand.New(rand.NewPCG(seed, 2)))
		other := written(seed+1000, rand.New(rand.NewPCG(seed, 1)))
		if contentOf(a) != contentOf(b) {
			t.Errorf("seed %d: %s and %s are the same", seed, a, b)
		}
		if contentOf(a) == contentOf(other) {
			t.Errorf("seed %d: %s and %s are not the same", seed, a, other)
		}
	}
}

// written writes the value of a seed in one of the ways in which it can be
// written.
func written(seed uint64, way *rand.Rand) string {
	value := rand.New(rand.NewPCG(seed, 0))
	parts := []string{fmt.Sprintf(`"seed"%*s:%d`, way.IntN(3), "", seed)}
	for i := range value.IntN(6) {
		member := fmt.Sprintf(`"k%d" : {"a":%d,"b":[true,null,"%d"]}`, i, value.IntN(10), value.IntN(10))
		if value.IntN(2) == 0 {
			first, second := fmt.Sprintf(`"p":%d`, value.IntN(10)), fmt.Sprintf(`"q":"%d"`, value.IntN(10))
			if way.IntN(2) == 0 {
				first, second = second, first
			}
			member = fmt.Sprintf(`"k%d":{%s,%*s%s}`, i, first, way.IntN(3), "", second)
		}
		parts = append(parts, member)
	}
	way.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	return "{" + strings.Join(parts, strings.Repeat(" ", way.IntN(2))+",") + "}"
}

// A number is what it is worth, to the last digit, however a program writes it.
func TestFingerprintSeesNumbersByTheirValue(t *testing.T) {
	same := [][]string{
		{"0", "-0", "0.0", "0e5", "-0.00E-3"},
		{"1", "1.0", "1.00", "10e-1", "0.1e1", "1e0", "1E+0", "0.01e2"},
		{"-1", "-1.0", "-10e-1"},
		{"100", "1e2", "1.0E2", "100.0", "0.1e+3"},
		{"10", "1e1"},
		{"1.5", "1.50", "15e-1", "0.15e1"},
		{"0.05", "5e-2", "0.0500"},
		{"0.5"},
		{"5"},
		{"50"},
		{"-50"},
		{"11"},
		{"101"},
		{"1.01"},
		{"-5"},
		{"12345678901234567890", "12345678901234567890.0"},
		{"12345678901234567891"}, // the same as a float64
		{"1e99"},
		{"1e-99"},
		{`"1"`},
		{`"1.0"`},
	}
	groups := map[fnv]int{}
	for i, group := range same {
		for _, written := range group {
			h := contentOf(written)
			if before, seen := groups[h]; seen && before != i {
				t.Errorf("%s is the same as %s", written, same[before][0])
			}
			groups[h] = i
			if h != contentOf(group[0]) {
				t.Errorf("%s is not the same as %s", written, group[0])
			}
		}
	}
	for _, huge := range []string{"1e99999999999999999999999", "1e-99999999999999999999999", "-1E+9223372036854775807"} {
		if contentOf(huge) == contentOf("1") {
			t.Errorf("%s is the same as 1", huge)
		}
	}
}

func TestFingerprintAllocatesNothingForUsualBeats(t *testing.T) {
	beat := monitor.Heartbeat{Status: "active", Message: "all is well", SessionActive: pointer(true), OpenOrders: pointer(2)}
	if n := testing.AllocsPerRun(100, func() { Fingerprint(beat) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkFingerprint(b *testing.B) {
	usual := monitor.Heartbeat{Status: "active", SessionActive: pointer(true), OpenOrders: pointer(2)}
	for name, beat := range map[string]monitor.Heartbeat{
		"usual":   usual,
		"unknown": {Status: "active", ExtraHash: extra(`{"equity": 1234.50, "tags": ["a", {"b": null}]}`, `"demo"`)},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Fingerprint(beat)
			}
		})
	}
}
