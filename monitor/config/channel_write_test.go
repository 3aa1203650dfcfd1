package config

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pelletier/go-toml/v2/unstable"

	"sentinel/monitor"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestPutChannelChangesOneChannelAlone(t *testing.T) {
	plain := Channel{Name: "owner", Kind: "shoutrrr", URL: "env:T", Levels: defaultLevels()}
	all := Channel{
		Name: "owner", Kind: "webhook", URL: "https://x.example/a?b=c", Secret: "keyring:s", Levels: []monitor.Level{monitor.LevelCritical},
		Keys: []string{"alpha", "alpha/*"}, QuietHours: "22:00-07:00", Zone: zone(t, "Asia/Jakarta"), ExceptCritical: true, EscalateAfter: 10 * time.Minute,
	}
	const plainLines = "[[channel]]\nname = \"owner\"\nkind = \"shoutrrr\"\nurl = \"env:T\"\n"
	const allLines = "[[channel]]\nname = \"owner\"\nkind = \"webhook\"\nurl = \"https://x.example/a?b=c\"\nsecret = \"keyring:s\"\nlevels = [\"critical\"]\n" +
		"keys = [\"alpha\", \"alpha/*\"]\nquiet_hours = \"22:00-07:00\"\ntimezone = \"Asia/Jakarta\"\nexcept_critical = true\nescalate_after = \"10m\"\n"
	const other = "[[channel]] # mine\nname = 'desk' # here\nkind = \"desktop\"\n"
	for name, test := range map[string]struct {
		before string
		put    Channel
		after  string
	}{
		"into an empty file":             {"", plain, plainLines},
		"into one of empty lines":        {"\n\n", plain, "\n\n" + plainLines},
		"at the end":                     {"# mine\n[alerts]\ndigest = \"\" # no\n", all, "# mine\n[alerts]\ndigest = \"\" # no\n\n" + allLines},
		"behind an empty line":           {"[alerts]\n\n", plain, "[alerts]\n\n" + plainLines},
		"behind no line feed":            {"[alerts]", plain, "[alerts]\n\n" + plainLines},
		"behind the others":              {other + "#levels = []\n\n# ours\n[alerts]\n", plain, other + "#levels = []\n\n" + plainLines + "\n# ours\n[alerts]\n"},
		"between others that touch":      {other + "[alerts]\n", plain, other + "\n" + plainLines + "\n[alerts]\n"},
		"behind others that end without": {strings.TrimSuffix(other, "\n"), plain, other + "\n" + plainLines},
		"as Windows writes": {
			"\ufeff[alerts]\r\n", plain, "\ufeff[alerts]\r\n\r\n" + strings.ReplaceAll(plainLines, "\n", "\r\n"),
		},
		"the same again": {
			other + "[[channel]]\nurl='env:T' # u\n\"name\" = \"\"\"owner\"\"\"\nkind=\"shoutrrr\"\nlevels = [\n  'warning',\n  \"critical\"]", plain,
			other + "[[channel]]\nurl='env:T' # u\n\"name\" = \"\"\"owner\"\"\"\nkind=\"shoutrrr\"\nlevels = [\n  'warning',\n  \"critical\"]",
		},
		"an empty section gets all": {
			"# a\n[[ channel ]] # b\n\n  name = \"owner\" # c\n# d\n  kind = 'shoutrrr'\n  url = 'env:OLD' # e\n\n# f\n" + other, all,
			"# a\n[[ channel ]] # b\n\n  name = \"owner\" # c\n# d\n  kind = \"webhook\"\n  url = \"https://x.example/a?b=c\" # e\n  secret = \"keyring:s\"\n" +
				"  levels = [\"critical\"]\n  keys = [\"alpha\", \"alpha/*\"]\n  quiet_hours = \"22:00-07:00\"\n  timezone = \"Asia/Jakarta\"\n  except_critical = true\n" +
				"  escalate_after = \"10m\"\n\n# f\n" + other,
		},
		"a full section loses all": {
			strings.ReplaceAll(allLines, "\n", " # why\n") + "\n" + other, plain,
			"[[channel]] # why\nname = \"owner\" # why\nkind = \"shoutrrr\" # why\nurl = \"env:T\" # why\n# why\n# why\n# why\n# why\n# why\n# why\n# why\n\n" + other,
		},
		"and their lines": {other + "\n" + allLines + "[alerts]\n", plain, other + "\n" + plainLines + "[alerts]\n"},
		"comments within a list that is changed": {
			"[[channel]]\nname = \"owner\"\nkind = \"shoutrrr\"\nurl = \"env:T\"\n  keys = [ # of whom\r\n  \"beta\", # the slow one\r\n]\r\n",
			Channel{Name: "owner", Kind: "shoutrrr", URL: "env:T", Levels: defaultLevels(), Keys: []string{"alpha"}},
			"[[channel]]\nname = \"owner\"\nkind = \"shoutrrr\"\nurl = \"env:T\"\n  # of whom\r\n  # the slow one\r\n  keys = [\"alpha\"]\r\n",
		},
		"comments within a list that goes": {
			"[[channel]]\nname = \"owner\"\nkind = \"shoutrrr\"\nkeys = [\n  \"beta\", # the slow one\n] # all\nurl = \"env:T\"", plain,
			"[[channel]]\nname = \"owner\"\nkind = \"shoutrrr\"\n# the slow one\n# all\nurl = \"env:T\"",
		},
		"the last key of a file without a last line feed": {
			"[[channel]]\nname = \"owner\"\nkind = \"shoutrrr\"\nurl = \"env:T\"",
			Channel{Name: "owner", Kind: "shoutrrr", URL: "env:T", Levels: defaultLevels(), ExceptCritical: true, EscalateAfter: time.Second},
			"[[channel]]\nname = \"owner\"\nkind = \"shoutrrr\"\nurl = \"env:T\"\nexcept_critical = true\nescalate_after = \"1s\"",
		},
		"a built-in value that is written": {
			"[[channel]]\nname = \"owner\"\nkind = \"shoutrrr\"\nurl = \"env:T\"\nexcept_critical = false # for now\n",
			Channel{Name: "owner", Kind: "shoutrrr", URL: "env:T", Levels: defaultLevels(), ExceptCritical: true},
			"[[channel]]\nname = \"owner\"\nkind = \"shoutrrr\"\nurl = \"env:T\"\nexcept_critical = true # for now\n",
		},
		"names that need quotes": {
			"",
			Channel{Name: "it's \"#1\"\\é\t]]", Kind: "shoutrrr", URL: `file:C:\robot\it`, Levels: defaultLevels()},
			"[[channel]]\nname = \"it's \\\"#1\\\"\\\\é\\u0009]]\"\nkind = \"shoutrrr\"\nurl = 'file:C:\\robot\\it'\n",
		},
	} {
		path := filepath.Join(t.TempDir(), "config.toml")
		writeFile(t, path, test.before)
		running, _, err := Load(path)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := PutChannel(path, running, test.put); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(test.after, readBack(t, path)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		now, _, err := Load(path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := PutChannel(path, now, test.put); err != nil || readBack(t, path) != test.after {
			t.Errorf("%s: put twice it says %q, %v", name, readBack(t, path), err)
		}
	}
}

func TestRemoveChannel(t *testing.T) {
	const one = "[[channel]]\nname = \"desk\"\nkind = \"desktop\"\n"
	const owner = "[[channel]] # a\n\n# b\nname = \"owner\"\nkind = \"shoutrrr\"\nurl = \"env:T\" # c\n"
	for name, test := range map[string]struct{ before, after string }{
		"the first":                   {owner + "\n" + one, one},
		"the last":                    {one + "\n" + owner, one},
		"in between":                  {one + "\n" + owner + "\n" + "[alerts]\n", one + "\n[alerts]\n"},
		"comments around it":          {"# x\n" + owner + "#levels = []\n# y\n" + one, "# x\n#levels = []\n# y\n" + one},
		"what touches":                {one + owner + one[:11] + " # other\nname = \"d\"\nkind = \"desktop\"", one + one[:11] + " # other\nname = \"d\"\nkind = \"desktop\""},
		"without a last line feed":    {one + "\n" + strings.TrimSuffix(owner, "\n"), one},
		"as Windows writes":           {"\ufeff[alerts]\r\n\r\n" + strings.ReplaceAll(owner, "\n", "\r\n") + "\r\n[listen]\r\n", "\ufeff[alerts]\r\n\r\n[listen]\r\n"},
		"the only thing that is said": {owner, "# Nothing is set: what is built in holds.\n"},
	} {
		path := filepath.Join(t.TempDir(), "config.toml")
		writeFile(t, path, test.before)
		running, _, err := Load(path)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := RemoveChannel(path, running, "owner"); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(test.after, readBack(t, path)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		now, _, err := Load(path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := RemoveChannel(path, now, "owner"); !errors.Is(err, ErrNoChannel) {
			t.Errorf("%s: removed twice: %v", name, err)
		}
	}
}

func TestChannelEditsLeaveFilesAlone(t *testing.T) {
	put := Channel{Name: "owner", Kind: "desktop", Levels: defaultLevels(), QuietHours: "22:00-07:00"}
	const list = "channel = [{name = \"owner\", kind = \"desktop\"}]\n"
	for name, test := range map[string]struct {
		running, now string
		want         error
		word         string
	}{
		"edited since":        {"[[channel]]\nname = \"owner\"\nkind = \"desktop\"\n", "[[channel]]\nname = \"owner\"\nkind = \"desktop\"\n#\n", ErrEdited, "not in force yet"},
		"with a mistake":      {"[[channel]]\nname = \"owner\"\nkind = \"desktop\"\n", "[[channel]]\nname = \"owner\"\nkinds = 1\n", ErrInvalid, "config.toml:3: "},
		"half written":        {"[[channel]]\nname = \"owner\"\nkind = \"desktop\"\n", "[[chan", ErrInvalid, "left as it is"},
		"channels in a list":  {list, "", ErrByHand, "owner"},
		"dotted, in one line": {"channel = [{name = \"owner\", kind = \"desktop\"}] # [[channel]]\n", "", ErrByHand, "owner"},
	} {
		for deed, do := range map[string]func(path string, running *Config) error{
			"put":    func(path string, running *Config) error { return PutChannel(path, running, put) },
			"remove": func(path string, running *Config) error { return RemoveChannel(path, running, "owner") },
		} {
			path := filepath.Join(t.TempDir(), "config.toml")
			writeFile(t, path, test.running)
			running, _, err := Load(path)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			now := test.now
			if now == "" {
				now = test.running
			}
			writeFile(t, path, now)
			if err := do(path, running); !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.word) {
				t.Errorf("%s, %s: %v", name, deed, err)
			}
			if got := readBack(t, path); got != now {
				t.Errorf("%s, %s: the file is now %q", name, deed, got)
			}
		}
	}
}

func TestPutChannelSaysWhichKeyIsWrong(t *testing.T) {
	good := Channel{Name: "owner", Kind: "webhook", URL: "env:T", Levels: defaultLevels()}
	for key, spoil := range map[string]func(*Channel){
		"name":        func(c *Channel) { c.Name = "" },
		"kind":        func(c *Channel) { c.Kind = "pigeon" },
		"url":         func(c *Channel) { c.URL = "https://cAnArY:x@h.example" },
		"secret":      func(c *Channel) { c.Secret = "cAnArY" },
		"keys":        func(c *Channel) { c.Keys = []string{"a", "//"} },
		"quiet_hours": func(c *Channel) { c.QuietHours = "at night" },
		"escalate_after": func(c *Channel) {
			c.EscalateAfter = -time.Second
		},
	} {
		c := good
		spoil(&c)
		path := filepath.Join(t.TempDir(), "config.toml")
		err := PutChannel(path, Default(), c)
		mistake, is := errors.AsType[*KeyMistake](err)
		if !is || mistake.Key != key || !errors.Is(err, ErrInvalid) || strings.Contains(err.Error(), "cAnArY") {
			t.Errorf("%s: %+v", key, err)
		}
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s: the file is written", key)
		}
	}
}

func TestPutChannelWithoutAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sentinel", "config.toml")
	if err := PutChannel(path, Default(), Channel{Name: "desk", Kind: "desktop", Levels: defaultLevels()}); err != nil {
		t.Fatal(err)
	}
	if got := readBack(t, path); !strings.HasPrefix(got, string(starter)) || !strings.HasSuffix(got, "\n\n[[channel]]\nname = \"desk\"\nkind = \"desktop\"\n") {
		t.Errorf("it is %q", got)
	}
	c, _, err := Load(path)
	if err != nil || len(c.Channels) != 1 {
		t.Fatalf("%+v %v", c, err)
	}
	if err := RemoveChannel(path, c, "desk"); err != nil {
		t.Fatal(err)
	}
	if got := readBack(t, path); got != string(starter) {
		t.Errorf("what was put and removed leaves %q", got)
	}
}

// Whatever stands in the file and whatever is put: what is loaded then is what
// was wished, all else is as it was, and no comment is lost.
func FuzzPutChannel(f *testing.F) {
	full, err := os.ReadFile("testdata/full.toml")
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		string(full), string(starter), "", "\ufeff", "channel=[]", "channel=[{name='a',kind='desktop'}]\n",
		"[[channel]]\nname='a'\nkind=\"desktop\"\nkeys = [#1\n\"a\"#2\n,#3\n]#4", "[[channel]]#\r\n'name'='''\na'''\r\nkind='desktop'",
		"[[channel]]\nname='a'\nkind='desktop'\n[[source]]\nname='x'\nkind='file'\npath='p'\n[[channel]]\nkind='webhook'\nurl='http://x'\nname='b'\n#",
	} {
		f.Add(seed, "a", "env:T", "a/*", "08:00-09:00", 0)
		f.Add(seed, "b\"\\", "file:C:\\x", "", "", 7)
	}
	kinds := []string{"desktop", "shoutrrr", "webhook", "alertmanager"}
	f.Fuzz(func(t *testing.T, content, name, url, pattern, hours string, bits int) {
		before, err := (&reader{}).parse([]byte(content))
		c := Channel{
			Name: name, Kind: kinds[uint(bits)%4], QuietHours: hours, ExceptCritical: bits&4 != 0, Levels: defaultLevels(),
			EscalateAfter: time.Duration(uint16(bits)) * time.Second,
		}
		if c.Kind != "desktop" {
			c.URL = url
		}
		if pattern != "" {
			c.Keys = []string{pattern, "beta"}
		}
		if bits&8 != 0 {
			c.Levels = []monitor.Level{monitor.LevelCritical}
		}
		if err != nil || checkChannel(c) != nil {
			return
		}
		path := filepath.Join(t.TempDir(), "config.toml")
		writeFile(t, path, content)
		if err := PutChannel(path, before, c); err != nil {
			if !errors.Is(err, ErrByHand) || readBack(t, path) != content {
				t.Errorf("%v: %q", err, readBack(t, path))
			}
			return
		}
		after, _, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		wished := slices.Clone(before.Channels)
		if at := slices.IndexFunc(wished, func(o Channel) bool { return o.Name == name }); at >= 0 {
			wished[at] = c
		} else if wished = append(wished, c); !strings.HasPrefix(readBack(t, path), strings.TrimSuffix(content, "\n")) && len(before.Channels) == 0 {
			t.Errorf("what stood before has changed: %q", readBack(t, path))
		}
		want := *before
		want.Channels = wished
		if !saysTheSame(after, &want) {
			t.Errorf("it says %+v, wanted %+v", after, &want)
		}
		if now := commentsOf([]byte(readBack(t, path))); !slices.Equal(commentsOf([]byte(content)), now) {
			t.Errorf("the comments are %q in %q", now, readBack(t, path))
		}
		if err := RemoveChannel(path, after, name); err != nil {
			t.Fatal(err)
		}
		gone, _, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		if want.Channels = slices.DeleteFunc(wished, func(o Channel) bool { return o.Name == name }); len(want.Channels) == 0 {
			want.Channels = nil
		}
		if !saysTheSame(gone, &want) {
			t.Errorf("without it the file says %+v, wanted %+v", gone, &want)
		}
	})
}

// commentsOf are all comments of a file, sorted.
func commentsOf(data []byte) (comments []string) {
	parser := unstable.Parser{KeepComments: true}
	parser.Reset(withoutMark(data))
	var collect func(n *unstable.Node)
	collect = func(n *unstable.Node) {
		for ; n.Valid(); n = n.Next() {
			if n.Kind == unstable.Comment {
				comments = append(comments, strings.TrimRight(string(n.Data), "\r"))
			}
			collect(n.Child())
		}
	}
	for parser.NextExpression() {
		collect(parser.Expression())
	}
	slices.Sort(comments)
	return comments
}
