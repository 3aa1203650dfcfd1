package api

import (
	"context"
	"net/http"
	"time"

	"sentinel/monitor"
)

// overallTimeout is for the months of thousands of subjects.
const overallTimeout = 30 * time.Second

// Remembered asks who has a history.
func (c *Client) Remembered(ctx context.Context) (keys []monitor.Key, err error) {
	err = c.get(ctx, "/api/v1/remembered", &keys)
	return keys, err
}

// Overall asks how all subjects fared.
func (c *Client) Overall(ctx context.Context, q OverallQuery) (overall Overall, err error) {
	values := spanValues(q.From, q.To)
	values.Set("step", q.Step.String())
	if q.Robot != "" {
		values.Set("robot", q.Robot)
	}
	ctx, cancel := context.WithTimeout(ctx, overallTimeout)
	defer cancel()
	content, err := c.call(ctx, http.MethodGet, "/api/v1/history?"+values.Encode(), nil)
	if err != nil {
		return overall, err
	}
	return overall, c.read(content, &overall)
}

// Rhythm asks what is expected of a subject and what its heartbeats suggest.
func (c *Client) Rhythm(ctx context.Context, key monitor.Key) (rhythm Rhythm, err error) {
	err = c.get(ctx, subjectPath(key)+"/rhythm", &rhythm)
	return rhythm, err
}

// AcceptRhythm lets the monitor write a suggestion into its settings.
func (c *Client) AcceptRhythm(ctx context.Context, key monitor.Key, s Suggestion) (accepted Accepted, err error) {
	ctx, cancel := context.WithTimeout(ctx, overallTimeout)
	defer cancel()
	content, err := c.call(ctx, http.MethodPost, subjectPath(key)+"/rhythm", s)
	if err != nil {
		return accepted, err
	}
	return accepted, c.read(content, &accepted)
}
