package agent

import (
	"time"

	"sentinel/app/view"
	"sentinel/monitor/alert"
	"sentinel/monitor/alert/channel"
	"sentinel/monitor/config"
)

// NewSender makes what sends the messages of a channel, with its secrets.
func NewSender(c config.Channel) (channel.Sender, error) {
	address, err := config.Address(c.URL)
	if err != nil {
		return nil, err
	}
	secret := ""
	if c.Secret != "" {
		if secret, err = config.Secret(c.Secret); err != nil {
			return nil, err
		}
	}
	return channel.New(channel.Options{
		Kind: c.Kind, URL: address, Secret: secret,
		Text: func(m alert.Message) (title, body string) { return view.AlertText(m, time.Now()) },
	})
}
