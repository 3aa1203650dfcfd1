package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

func (c *Client) get(ctx context.Context, path string, into any) error {
	content, err := c.do(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	return c.read(content, into)
}

func (c *Client) read(content []byte, into any) error {
	if err := json.Unmarshal(content, into); err != nil {
		return fmt.Errorf("what listens on %s is no monitor of this version: %w", c.Address(), ErrNoMonitor)
	}
	return nil
}

func (c *Client) do(ctx context.Context, method, path string, body any) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return c.call(ctx, method, path, body)
}

func (c *Client) call(ctx context.Context, method, path string, body any) ([]byte, error) {
	response, err := c.send(ctx, method, path, body)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	if err != nil {
		return nil, c.callError(ctx, err)
	}
	if len(content) > maxAnswer {
		return nil, fmt.Errorf("the monitor on %s answered more than %d MiB", c.Address(), maxAnswer>>20)
	}
	if response.StatusCode/100 != 2 {
		return nil, answerError(response, content)
	}
	return content, nil
}

// ndjson is a body of JSON lines.
type ndjson []byte

func (c *Client) send(ctx context.Context, method, path string, body any) (*http.Response, error) {
	var reader io.Reader
	kind := "application/json"
	if lines, ok := body.(ndjson); ok {
		reader, kind = bytes.NewReader(lines), "application/x-ndjson"
	} else if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		reader = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, reader)
	if err != nil {
		return nil, fmt.Errorf("the monitor's address %q is no address: %w", c.Address(), err)
	}
	if body != nil {
		request.Header.Set("Content-Type", kind)
	}
	if method != http.MethodGet || strings.HasSuffix(request.URL.Path, "/remote") {
		c.authorize(request)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, c.callError(ctx, err)
	}
	if response.StatusCode != http.StatusUnauthorized || request.Header.Get("Authorization") != "" {
		return response, nil
	}
	// A monitor that other machines can reach wants it for reading too.
	response.Body.Close()
	c.authorize(request)
	if response, err = c.http.Do(request); err != nil {
		return nil, c.callError(ctx, err)
	}
	return response, nil
}

// authorize adds the control token. It goes only where it is asked for: a
// killed monitor leaves its address behind, and whatever program has taken the
// port since should not find the token in its log.
func (c *Client) authorize(request *http.Request) {
	request.Header.Set("Authorization", "Bearer "+c.token)
}

func (c *Client) callError(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); errors.Is(cause, context.Canceled) {
		return cause
	}
	var netErr net.Error
	if errors.As(err, &netErr) && netErr.Timeout() {
		return fmt.Errorf("the monitor on %s did not answer in time: %w", c.Address(), ErrUnavailable)
	}
	var opErr *net.OpError
	if errors.As(err, &opErr) && opErr.Op == "dial" {
		return fmt.Errorf("nothing listens on %s: %w", c.Address(), ErrNoMonitor)
	}
	return fmt.Errorf("the monitor on %s broke off: %w", c.Address(), err)
}

// answerError makes an error of an answer that is none of success.
func answerError(response *http.Response, content []byte) error {
	var p problem
	if json.Unmarshal(content, &p) != nil || p.Title == "" {
		return fmt.Errorf("the answer was %s: %w", response.Status, ErrNoMonitor)
	}
	sentence := p.Detail
	if sentence == "" {
		sentence = p.Title
	}
	return &answered{sentence: sentence, kind: kindOf(response.StatusCode)}
}

// answered is an error that the monitor told, in its own words.
type answered struct {
	sentence string
	kind     error // nil when it is of no kind that callers tell apart
}

func (e *answered) Error() string { return e.sentence }
func (e *answered) Unwrap() error { return e.kind }

func kindOf(status int) error {
	switch status {
	case http.StatusNotFound:
		return ErrNotFound
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusConflict:
		return ErrRefused
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType:
		return ErrInvalid
	case http.StatusServiceUnavailable, http.StatusBadGateway:
		return ErrUnavailable
	}
	return nil
}
