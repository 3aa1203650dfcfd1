package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sentinel/monitor"
)

// The bounds of a Client's calls; the event stream has none.
const (
	callTimeout   = 5 * time.Second
	remoteTimeout = 14 * time.Second // the monitor itself waits for a backend
	importTimeout = 30 * time.Second // it compares, packs and writes
)

// maxAnswer is the most that a Client reads of one answer, in bytes.
const maxAnswer = 16 << 20

// Client speaks with a running monitor. Its methods may be called from any
// goroutine. Their errors say what to do and wrap ErrNoMonitor when nothing
// listens, else ErrNotFound, ErrRefused, ErrInvalid or ErrUnavailable where
// one of these is meant.
type Client struct {
	base  string // http://127.0.0.1:8787
	token string
	http  *http.Client
}

// Dial finds the monitor of a state folder. It reads files only: whether the
// monitor lives, the first call tells.
func Dial(stateDir string) (*Client, error) {
	address, err := os.ReadFile(filepath.Join(stateDir, addressFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w (%s)", ErrNoMonitor, stateDir)
	}
	if err != nil {
		return nil, fmt.Errorf("the monitor's address cannot be read: %w", err)
	}
	token, err := readToken(stateDir)
	if err != nil {
		return nil, fmt.Errorf("run this as the user whose monitor it is: %w", err)
	}
	return newClient(strings.TrimSpace(string(address)), token), nil
}

func newClient(address, token string) *Client {
	return &Client{
		base:  "http://" + address,
		token: token,
		http: &http.Client{
			// Never through a proxy: the monitor is on this machine.
			Transport: &http.Transport{
				DialContext:         (&net.Dialer{Timeout: callTimeout}).DialContext,
				MaxIdleConnsPerHost: 2,
				IdleConnTimeout:     30 * time.Second,
			},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// Address returns where the monitor is expected to listen.
func (c *Client) Address() string { return strings.TrimPrefix(c.base, "http://") }

// Close gives back the idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Subjects asks for a part of the list of subjects.
func (c *Client) Subjects(ctx context.Context, q monitor.Query) (page monitor.Page, err error) {
	err = c.get(ctx, "/api/v1/subjects?"+queryValues(q).Encode(), &page)
	return page, err
}

// Subject asks for one subject.
func (c *Client) Subject(ctx context.Context, key monitor.Key) (s monitor.Subject, err error) {
	err = c.get(ctx, subjectPath(key), &s)
	return s, err
}

// Sources asks for the health of all sources.
func (c *Client) Sources(ctx context.Context) (list []SourceInfo, err error) {
	err = c.get(ctx, "/api/v1/sources", &list)
	return list, err
}

// Incidents asks for incidents.
func (c *Client) Incidents(ctx context.Context, q IncidentQuery) (list []monitor.Incident, err error) {
	values := url.Values{}
	if !q.From.IsZero() {
		values = spanValues(q.From, q.To)
	}
	values.Set("state", q.State)
	if q.Key != "" {
		values.Set("key", string(q.Key))
	}
	for _, level := range q.Levels {
		values.Add("level", level.String())
	}
	if q.Text != "" {
		values.Set("q", q.Text)
	}
	err = c.get(ctx, incidentsPath+"?"+values.Encode(), &list)
	return list, err
}

const incidentsPath = "/api/v1/incidents"

// Incident asks for one incident and what happened to it.
func (c *Client) Incident(ctx context.Context, id string) (story IncidentStory, err error) {
	err = c.get(ctx, incidentsPath+"/"+url.PathEscape(id), &story)
	return story, err
}

// AddNote writes a note to an incident. By whom may be empty: the owner.
func (c *Client) AddNote(ctx context.Context, id, by, text string) error {
	_, err := c.do(ctx, http.MethodPost, incidentsPath+"/"+url.PathEscape(id)+"/notes", noteBody{By: by, Text: text})
	return err
}

// History asks how a subject fared.
func (c *Client) History(ctx context.Context, key monitor.Key, q HistoryQuery) (history History, err error) {
	values := spanValues(q.From, q.To)
	values.Set("step", q.Step.String())
	err = c.get(ctx, historyPath(key)+"?"+values.Encode(), &history)
	return history, err
}

// Beats asks for each beat of a subject in a time, oldest first, as "ndjson" or
// "csv". The caller closes what it reads from.
func (c *Client) Beats(ctx context.Context, key monitor.Key, from, to time.Time, format string) (io.ReadCloser, error) {
	values := spanValues(from, to)
	values.Set("format", format)
	response, err := c.send(ctx, http.MethodGet, historyPath(key)+"/beats?"+values.Encode(), nil)
	if err != nil {
		return nil, err
	}
	if response.StatusCode == http.StatusOK {
		return response.Body, nil
	}
	defer response.Body.Close()
	content, _ := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	return nil, answerError(response, content)
}

func historyPath(key monitor.Key) string { return "/api/v1/history/" + pathSegment(key) }

func spanValues(from, to time.Time) url.Values {
	return url.Values{"from": {from.UTC().Format(time.RFC3339)}, "to": {to.UTC().Format(time.RFC3339)}}
}

// Info asks about the monitor itself.
func (c *Client) Info(ctx context.Context) (info Info, err error) {
	err = c.get(ctx, "/api/v1/info", &info)
	return info, err
}

// Act does one of Actions on a subject. length is for ActionSnooze: 0 ends the
// snooze.
func (c *Client) Act(ctx context.Context, key monitor.Key, action string, length time.Duration) error {
	var body any
	if action == ActionSnooze {
		body = snoozeBody{For: (*Duration)(&length)}
	}
	_, err := c.do(ctx, http.MethodPost, subjectPath(key)+"/"+action, body)
	return err
}

// Forget makes the monitor forget a subject.
func (c *Client) Forget(ctx context.Context, key monitor.Key) error {
	_, err := c.do(ctx, http.MethodDelete, subjectPath(key), nil)
	return err
}

// SetTest sets a test status.
func (c *Client) SetTest(ctx context.Context, test TestStatus) error {
	_, err := c.do(ctx, http.MethodPost, "/api/v1/status", test)
	return err
}

// ShowWindow asks the monitor to show its window.
func (c *Client) ShowWindow(ctx context.Context) error {
	_, err := c.do(ctx, http.MethodPost, "/api/v1/window", nil)
	return err
}

// Remote asks the backend of an http source and returns its JSON.
func (c *Client) Remote(ctx context.Context, source string, ask RemoteQuery) ([]byte, error) {
	values := url.Values{"what": {ask.What}}
	if ask.LogType != "" {
		values.Set("type", ask.LogType)
	}
	if ask.Lines != 0 {
		values.Set("lines", strconv.Itoa(ask.Lines))
	}
	ctx, cancel := context.WithTimeout(ctx, remoteTimeout)
	defer cancel()
	return c.call(ctx, http.MethodGet, "/api/v1/sources/"+url.PathEscape(source)+"/remote?"+values.Encode(), nil)
}

func subjectPath(key monitor.Key) string {
	return "/api/v1/subjects/" + pathSegment(key)
}

func queryValues(q monitor.Query) url.Values {
	values := url.Values{}
	if q.Text != "" {
		values.Set("q", q.Text)
	}
	if q.Robot != "" {
		values.Set("robot", q.Robot)
	}
	for _, level := range q.Levels {
		values.Add("level", level.String())
	}
	if q.Sort != "" {
		values.Set("sort", q.Sort)
	}
	if q.Desc {
		values.Set("order", "desc")
	}
	if q.Offset != 0 {
		values.Set("offset", strconv.Itoa(q.Offset))
	}
	if q.Limit != 0 {
		values.Set("limit", strconv.Itoa(q.Limit))
	}
	return values
}

// pathSegment writes a key into a path. A robot may be named . or .., which
// would be taken for a way through folders.
func pathSegment(key monitor.Key) string {
	segment := url.PathEscape(key.PathSegment())
	if segment == "." || segment == ".." {
		return strings.ReplaceAll(segment, ".", "%2E")
	}
	return segment
}
