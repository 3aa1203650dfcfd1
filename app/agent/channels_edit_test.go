package agent

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/platform/secret/secrettest"
)

// hook is a server that webhooks send to.
type hook struct {
	url string

	mu     sync.Mutex
	got    []string // "path signed kind"
	status int
}

func newHook(t *testing.T) *hook {
	h := &hook{status: http.StatusNoContent}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var message struct{ Kind string }
		if err := json.NewDecoder(r.Body).Decode(&message); err != nil {
			t.Error(err)
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		h.got = append(h.got, strings.TrimSpace(r.URL.String()+" "+message.Kind+" "+r.Header.Get("X-Sentinel-Signature")[:min(6, len(r.Header.Get("X-Sentinel-Signature")))]))
		w.WriteHeader(h.status)
	}))
	t.Cleanup(s.Close)
	h.url = s.URL
	return h
}

// heard returns what it was sent since the last look.
func (h *hook) heard() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	got := strings.Join(h.got, "; ")
	h.got = nil
	return got
}

// settings returns the settings file, and checks that no secret is in it.
func (w *world) settings() string {
	w.t.Helper()
	content, err := os.ReadFile(w.config)
	if err != nil {
		w.t.Fatal(err)
	}
	if strings.Contains(string(content), "cAnArY") {
		w.t.Errorf("a secret stands in the settings:\n%s", content)
	}
	return string(content)
}

// secrets returns what is kept beside the settings file.
func (w *world) secrets() string {
	w.t.Helper()
	var kept []string
	err := filepath.WalkDir(filepath.Join(w.dir, "channel-secrets"), func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || err == nil && entry.IsDir() {
			return nil
		}
		content, err := os.ReadFile(path)
		kept = append(kept, strings.TrimSpace(string(content)))
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.Join(kept, "; ")
}

func TestChannelIsPutTriedChangedAndRemoved(t *testing.T) {
	secrettest.None(t)
	w, h, ctx := newWorld(t, "# mine\n"+oneFile), newHook(t), t.Context()
	original := w.settings()

	settings := api.ChannelSettings{
		Kind: "webhook", Address: h.url + "/?token=cAnArY", Levels: []monitor.Level{monitor.LevelCritical}, Keys: []string{"vps"},
		QuietHours: "22:00-07:00", Timezone: "Asia/Jakarta", ExceptCritical: true, EscalateAfter: api.Duration(10 * time.Minute),
	}
	if err := w.agent.PutChannel(ctx, "the hook", settings); err != nil {
		t.Fatal(err)
	}
	list, err := w.agent.Channels(ctx)
	if err != nil || len(list) != 2 { // this desktop is the other
		t.Fatal(list, err)
	}
	if c := list[1]; c.Name != "the hook" || c.Kind != "webhook" || c.Where != "127.0.0.1" || len(c.Levels) != 1 || len(c.Keys) != 1 || c.QuietHours != "22:00-07:00" ||
		c.Timezone != "Asia/Jakarta" || !c.ExceptCritical || c.EscalateAfter != 600 || c.Waiting != 0 || c.Trouble != "" || c.Told != nil {
		t.Errorf("at once it is %+v", c)
	}
	if tried, err := w.agent.TestChannel(ctx, "the hook"); err != nil || !tried.Taken || tried.Channel != "the hook" || tried.Error != "" || h.heard() != "/?token=cAnArY test" {
		t.Errorf("tried: %+v, %v", tried, err)
	}
	if got := w.settings(); !strings.HasPrefix(got, original+"\n[[channel]]\nname = \"the hook\"\nkind = \"webhook\"\nurl = ") {
		t.Errorf("the file is\n%s", got)
	}

	// What is not said of secrets stays; what is said takes the place of the old.
	settings.Address, settings.Secret, settings.QuietHours, settings.Timezone = "", "cAnArY two", "", ""
	if err := w.agent.PutChannel(ctx, "the hook", settings); err != nil {
		t.Fatal(err)
	}
	if _, err := w.agent.TestChannel(ctx, "the hook"); err != nil || h.heard() != "/?token=cAnArY test sha256" {
		t.Errorf("with a secret to sign by: %v", err)
	}
	settings.Address, settings.Secret = h.url+"/?token=cAnArY+three", ""
	if err := w.agent.PutChannel(ctx, "the hook", settings); err != nil {
		t.Fatal(err)
	}
	if _, err := w.agent.TestChannel(ctx, "the hook"); err != nil || h.heard() != "/?token=cAnArY+three test sha256" {
		t.Errorf("with another address: %v", err)
	}
	if got, want := w.secrets(), h.url+"/?token=cAnArY+three; cAnArY two"; len(got) != len(want) {
		t.Errorf("what is kept is %q, want %q", got, want)
	}
	before := w.settings()
	settings.Address = ""
	if err := w.agent.PutChannel(ctx, "the hook", settings); err != nil || w.settings() != before {
		t.Errorf("put twice: %v, %s", err, w.settings())
	}

	if err := w.agent.RemoveChannel(ctx, "the hook"); err != nil {
		t.Fatal(err)
	}
	if got := w.settings(); got != original {
		t.Errorf("what is left is\n%s", got)
	}
	if got := w.secrets(); got != "" {
		t.Errorf("still kept is %q", got)
	}
	if _, err := w.agent.TestChannel(ctx, "the hook"); !errors.Is(err, api.ErrNotFound) {
		t.Errorf("it can still be tried: %v", err)
	}
	if err := w.agent.RemoveChannel(ctx, "the hook"); !errors.Is(err, api.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
}

// A secret that a person keeps, or that another channel names too, is not taken
// out with a channel.
func TestSecretsThatOthersNeedStay(t *testing.T) {
	secrettest.None(t)
	w, ctx := newWorld(t, oneFile), t.Context()
	put := func(name, address string) {
		t.Helper()
		err := w.agent.PutChannel(ctx, name, api.ChannelSettings{Kind: "webhook", Address: address, Levels: []monitor.Level{monitor.LevelCritical}})
		if err != nil {
			t.Fatal(err)
		}
	}
	put("one", "http://127.0.0.1:1/?cAnArY")
	_, after, _ := strings.Cut(w.settings(), "url = ")
	ref, _, _ := strings.Cut(after, "\n")
	put("two", strings.Trim(ref, `"'`))
	w.write("mine", "http://127.0.0.1:1/\n")
	put("three", "file:"+filepath.Join(w.dir, "mine"))
	put("four", "http://127.0.0.1:1/")
	if !strings.Contains(w.settings(), `url = "http://127.0.0.1:1/"`) {
		t.Errorf("an address without a secret is not in the file:\n%s", w.settings())
	}
	for _, name := range []string{"one", "three", "four"} {
		if err := w.agent.RemoveChannel(ctx, name); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Stat(filepath.Join(w.dir, "mine")); err != nil || w.secrets() == "" {
		t.Errorf("taken out with a channel: %v %q", err, w.secrets())
	}
	if err := w.agent.RemoveChannel(ctx, "two"); err != nil || w.secrets() != "" {
		t.Errorf("%v %q", err, w.secrets())
	}
}

func TestPutChannelSaysWhatIsWrongAndKeepsNothing(t *testing.T) {
	secrettest.None(t)
	w, ctx := newWorld(t, oneFile), t.Context()
	good := api.ChannelSettings{Kind: "webhook", Address: "https://cAnArY@h.example/?cAnArY", Secret: "cAnArY", Levels: []monitor.Level{monitor.LevelCritical}}
	for name, test := range map[string]struct {
		spoil func(*api.ChannelSettings)
		says  string
	}{
		"no address":      {func(s *api.ChannelSettings) { s.Address = "" }, "needs an address"},
		"no service":      {func(s *api.ChannelSettings) { s.Kind, s.Secret = "shoutrrr", "" }, "the name of no service"},
		"no web address":  {func(s *api.ChannelSettings) { s.Address = "cAnArY://h.example" }, "like https://"},
		"no environment":  {func(s *api.ChannelSettings) { s.Address = "env:NOT_SET_ANYWHERE" }, "is not set"},
		"two lines":       {func(s *api.ChannelSettings) { s.Secret = "cAnArY\ncAnArY" }, "one line"},
		"a zone":          {func(s *api.ChannelSettings) { s.Timezone = "Jakarta" }, `timezone "Jakarta" is not known`},
		"quiet hours":     {func(s *api.ChannelSettings) { s.QuietHours = "at night" }, "two times of the day"},
		"a key":           {func(s *api.ChannelSettings) { s.Keys = []string{"a/b/c"} }, "want ROBOT or ROBOT/ACCOUNT"},
		"a negative time": {func(s *api.ChannelSettings) { s.EscalateAfter = -1 }, "want 0s or more"},
	} {
		settings := good
		test.spoil(&settings)
		err := w.agent.PutChannel(ctx, "hook", settings)
		if err == nil || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "cAnArY") {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.write("config.toml", "[defaults\n")
	if err := w.agent.PutChannel(ctx, "hook", good); !errors.Is(err, api.ErrRefused) || !strings.Contains(err.Error(), "config.toml:1: ") {
		t.Errorf("into a file with mistakes: %v", err)
	}
	if got := w.secrets(); got != "" {
		t.Errorf("kept is %q", got)
	}
}

// What a client does not speak of stays as it is in the settings.
func TestPutDesktopKeepsItsSound(t *testing.T) {
	const desk = "\n[[channel]]\nname = \"desk\"\nkind = \"desktop\"\nsound = [\"critical\"]\n"
	w := newWorld(t, oneFile+desk)
	settings := api.ChannelSettings{Kind: "desktop", Levels: []monitor.Level{monitor.LevelCritical}}
	if err := w.agent.PutChannel(t.Context(), "desk", settings); err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(desk, "sound =", "levels = [\"critical\"]\nsound =", 1)
	if got := w.settings(); !strings.HasSuffix(got, want) {
		t.Errorf("the file is\n%s", got)
	}
	settings.Sound, settings.Mirror = []monitor.Level{}, []string{"trade"}
	if err := w.agent.PutChannel(t.Context(), "desk", settings); err != nil {
		t.Fatal(err)
	}
	list, err := w.agent.Channels(t.Context())
	if err != nil || len(list) != 1 || len(list[0].Sound) != 0 || !slices.Equal(list[0].Mirror, settings.Mirror) {
		t.Errorf("it is %+v, %v", list, err)
	}
	settings.Mirror = []string{"nonsense"}
	if err := w.agent.PutChannel(t.Context(), "desk", settings); err == nil || !strings.Contains(err.Error(), "want some of login, trade") {
		t.Errorf("a status that there is not: %v", err)
	}
}
