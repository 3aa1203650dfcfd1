package trend

import (
	"github.com/google/go-cmp/cmp"
)

// failer is what tests and properties have in common.
type failer interface {
	Helper()
	Errorf(format string, args ...any)
}

func diff(t failer, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmp.AllowUnexported(Histogram{}, bucket{})); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}
