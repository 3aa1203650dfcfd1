package cli

import (
	"context"
	"testing"
	"testing/synctest"
)

// A check that never comes back, as on a dead share, is told and not waited
// for.
func TestCheckThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		free := make(chan struct{})
		hangs := check{"source vps", func(context.Context) []finding { <-free; return nil }}
		found := hangs.run(t.Context())
		close(free)
		if len(found) != 1 || found[0].Health != trouble || found[0].Check != "source vps" || found[0].Next == "" {
			t.Errorf("said %+v", found)
		}
	})
}

func TestSameAddress(t *testing.T) {
	tests := []struct {
		bound, configured string
		want              bool
	}{
		{"127.0.0.1:8787", "127.0.0.1:8787", true},
		{"127.0.0.1:8787", "localhost:8787", true},
		{"[::]:8787", ":8787", true},
		{"127.0.0.1:40000", "127.0.0.1:8787", false},
		{"127.0.0.1:8787", "127.0.0.2:8787", false},
		{"", "127.0.0.1:8787", false},
	}
	for _, test := range tests {
		if got := sameAddress(test.bound, test.configured); got != test.want {
			t.Errorf("%q for %q: %v", test.bound, test.configured, got)
		}
	}
}
