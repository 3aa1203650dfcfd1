package api

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"sentinel/monitor"
)

func TestBadge(t *testing.T) {
	s := serve(t, newFake(), Options{Loopback: true})
	tests := map[string]struct {
		path   string
		status int
		want   []string
	}{
		"an account":   {"/badge/alpha~ACC_003.svg", 200, []string{">alpha/ACC_003</text>", ">ok</text>", badgeColours[monitor.LevelOK]}},
		"a robot":      {"/badge/beta.svg", 200, []string{">beta</text>", ">critical, missing</text>", badgeColours[monitor.LevelCritical]}},
		"unknown":      {"/badge/gamma.svg", 404, []string{"no robot or account gamma is known"}},
		"no picture":   {"/badge/beta", 404, []string{"/badge/KEY.svg"}},
		"another one":  {"/badge/beta.png", 404, []string{"/badge/KEY.svg"}},
		"no key":       {"/badge/.svg", 404, []string{"/badge/KEY.svg"}},
		"a script":     {"/badge/%3Cscript%3E.svg", 404, []string{"/badge/KEY.svg"}},
		"a real slash": {"/badge/alpha/ACC_003.svg", 404, []string{"nothing at"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			response, body := request{method: "GET", path: test.path}.send(t, s)
			if response.StatusCode != test.status {
				t.Fatalf("answered %s, want %d: %s", response.Status, test.status, body)
			}
			for _, want := range test.want {
				if !strings.Contains(body, want) {
					t.Errorf("got %s\nwant in it %s", body, want)
				}
			}
			if policy := response.Header.Get("Content-Security-Policy"); policy != "default-src 'none'; frame-ancestors 'none'" {
				t.Errorf("Content-Security-Policy %q", policy)
			}
			if test.status != 200 {
				checkProblem(t, response, body)
				return
			}
			if kind := response.Header.Get("Content-Type"); kind != "image/svg+xml" {
				t.Errorf("Content-Type %s", kind)
			}
			checkXML(t, body)
		})
	}
	// An image of a web page is a web page's request, as any other.
	response, _ := request{method: "GET", path: "/badge/beta.svg", header: []string{"Sec-Fetch-Site: cross-site"}}.send(t, s)
	if response.StatusCode != 403 {
		t.Errorf("a page's image: %s", response.Status)
	}
}

// Every level has words and a colour of its own kind.
func TestBadgeWords(t *testing.T) {
	for _, level := range monitor.Levels {
		words := badgeWords(monitor.Subject{Level: level, Liveness: monitor.Alive})
		if words != level.String() || badgeColours[level] == "" {
			t.Errorf("%s: %q, colour %q", level, words, badgeColours[level])
		}
	}
	if words := badgeWords(monitor.Subject{Level: monitor.LevelOff, Liveness: monitor.Paused, Test: true}); words != "TEST: off, paused" {
		t.Errorf("got %q", words)
	}
}

func TestBadgeEscapes(t *testing.T) {
	badge := drawBadge(`a<script>&"`, `'/>`, "#000")
	if strings.Contains(badge, "<script") {
		t.Error(badge)
	}
	checkXML(t, badge)
}

func checkXML(t *testing.T, text string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("no XML: %v: %s", err, text)
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "script" {
			t.Errorf("holds a script: %s", text)
		}
	}
}
