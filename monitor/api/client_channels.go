package api

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const channelsPath = "/api/v1/channels"

// drillTimeout bounds a drill: as long as its message waits for others, which
// the settings say, and a channel may take over it.
const drillTimeout = 15 * time.Minute

// Channels asks for all channels, in the order of the settings.
func (c *Client) Channels(ctx context.Context) (list []ChannelInfo, err error) {
	err = c.get(ctx, channelsPath, &list)
	return list, err
}

// TestChannel sends a test message through a channel and says what came of it.
func (c *Client) TestChannel(ctx context.Context, name string) (test ChannelTest, err error) {
	err = c.patient(ctx, remoteTimeout, channelPath(name)+"/test", &test)
	return test, err
}

func channelPath(name string) string { return channelsPath + "/" + url.PathEscape(name) }

// PutChannel writes a channel into the settings, or changes it there, and returns
// when that is in force.
func (c *Client) PutChannel(ctx context.Context, name string, s ChannelSettings) error {
	return c.edit(ctx, http.MethodPut, channelPath(name), s)
}

// RemoveChannel takes a channel out of the settings.
func (c *Client) RemoveChannel(ctx context.Context, name string) error {
	return c.edit(ctx, http.MethodDelete, channelPath(name), nil)
}

// edit changes the settings, which may take a keyring its time.
func (c *Client) edit(ctx context.Context, method, path string, body any) error {
	ctx, cancel := context.WithTimeout(ctx, remoteTimeout)
	defer cancel()
	_, err := c.call(ctx, method, path, body)
	return err
}

// Messages asks for the messages that were made for channels, newest first.
func (c *Client) Messages(ctx context.Context, q MessageQuery) (list []Message, err error) {
	values := url.Values{}
	if q.Channel != "" {
		values.Set("channel", q.Channel)
	}
	if !q.Before.IsZero() {
		values.Set("before", q.Before.UTC().Format(time.RFC3339Nano))
	}
	if q.Limit != 0 {
		values.Set("limit", strconv.Itoa(q.Limit))
	}
	err = c.get(ctx, "/api/v1/messages?"+values.Encode(), &list)
	return list, err
}

// Drill lets a test incident run through all that a real one does, takes it back,
// and tells how each channel did. It answers when all have, or have taken too
// long.
func (c *Client) Drill(ctx context.Context) (drill Drill, err error) {
	err = c.patient(ctx, drillTimeout, "/api/v1/drill", &drill)
	return drill, err
}

// patient posts what is answered only when it is done.
func (c *Client) patient(ctx context.Context, within time.Duration, path string, into any) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	content, err := c.call(ctx, http.MethodPost, path, struct{}{})
	if err != nil {
		return err
	}
	return c.read(content, into)
}
