package api

import (
	"strings"
	"testing"

	"sentinel/monitor"
)

const keptLine = `{"key":"alpha/ACC_003","at":"2026-01-20T02:30:00.005Z","sent_at":"2026-01-20T09:30:00+07:00","status":"active","source":"receiver","disposition":"counted","kind":"beat","raw":"{}"}`

func TestImportOfBeats(t *testing.T) {
	fake := newFake()
	s := serve(t, fake, Options{Loopback: true})
	post := func(body string, headers ...string) (int, string) {
		response, answer := request{method: "POST", path: "/api/v1/history/alpha~ACC_003/beats", body: body, header: headers}.send(t, s)
		return response.StatusCode, answer
	}
	if status, _ := post(keptLine); status != 401 {
		t.Errorf("without the control token: %d", status)
	}
	if status, answer := post(keptLine+"\n\n"+keptLine, withToken); status != 200 || answer != `{"added":1,"known":1}`+"\n" {
		t.Errorf("%d %s", status, answer)
	}
	if asked := fake.took(); asked != "import alpha/ACC_003 2" || len(fake.kept) != 2 || string(fake.kept[0].Posting.Raw) != "{}" {
		t.Errorf("asked %q, %+v", asked, fake.kept)
	}
	for broken, want := range map[string]string{
		strings.Replace(keptLine, `ACC_003`, `ACC_004`, 1):                        "is not",
		strings.Replace(keptLine, `"2026-01-20T02`, `"1026-01-20T02`, 1):          "time is out of bounds",
		strings.Replace(keptLine, `"beat"`, `"wish"`, 1):                          "want a kind",
		strings.Replace(keptLine, `"counted"`, `"refused"`, 1):                    "want a kind",
		strings.Replace(keptLine, `"active"`, `"a\u001bctive"`, 1):                "its status",
		strings.Replace(keptLine, `"receiver"`, `""`, 1):                          "its source",
		strings.Replace(keptLine, `"raw"`, `"more"`, 1):                           "line 2",
		strings.Replace(keptLine, `"{}"`, `"`+strings.Repeat("x", 70_000)+`"`, 1): "raw is longer",
		"{": "line 2",
	} {
		status, answer := post(keptLine+"\n"+broken, withToken)
		if status != 400 || !strings.Contains(answer, want) || !strings.Contains(answer, "line 2") {
			t.Errorf("%.200s: %d %.300s", broken, status, answer)
		}
		if asked := fake.took(); asked != "" {
			t.Errorf("%.200s: a part was imported: %s", broken, asked)
		}
	}
}

// A robot may be named as the way up a folder is.
func TestPathsOfRobotsThatAreNamedLikeFolders(t *testing.T) {
	for key, want := range map[monitor.Key]string{
		"alpha/ACC_003": "alpha~ACC_003", ".": "%2E", "..": "%2E%2E", "...": "...", "../.": "..~.",
	} {
		if got := pathSegment(key); got != want {
			t.Errorf("%s is written %s, want %s", key, got, want)
		}
	}
	fake := newFake()
	s := serve(t, fake, Options{Loopback: true})
	client := newClient(strings.TrimPrefix(s.URL, "http://"), testToken)
	defer client.Close()
	fake.took()
	if err := client.Forget(t.Context(), ".."); err != nil {
		t.Error(err)
	}
	if asked := fake.took(); asked != "forget .." {
		t.Errorf("the monitor was asked %q", asked)
	}
}
