package api

import (
	"cmp"
	"log/slog"
	"maps"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"
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
	// Receiver: robots may post heartbeats and pings.
	Receiver bool
	// Tokens let robots post; a robot that has one must send it.
	Tokens []RobotToken
	Log    *slog.Logger // nil: slog.Default
}

// RobotToken is the secret by which one robot is known.
type RobotToken struct{ Robot, Secret string }

// heartbeatPath is the status endpoint, which pages of configured origins may
// read.
const heartbeatPath = "/api/heartbeat/status"

// healthPath says that the server lives; it needs no token anywhere.
const healthPath = "/healthz"

// NewHandler makes the server's handler.
func NewHandler(m Monitor, o Options) http.Handler { return newServer(m, o).handler() }

type server struct {
	monitor  Monitor
	options  Options
	guard    guard
	log      *slog.Logger
	streams  chan struct{} // one place for each event stream
	heavy    chan struct{} // one place for each large body
	patience time.Duration // for a place among them
}

func newServer(m Monitor, o Options) *server {
	return &server{
		monitor:  m,
		options:  o,
		guard:    newGuard(o),
		log:      cmp.Or(o.Log, slog.Default()),
		streams:  make(chan struct{}, maxStreams),
		heavy:    make(chan struct{}, maxHeavy),
		patience: heavyWait,
	}
}

func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	for path, methods := range s.routes() {
		mux.Handle(path, s.route(methods))
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, failure(http.StatusNotFound, "there is nothing at %s", r.URL.Path))
	})
	return s.protect(mux)
}

// endpoint answers one method of one path. It writes its answer or returns an
// error, not both.
type endpoint func(w http.ResponseWriter, r *http.Request) error

func (s *server) routes() map[string]map[string]endpoint {
	get := func(e endpoint) map[string]endpoint { return map[string]endpoint{http.MethodGet: e} }
	post := func(e endpoint) map[string]endpoint { return map[string]endpoint{http.MethodPost: s.control(e)} }
	return map[string]map[string]endpoint{
		heartbeatPath: {
			http.MethodGet:     s.heartbeat,
			http.MethodOptions: s.heartbeatPreflight,
			http.MethodPost:    s.postOfStatus,
		},
		"/api/heartbeat":         {http.MethodPost: s.post},
		"/api/heartbeat/{robot}": {http.MethodPost: s.post},
		"/ping/{key}":            {http.MethodGet: s.ping, http.MethodPost: s.ping},
		"/ping/{key}/{signal}":   {http.MethodGet: s.ping, http.MethodPost: s.ping},
		"/badge/{file}":          get(s.badge),
		healthPath:               get(s.health),
		"/api/v1/subjects":       get(s.subjects),
		"/api/v1/subjects/{key}": {
			http.MethodGet:    s.subject,
			http.MethodDelete: s.control(s.forget),
		},
		"/api/v1/subjects/{key}/pause":       post(s.act(ActionPause)),
		"/api/v1/subjects/{key}/resume":      post(s.act(ActionResume)),
		"/api/v1/subjects/{key}/snooze":      post(s.act(ActionSnooze)),
		"/api/v1/subjects/{key}/acknowledge": post(s.act(ActionAcknowledge)),
		"/api/v1/sources":                    get(s.sources),
		"/api/v1/sources/{name}/remote":      get(s.control(s.remote)),
		"/api/v1/incidents":                  get(s.incidents),
		"/api/v1/incidents/{id}":             get(s.incident),
		"/api/v1/incidents/{id}/notes":       post(s.addNote),
		"/api/v1/channels":                   get(s.channels),
		"/api/v1/channels/{name}": {
			http.MethodPut:    s.control(s.putChannel),
			http.MethodDelete: s.control(s.removeChannel),
		},
		"/api/v1/channels/{name}/test": post(s.testChannel),
		"/api/v1/messages":             get(s.messages),
		"/api/v1/drill":                post(s.drill),
		"/api/v1/subjects/{key}/rhythm": {
			http.MethodGet:  s.rhythm,
			http.MethodPost: s.control(s.acceptRhythm),
		},
		"/api/v1/history":       get(s.overall),
		"/api/v1/remembered":    get(s.remembered),
		"/api/v1/history/{key}": get(s.history),
		"/api/v1/history/{key}/beats": {
			http.MethodGet:  s.beats,
			http.MethodPost: s.control(s.importBeats),
		},
		"/api/v1/info":   get(s.info),
		"/api/v1/events": get(s.events),
		"/api/v1/status": post(s.setTest),
		"/api/v1/window": post(s.showWindow),
	}
}

// route picks the endpoint of the request's method.
func (s *server) route(methods map[string]endpoint) http.Handler {
	allowed := slices.Sorted(maps.Keys(methods))
	if _, ok := methods[http.MethodGet]; ok {
		allowed = append(allowed, http.MethodHead) // net/http drops the body
		slices.Sort(allowed)
	}
	allow := strings.Join(allowed, ", ")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		serve, ok := methods[method]
		if !ok {
			w.Header().Set("Allow", allow)
			s.fail(w, r, failure(http.StatusMethodNotAllowed, "%s is not possible here; possible: %s", r.Method, allow))
			return
		}
		if err := serve(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// control wraps an endpoint that only the user of this monitor may call.
func (s *server) control(serve endpoint) endpoint {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := s.guard.checkToken(r); err != nil {
			return err
		}
		return serve(w, r)
	}
}

// safeHeaders stand in every answer. The values are shared, not copied.
var safeHeaders = map[string][]string{
	"X-Content-Type-Options":       {"nosniff"},
	"X-Frame-Options":              {"DENY"},
	"Content-Security-Policy":      {"default-src 'none'; frame-ancestors 'none'"},
	"Cross-Origin-Resource-Policy": {"same-origin"},
	"Referrer-Policy":              {"no-referrer"},
	"Cache-Control":                {"no-store"},
}

// postHeaders are those of the answer to a heartbeat. No browser shows it: what
// pages send is refused. They are few because there is one for each beat.
var postHeaders = map[string][]string{"X-Content-Type-Options": {"nosniff"}}

func headersFor(r *http.Request) map[string][]string {
	if r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/api/heartbeat") {
		return postHeaders
	}
	return safeHeaders
}

// protect stands before all routes: what must not reach them ends here.
func (s *server) protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer s.recover(w, r)
		header := w.Header()
		for name, value := range headersFor(r) {
			header[name] = value
		}
		if err := s.guard.check(w, r); err != nil {
			s.fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *server) recover(w http.ResponseWriter, r *http.Request) {
	fault := recover()
	if fault == nil {
		return
	}
	if fault == http.ErrAbortHandler {
		panic(fault) // net/http's own way to drop a connection
	}
	s.log.Error("a request ended in a fault of this program",
		"method", r.Method, "path", r.URL.Path, "fault", fault, "stack", string(debug.Stack()))
	s.fail(w, r, failure(http.StatusInternalServerError, "this request met a fault of the monitor; its log says more"))
}
