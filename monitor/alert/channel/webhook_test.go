package channel

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sentinel/monitor/alert"
)

func TestWebhookPostsTheMessage(t *testing.T) {
	t.Parallel()
	server := serve(t, says(http.StatusNoContent, ""))
	w := sender(t, Options{Kind: KindWebhook, URL: server.URL + "/in?token=x", Secret: "s3cret"})
	m := opened(silent("alpha/ACC_003"))
	if err := w.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	got := server.only(t)
	if got.method != http.MethodPost || got.path != "/in" || got.query != "token=x" ||
		got.header.Get("Content-Type") != "application/json" || got.header.Get("User-Agent") != "Sentinel" {
		t.Errorf("request: %+v", got)
	}
	sign := hmac.New(sha256.New, []byte("s3cret"))
	sign.Write([]byte(got.body))
	if want := "sha256=" + hex.EncodeToString(sign.Sum(nil)); got.header.Get("X-Sentinel-Signature") != want {
		t.Errorf("signature %q, want %q", got.header.Get("X-Sentinel-Signature"), want)
	}
	var told struct {
		ID, Kind, At string
		Incidents    []map[string]any
	}
	if err := json.Unmarshal([]byte(got.body), &told); err != nil {
		t.Fatal(err)
	}
	if told.ID != "m1" || told.Kind != "opened" || told.At != "2026-01-20T12:00:00Z" || len(told.Incidents) != 1 {
		t.Fatalf("told %+v", told)
	}
	want := map[string]any{
		"id": "id-alpha/ACC_003", "key": "alpha/ACC_003", "kind": "account", "robot": "alpha", "account": "ACC_003",
		"level": "critical", "cause": "missing", "message": "silent", "open_orders": 2.0, "opened": "2026-01-20T12:00:00Z",
		"closed": nil, "end": "", "duration_seconds": 0.0, "acknowledged": false, "acknowledged_by": "", "test": false,
	}
	for key, value := range want {
		if diff := cmp.Diff(value, told.Incidents[0][key]); diff != "" {
			t.Errorf("%s: %s", key, diff)
		}
	}
}

func TestWebhookWithoutSecretOrIncidents(t *testing.T) {
	t.Parallel()
	server := serve(t, says(http.StatusOK, "thanks"))
	w := sender(t, Options{Kind: KindWebhook, URL: server.URL})
	if err := w.Send(t.Context(), alert.Message{ID: "d", Kind: alert.Digest, At: noon, Text: "a day"}); err != nil {
		t.Fatal(err)
	}
	got := server.only(t)
	if _, signed := got.header["X-Sentinel-Signature"]; signed {
		t.Error("signed without a secret")
	}
	if want := `{"id":"d","kind":"digest","at":"2026-01-20T12:00:00Z","incidents":[],"text":"a day"}`; got.body != want {
		t.Errorf("body %s, want %s", got.body, want)
	}
}

// A message goes to who was named, or to nobody.
func TestRedirects(t *testing.T) {
	t.Parallel()
	elsewhere := serve(t, says(http.StatusOK, ""))
	for name, test := range map[string]struct {
		status int
		to     string
		taken  bool
	}{
		"same host, same method": {http.StatusPermanentRedirect, "/end", true},
		"another host":           {http.StatusPermanentRedirect, elsewhere.URL + "/end", false},
		"another method":         {http.StatusFound, "/end", false},
		"for ever":               {http.StatusTemporaryRedirect, "/start", false},
	} {
		server := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/start" {
				http.Redirect(w, r, test.to, test.status)
			}
		})
		err := sender(t, Options{Kind: KindWebhook, URL: server.URL + "/start"}).Send(t.Context(), opened())
		if (err == nil) != test.taken {
			t.Errorf("%s: %v", name, err)
		}
	}
	if seen := elsewhere.requests(); len(seen) > 0 {
		t.Errorf("another host was told: %v", seen)
	}
}
