package cli

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Secrets that must not be found again: one as services want their tokens, and one
// as people like their passwords.
const (
	canary = "cAnArY7Qx4Zk"
	spiky  = `sP1ky&"+/<cAn>`
)

// disguises are the forms in which a secret may appear, in lower case.
func disguises(secret string) []string {
	marshalled, _ := json.Marshal(secret)
	inJSON := strings.Trim(string(marshalled), `"`)
	forms := []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), url.UserPassword("x", secret).String()[2:],
		inJSON, inQuotes(secret), inQuotes(inJSON), hex.EncodeToString([]byte(secret)),
	}
	var percent, unicode strings.Builder
	for _, b := range []byte(secret) {
		fmt.Fprintf(&percent, "%%%02x", b)
		fmt.Fprintf(&unicode, `\u%04x`, b)
	}
	forms = append(forms, percent.String(), unicode.String())
	// In base64 its look depends on how many bytes stand before it. The characters at
	// its ends hold bits of its neighbours.
	for before := range 3 {
		whole := append(make([]byte, before), secret...)
		from, to := (before*8+5)/6, len(whole)*8/6
		for _, alphabet := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			forms = append(forms, alphabet.EncodeToString(whole)[from:to])
		}
	}
	for n := range forms {
		forms[n] = strings.ToLower(forms[n])
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}

func inQuotes(text string) string { return strings.Trim(strconv.Quote("."+text+"."), `".`) }

// sung finds a secret in a text, also in disguise, and returns what stands around
// it; empty when there is none.
func sung(text string) string {
	lower := strings.ToLower(text)
	for _, secret := range []string{canary, spiky} {
		for _, form := range disguises(secret) {
			if at := strings.Index(lower, form); at >= 0 {
				return lower[max(0, at-120):min(len(lower), at+len(form)+120)]
			}
		}
	}
	return ""
}

func TestCanaryIsHeardInDisguise(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{canary, spiky} {
		inJSON, err := json.Marshal(map[string]string{"says": "so: " + secret})
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{
			secret, strings.ToUpper(secret), url.QueryEscape(secret), url.PathEscape(secret), string(inJSON), fmt.Sprintf("%q", secret), fmt.Sprintf("%q", string(inJSON)),
			fmt.Sprintf("%x", secret), base64.StdEncoding.EncodeToString([]byte(secret)), base64.StdEncoding.EncodeToString([]byte("me:" + secret)),
			base64.URLEncoding.EncodeToString([]byte("user:" + secret + "!")), base64.StdEncoding.EncodeToString([]byte("x" + secret + "yz")),
		} {
			if sung(text) == "" {
				t.Errorf("%s was not heard in %s", secret, text)
			}
		}
	}
	if around := sung("all is well"); around != "" {
		t.Errorf("heard %q", around)
	}
}
