package main

import (
	"bytes"
	"cmp"
	"log"
	"os"
	"strings"
	"sync"
)

// logWatch keeps what Fyne logs while the window opens: that is the only way it
// tells that there is no display or no OpenGL. Afterwards the log goes on to
// standard error.
type logWatch struct {
	mu    sync.Mutex
	early bytes.Buffer
	shown bool
}

func watchLog() *logWatch {
	w := &logWatch{}
	log.SetOutput(w)
	log.SetFlags(0)
	return w
}

// Write implements io.Writer.
func (w *logWatch) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.shown {
		return os.Stderr.Write(p)
	}
	return w.early.Write(p)
}

// failure is why there is no window; empty when there is one.
func (w *logWatch) failure() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := w.early.String()
	for _, sign := range []string{"window creation error", "failed to initialise GLFW", "failed to initialise OpenGL"} {
		_, after, found := strings.Cut(text, sign)
		if !found {
			continue
		}
		_, cause, _ := strings.Cut(after, "Cause:")
		cause, _, _ = strings.Cut(strings.TrimSpace(cause), "\n")
		// GLFW puts its own name for the failure before the sentence.
		if name, sentence, found := strings.Cut(cause, ": "); found && !strings.Contains(name, " ") {
			cause = sentence
		}
		return cmp.Or(cause, sign)
	}
	return ""
}
