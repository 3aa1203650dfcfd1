package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"sentinel/monitor/decode"
)

// problem is an error as RFC 9457 writes it.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitzero"` // a sentence for a person
	Field  string `json:"field,omitzero"`  // the parameter or key that is wrong

	// Rejected are the heartbeats of a body that were refused, each with why.
	Rejected []decode.Rejection `json:"rejected,omitempty"`
}

func (p *problem) Error() string { return p.Detail }

func failure(status int, format string, args ...any) *problem {
	return &problem{
		Type:   "about:blank",
		Title:  http.StatusText(status),
		Status: status,
		Detail: fmt.Sprintf(format, args...),
	}
}

// invalid is a failure that names what is wrong with a parameter or a key of
// the body.
func invalid(field, format string, args ...any) *problem {
	p := failure(http.StatusBadRequest, format, args...)
	p.Field = field
	return p
}

// Invalid is an error of a Monitor that names the key of a body that is wrong, and
// says how in a sentence.
func Invalid(field, sentence string) error { return invalid(field, "%s", sentence) }

// waits is how long to wait, in seconds, before what went wrong is tried again.
var waits = map[int]string{
	http.StatusTooManyRequests:    "1",
	http.StatusServiceUnavailable: "10",
}

// fail answers with what went wrong.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var p *problem
	if !errors.As(err, &p) {
		status, kind := statusOf(err)
		p = failure(status, "%s", sentence(err, kind))
	}
	if p.Status == http.StatusInternalServerError {
		s.log.Error("a request failed", "method", r.Method, "path", r.URL.Path, "err", err)
	}
	content, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings and a number: cannot be
	}
	if p.Status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	if wait := waits[p.Status]; wait != "" {
		w.Header().Set("Retry-After", wait)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	w.Write(content)
}

// statusOf tells by which status an error of the Monitor is answered, and which
// of the errors of this package it wraps; nil: none.
func statusOf(err error) (status int, kind error) {
	for _, known := range []struct {
		kind   error
		status int
	}{
		{ErrNotFound, http.StatusNotFound},
		{ErrRefused, http.StatusConflict},
		{ErrInvalid, http.StatusBadRequest},
		{ErrUnavailable, http.StatusServiceUnavailable},
		{context.DeadlineExceeded, http.StatusServiceUnavailable},
		{context.Canceled, http.StatusServiceUnavailable},
	} {
		if errors.Is(err, known.kind) {
			return known.status, known.kind
		}
	}
	return http.StatusInternalServerError, nil
}

// sentence is the text of an error without its kind, which the status says.
func sentence(err, kind error) string {
	text := err.Error()
	if kind == nil {
		return text
	}
	text = strings.TrimPrefix(text, kind.Error()+": ")
	return strings.TrimSuffix(text, ": "+kind.Error())
}
