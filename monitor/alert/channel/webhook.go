package channel

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"

	"sentinel/monitor"
	"sentinel/monitor/alert"
)

// webhook posts messages as they are.
type webhook struct {
	url    string
	secret []byte // empty: unsigned
	client *http.Client
}

func newWebhook(o Options) (*webhook, error) {
	u, err := webAddress(o.URL)
	if err != nil {
		return nil, err
	}
	return &webhook{u.String(), []byte(o.Secret), newClient(o.Transport)}, nil
}

func (w *webhook) Send(ctx context.Context, m alert.Message) error {
	if m.Incidents == nil {
		m.Incidents = []monitor.Incident{} // a list, also of nothing
	}
	m.At = m.At.UTC()
	body, err := json.Marshal(m)
	if err != nil {
		return final("the message cannot be written as JSON")
	}
	header := http.Header{}
	if len(w.secret) > 0 {
		sign := hmac.New(sha256.New, w.secret)
		sign.Write(body)
		header.Set("X-Sentinel-Signature", "sha256="+hex.EncodeToString(sign.Sum(nil)))
	}
	return post(ctx, w.client, w.url, header, body)
}
