package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"strings"
	"time"
)

// maxBody is the most that a request which changes the monitor may carry, in
// bytes.
const maxBody = 64 << 10

// readBody reads the JSON object of a request, strictly: no unknown keys and
// nothing after it. Without a body into stays as it is.
func readBody(w http.ResponseWriter, r *http.Request, into any) error {
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return failure(http.StatusRequestEntityTooLarge, "the body is larger than %d KiB", maxBody>>10)
	}
	if err != nil {
		return failure(http.StatusBadRequest, "the body broke off")
	}
	if len(bytes.TrimSpace(content)) == 0 {
		return nil
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return failure(http.StatusUnsupportedMediaType, "the body must be JSON, with Content-Type: application/json")
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return bodyProblem(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return failure(http.StatusBadRequest, "something follows the JSON object")
	}
	return nil
}

// bodyProblem says in words what is wrong with a body.
func bodyProblem(err error) *problem {
	var syntax *json.SyntaxError
	var wrongType *json.UnmarshalTypeError
	var wrongTime *time.ParseError
	switch {
	case errors.As(err, &wrongType) && wrongType.Field == "":
		return failure(http.StatusBadRequest, "the body must be a JSON object")
	case errors.As(err, &wrongType):
		return invalid(wrongType.Field, "%s: want %s, not a JSON %s", wrongType.Field, wanted(wrongType.Type), wrongType.Value)
	case errors.As(err, &wrongTime):
		return failure(http.StatusBadRequest, "%s is not a time: write it like 2026-01-20T09:30:00Z", wrongTime.Value)
	case errors.As(err, &syntax):
		return failure(http.StatusBadRequest, "the body is not JSON: see byte %d", syntax.Offset)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return failure(http.StatusBadRequest, "the body is not JSON: it ends too early")
	}
	if _, name, ok := strings.Cut(err.Error(), "unknown field "); ok {
		name = strings.Trim(name, `"`)
		return invalid(name, "%s is not a key of this request", name)
	}
	return failure(http.StatusBadRequest, "%s", err)
}

func wanted(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[Duration]():
		return `a length of time, like "5m"`
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.String:
		return "a text"
	}
	return "another kind of value"
}

// answer writes a value as JSON.
func answer(w http.ResponseWriter, status int, value any) error {
	var content bytes.Buffer
	encoder := json.NewEncoder(&content)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return fmt.Errorf("the answer cannot be written: %w", err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(content.Bytes())
	return nil
}
