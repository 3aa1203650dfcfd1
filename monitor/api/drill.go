package api

import (
	"context"
	"net/http"
	"time"
)

// drill answers when the drill is over: as long as that takes, the answer may.
// When the client has gone, or the server is about to end, so does the drill.
func (s *server) drill(w http.ResponseWriter, r *http.Request) error {
	if err := readBody(w, r, &struct{}{}); err != nil {
		return err
	}
	control := http.NewResponseController(w)
	if err := control.SetReadDeadline(time.Time{}); err != nil { // past which the client would pass for gone
		return err
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	done := make(chan struct{})
	defer close(done)
	go func() {
		select {
		case <-ending(ctx):
			cancel()
		case <-done:
		}
	}()
	drill, err := s.monitor.Drill(ctx)
	if deadline := control.SetWriteDeadline(time.Now().Add(usualBounds.write)); err == nil {
		err = deadline
	}
	if err != nil {
		return err
	}
	drill.Opened = drill.Opened.UTC()
	drill.Channels = orEmpty(drill.Channels)
	return answer(w, http.StatusOK, drill)
}
