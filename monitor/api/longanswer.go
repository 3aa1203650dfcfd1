package api

import (
	"net/http"
	"time"
)

// longAnswer writes an answer of any length to a client that takes it: what
// bounds the time is how long the client takes nothing.
type longAnswer struct {
	http.ResponseWriter
	control  *http.ResponseController
	patience time.Duration
	extended time.Time // zero: nothing was written yet
}

func newLongAnswer(w http.ResponseWriter) *longAnswer {
	return &longAnswer{ResponseWriter: w, control: http.NewResponseController(w), patience: usualBounds.write}
}

func (a *longAnswer) Write(content []byte) (int, error) {
	if now := time.Now(); now.Sub(a.extended) > a.patience/10 {
		if err := a.control.SetWriteDeadline(now.Add(a.patience)); err != nil {
			return 0, err
		}
		a.extended = now
	}
	return a.ResponseWriter.Write(content)
}

// broke ends an answer that cannot be ended well. Of which a part is written
// already is cut off, so that nobody takes it for the whole.
func (a *longAnswer) broke(err error) error {
	if a.extended.IsZero() {
		return err
	}
	panic(http.ErrAbortHandler)
}
