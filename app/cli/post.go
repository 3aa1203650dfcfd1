package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
)

// heartbeatPath is where monitors take heartbeats.
const heartbeatPath = "/api/heartbeat"

// tokenVariable names the robot's token in the environment: arguments can be
// seen by every user of a machine.
const tokenVariable = "SENTINEL_TOKEN"

const (
	postTimeout   = 10 * time.Second
	maxPostAnswer = 4 << 20 // each beat of a full array refused, in words
)

// mailbox is where a monitor takes heartbeats. It may be used from any
// goroutine.
type mailbox struct {
	url   string // up to and with heartbeatPath
	robot string // the one that the URL names
	token string
	// control returns the token that opens everything, should the robot's be
	// wanted and not be there; nil: none.
	control func() (string, error)
	http    *http.Client
}

// mailbox finds the monitor of the state folder, or that of a URL. It keeps so
// many connections open.
func (p *program) mailbox(given string, connections int) (*mailbox, error) {
	transport := &http.Transport{
		DialContext:         (&net.Dialer{Timeout: postTimeout}).DialContext,
		MaxIdleConnsPerHost: connections,
		MaxConnsPerHost:     connections,
		IdleConnTimeout:     2 * time.Minute,
	}
	m := &mailbox{token: os.Getenv(tokenVariable), http: &http.Client{
		Transport: transport,
		Timeout:   postTimeout,
		// A redirect could carry the beat, and its token, anywhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	if given != "" {
		transport.Proxy = http.ProxyFromEnvironment
		return m, m.aim(given)
	}
	state, err := p.stateDir()
	if err != nil {
		return nil, err
	}
	client, err := api.Dial(state)
	if err != nil {
		return nil, err
	}
	m.url = "http://" + client.Address() + heartbeatPath
	m.control = func() (string, error) { return api.ReadOrCreateToken(state) }
	return m, nil
}

// aim takes the base URL of a monitor, or the URL that heartbeats go to.
func (m *mailbox) aim(given string) error {
	u, err := url.Parse(given)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return usage("--url: want the address of a monitor, such as http://127.0.0.1:8787")
	case u.User != nil:
		return usage("--url: a password does not belong among the arguments: put the robot's token into %s", tokenVariable)
	case u.RawQuery != "" || u.Fragment != "":
		return usage("--url: want the address of a monitor alone, without ? and #")
	}
	before, robot, found := strings.Cut(u.Path, heartbeatPath+"/")
	if !found {
		before = strings.TrimSuffix(u.Path, heartbeatPath)
	}
	if robot = strings.Trim(robot, "/"); robot != "" {
		if key, err := monitor.ParseKey(robot); err != nil || key.Kind() != monitor.KindRobot {
			return usage("--url: what follows %s/ is no robot's name", heartbeatPath)
		}
	}
	m.robot = robot
	m.url = u.Scheme + "://" + u.Host + strings.TrimSuffix(before, "/") + heartbeatPath
	return nil
}

// posted is what a monitor answers to heartbeats that it takes.
type posted struct {
	Accepted int `json:"accepted"`
	Rejected []struct {
		Index int    `json:"index"`
		Field string `json:"field"`
		Error string `json:"error"`
	} `json:"rejected"`

	raw []byte
}

// refusal is what a monitor says of heartbeats that it does not take.
type refusal struct {
	status int
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Field  string `json:"field"`
}

func (r *refusal) Error() string {
	text := r.Detail
	if text == "" {
		text = strings.TrimSpace(fmt.Sprintf("%d %s", r.status, http.StatusText(r.status)))
	}
	if r.Field != "" && !strings.Contains(text, r.Field) {
		return r.Field + ": " + text
	}
	return text
}

// post sends heartbeats, a JSON object or an array of them, in the name of a
// robot; "" is the one that the token names, or the default one.
func (m *mailbox) post(ctx context.Context, robot string, body []byte) (posted, error) {
	answer, err := m.send(ctx, robot, m.token, body)
	var refused *refusal
	if errors.As(err, &refused) && refused.status == http.StatusUnauthorized && m.token == "" && m.control != nil {
		// Not before it is asked for: a killed monitor leaves its address behind,
		// and the port may be a stranger's since.
		control, unread := m.control()
		if unread != nil {
			return posted{}, unread
		}
		return m.send(ctx, robot, control, body)
	}
	return answer, err
}

func (m *mailbox) send(ctx context.Context, robot, token string, body []byte) (posted, error) {
	target := m.url
	if robot != "" {
		target += "/" + robot
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return posted{}, usage("--url: %s is no address", m.url)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "sentinelctl")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := m.http.Do(request)
	if err != nil {
		return posted{}, m.unsent(ctx, err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, maxPostAnswer))
	if err != nil {
		return posted{}, m.unsent(ctx, err)
	}
	if response.StatusCode != http.StatusOK {
		return posted{}, m.refused(response, content)
	}
	answer := posted{raw: bytes.TrimSpace(content)}
	if err := json.Unmarshal(content, &answer); err != nil || answer.Accepted == 0 {
		return posted{}, fmt.Errorf("what answers on %s is no monitor: it did not say how many heartbeats it accepted", m.url)
	}
	return answer, nil
}

// refused reads the answer of a monitor that does not take a heartbeat.
func (m *mailbox) refused(response *http.Response, content []byte) error {
	if to := response.Header.Get("Location"); to != "" && response.StatusCode/100 == 3 {
		return fmt.Errorf("%s answers %s and points elsewhere: give the address of the monitor itself", m.url, response.Status)
	}
	refused := &refusal{status: response.StatusCode}
	if json.Unmarshal(content, refused) != nil || refused.Title == "" {
		return fmt.Errorf("%s answers %s, not as a monitor does", m.url, response.Status)
	}
	return refused
}

// unsent tells, without the URL that Go would repeat, why there is no answer.
func (m *mailbox) unsent(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); errors.Is(cause, context.Canceled) {
		return cause
	}
	var timeout net.Error
	var dial *net.OpError
	switch {
	case errors.As(err, &timeout) && timeout.Timeout():
		return &exit{exitUnknown, fmt.Errorf("%s did not answer in time", m.url)}
	case errors.As(err, &dial) && dial.Op == "dial":
		return &exit{exitUnknown, fmt.Errorf("%s cannot be reached (%w): is a monitor running there?", m.url, dial.Err)}
	}
	var inner *url.Error
	if errors.As(err, &inner) {
		err = inner.Err
	}
	return fmt.Errorf("%s broke off: %w", m.url, err)
}

// close gives back the connections.
func (m *mailbox) close() { m.http.CloseIdleConnections() }
