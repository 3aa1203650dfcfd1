package channel

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"sentinel/monitor/alert"
)

// Bound is how long one try may take.
const Bound = 10 * time.Second

// The kinds of channels that send. One of kind desktop is shown, not sent.
const (
	KindShoutrrr     = "shoutrrr"
	KindWebhook      = "webhook"
	KindAlertmanager = "alertmanager"
	KindDesktop      = "desktop"
)

// ErrDesktop tells that a channel is not one that sends.
var ErrDesktop = errors.New("a channel of kind desktop sends nothing: the tray program shows its messages")

// Sender gives messages to a channel.
type Sender interface {
	// Send returns nil after the channel took the message. Its error is a
	// *Failure, or that of ctx, when that has ended.
	Send(ctx context.Context, m alert.Message) error
}

// Options say where messages go.
type Options struct {
	Kind   string
	URL    string // whole, with its secrets
	Secret string // a webhook's, to sign with; empty: unsigned

	// Text puts a message into words: a line for a title, and lines below it.
	Text func(alert.Message) (title, body string)

	// Transport carries HTTP; nil: that of a sender's own.
	Transport http.RoundTripper
}

// New makes the sender of a channel. It sends nothing yet. Its errors hold
// neither the URL nor the secret.
func New(o Options) (Sender, error) {
	if o.Transport == nil {
		o.Transport = newTransport()
	}
	switch o.Kind {
	case KindShoutrrr:
		return newService(o)
	case KindWebhook:
		return newWebhook(o)
	case KindAlertmanager:
		return newAlertmanager(o)
	case KindDesktop:
		return nil, ErrDesktop
	}
	return nil, fmt.Errorf("there are no channels of kind %q", o.Kind)
}

// webAddress reads the URL of a channel that speaks HTTP.
func webAddress(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil, errors.New("the url of this channel cannot be used: it has to be like https://example.com/path")
	}
	return u, nil
}
