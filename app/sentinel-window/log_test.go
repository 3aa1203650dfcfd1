package main

import (
	"io"
	"testing"
)

func TestFailureIsReadFromTheLog(t *testing.T) {
	for name, c := range map[string]struct{ log, want string }{
		"all is well": {"Fyne error:  Preferences load error:\n  Cause: EOF\n  At: prefs.go:1\n", ""},
		"no OpenGL": {
			"Fyne error:  window creation error\n  Cause: APIUnavailable: GLX: GLX extension not found\n  At: window.go:840\n",
			"GLX: GLX extension not found",
		},
		"no display": {
			"Fyne error:  failed to initialise GLFW\n  Cause: PlatformUnavailable: Failed to detect any supported platform\n  At: loop.go:29\n",
			"Failed to detect any supported platform",
		},
		"no cause":     {"Fyne error:  failed to initialise OpenGL\n", "failed to initialise OpenGL"},
		"plain cause":  {"window creation error\n  Cause: the driver is broken: badly\n", "the driver is broken: badly"},
		"an early log": {"hello\nFyne error:  window creation error\n  Cause: X11: no\n", "no"},
	} {
		w := &logWatch{}
		if _, err := io.WriteString(w, c.log); err != nil {
			t.Fatal(err)
		}
		if got := w.failure(); got != c.want {
			t.Errorf("%s: the failure is %q, want %q", name, got, c.want)
		}
	}
}
