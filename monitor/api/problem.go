package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// problem is an error as RFC 9457 writes it.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitzero"` // a sentence for a person
	Field  string `json:"field,omitzero"`  // the parameter or key that is wrong
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

// fail answers with what went wrong.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var p *problem
	if !errors.As(err, &p) {
		p = failure(statusOf(err), "%s", err)
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
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	w.Write(content)
}

// statusOf tells by which status an error of the Monitor is answered.
func statusOf(err error) int {
	switch {
	case errors.Is(err, ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, ErrRefused):
		return http.StatusConflict
	case errors.Is(err, ErrInvalid):
		return http.StatusBadRequest
	case errors.Is(err, ErrUnavailable),
		errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}
