package api

import (
	"log/slog"
	"net/http"
)

// Options say how the server may be used.
type Options struct {
	// ControlToken must come with everything that changes the monitor.
	ControlToken string
	// Loopback: the server listens for this machine alone, so reading needs no
	// token.
	Loopback bool
	// Hosts are further values of Host, behind a reverse proxy.
	Hosts []string
	// Origins are the pages that may read the status endpoint.
	Origins []string
	Log     *slog.Logger // nil: slog.Default
}

// NewHandler makes the server's handler.
func NewHandler(m Monitor, o Options) http.Handler {
	return http.NotFoundHandler()
}
