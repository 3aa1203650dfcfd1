package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sentinel/monitor"
)

// check returns what is wrong in a file of the content.
func check(t *testing.T, content string) string {
	t.Helper()
	_, err := (&reader{path: "config.toml"}).parse([]byte(content))
	if err == nil {
		return ""
	}
	if !errors.Is(err, ErrInvalid) {
		t.Errorf("%v does not wrap ErrInvalid", err)
	}
	return err.Error()
}

const (
	aFile = "[[source]]\nname = \"a\"\nkind = \"file\"\npath = \"x\"\n"
	aHTTP = "[[source]]\nname = \"a\"\nkind = \"http\"\nurl = \"https://h/\"\n"
)

func TestMistakesNameTheirLine(t *testing.T) {
	t.Setenv("SET", "secret")
	tests := []struct {
		name, content, want string
	}{
		{"unknown key", "\n\n[listen]\n\n[defaults]\nintervall = \"1s\"\n", `config.toml:6: unknown key "intervall"; did you mean "interval"?`},
		{"unknown key of nothing like it", "[defaults]\nfoo = 1\n", `config.toml:2: unknown key "foo"`},
		{"unknown key in capitals", "[defaults]\nInterval = \"1s\"\n", `config.toml:2: unknown key "Interval"; did you mean "interval"?`},
		{"unknown key with dots", "[defaults]\na.b.c = 1\n", `config.toml:2: unknown key "a"`},
		{"unknown section", "[sources]\n", `config.toml:1: unknown key "sources"; did you mean "source"?`},
		{"unknown table below", aFile + "[source.interval]\n", `config.toml:5: interval is a table: want a duration in quotes, such as "60s" or "1h30m"`},
		{"key at the top", "interval = \"1s\"\n", `config.toml:1: unknown key "interval"; did you mean to write it below [defaults]?`},
		{"syntax", "[listen]\naddress\n", `config.toml:2: expected '=' after key`},
		{"twice", "[listen]\n[listen]\n", `config.toml:2: table listen already exists`},
		{"text that does not end", "[listen]\naddress = \"x\n", `config.toml:2: basic strings cannot have new lines`},
		{"one bracket", "[source]\n", `config.toml:1: [source] is written with two brackets, since there may be several: [[source]]`},
		{"two brackets", "[[listen]]\n", `config.toml:1: there is one [listen] only, in single brackets`},
		{"no section", "listen = 1\n", `config.toml:1: listen is the number 1: want a section [listen]`},
		{"no sections", "source = 1\n", `config.toml:1: source is the number 1: want sections [[source]]`},
		{"a list of others", "source = [\n1]\n", `config.toml:2: source holds the number 1: want sections [[source]]`},

		{"duration as a number", "[defaults]\ninterval = 60\n", `config.toml:2: interval is the number 60: want a duration in quotes, such as "60s" or "1h30m"`},
		{"duration without a unit", "[defaults]\ninterval = \"60\"\n", `config.toml:2: interval "60" is no duration: want a number with a unit, such as "60s" or "1h30m"`},
		{"duration of nothing", "[defaults]\ninterval = \"0s\"\n", `config.toml:2: interval "0s": want more than 0s`},
		{"negative duration", "[defaults]\ninterval = \"-1s\"\n", `config.toml:2: interval "-1s": want more than 0s`},
		{"negative grace", "[defaults]\ngrace = \"-1s\"\n", `config.toml:2: grace "-1s": want 0s or more`},
		{"duration too long", "[defaults]\ninterval = \"9999999h\"\n", `config.toml:2: interval "9999999h" is longer than 292 years: want less`},
		{"duration far too long", "[defaults]\ngrace = \"1h99999999999999999999m\"\n", `config.toml:2: grace "1h99999999999999999999m" is longer than 292 years: want less`},
		{"duration with an unknown unit", "[defaults]\ngrace = \"1d\"\n", `config.toml:2: grace "1d" is no duration: want a number with a unit, such as "60s" or "1h30m"`},
		{"negative number", "[defaults]\nmax_misses = -1\n", `config.toml:2: max_misses -1: want 0 to 1000000`},
		{"fraction", "[defaults]\nmax_misses = 1.5\n", `config.toml:2: max_misses is the number 1.5: want a whole number`},
		{"number in quotes", "[defaults]\nmax_misses = \"1\"\n", `config.toml:2: max_misses is a text: want a whole number`},
		{"a date", "[defaults]\nmax_misses = 2026-01-20\n", `config.toml:2: max_misses is a date without quotes: want a whole number`},

		{"address", "[listen]\naddress = \"8787\"\n", `config.toml:2: address "8787": want an address and a port, such as "127.0.0.1:8787"`},
		{"port", "[listen]\naddress = \"127.0.0.1:65536\"\n", `config.toml:2: address "127.0.0.1:65536": want an address and a port, such as "127.0.0.1:8787"`},
		{"host", "[listen]\nhosts = [\n\"a\",\n\"http://b/\"]\n", `config.toml:4: host "http://b/": want a name such as "sentinel.example", without http:// or a path`},
		{"origin", "[listen]\norigins = [\"http://a/b\"]\n", `config.toml:2: origin "http://a/b": want the start of a page's address, such as "http://localhost:3000", without a path`},
		{"certificate alone", "[listen]\ntls_cert = \"a\"\n", `config.toml:2: tls_cert needs tls_key as well`},
		{"key alone", "[listen]\ntls_key = \"a\"\n", `config.toml:2: tls_key needs tls_cert as well`},
		{"list as a text", "[listen]\nhosts = \"a\"\n", `config.toml:2: hosts is one text: want a list, hosts = ["a"]`},
		{"list of numbers", "[listen]\nhosts = [\"a\", 1]\n", `config.toml:2: hosts holds the number 1: want texts in quotes`},
		{"list as a number", "[listen]\nhosts = true\n", `config.toml:2: hosts is true: want a list of texts`},

		{"token without a robot", "[[token]]\nvalue = \"env:SET\"\n", `config.toml:1: [[token]] has no robot`},
		{"token of an account", "[[token]]\nrobot = \"a/b\"\nvalue = \"env:SET\"\n", `config.toml:2: robot "a/b" is the key of an account: a token is a robot's`},
		{"token itself", "[[token]]\nrobot = \"a\"\nvalue = \"hunter2\"\n", `config.toml:3: value: ` + errNoReference.Error()},
		{"no token", "[[token]]\nrobot = \"a\"\n", `config.toml:1: [[token]] has no value`},

		{"no name", "[[source]]\nkind = \"file\"\npath = \"x\"\n", `config.toml:1: [[source]] has no name`},
		{"empty name", "[[source]]\nname = \"\"\nkind = \"file\"\npath = \"x\"\n", `config.toml:2: name is empty`},
		{"name of our own network", "[[source]]\nname = \"network\"\nkind = \"file\"\npath = \"x\"\n", `config.toml:2: name "network": Sentinel calls its own network so; take another`},
		{"bad name", "[[source]]\nname = \"a b\"\nkind = \"file\"\npath = \"x\"\n", `config.toml:2: name "a b": a name has 1 to 64 letters A-Z, digits, dots, _ or -, and no blanks`},
		{"name of an account", "[[source]]\nname = \"a/b\"\nkind = \"file\"\npath = \"x\"\n", `config.toml:2: name "a/b": it is a robot's key, without the account`},
		{"name twice", aFile + aFile, `config.toml:6: the name "a" stands in line 2 already: names are unique`},
		{"no kind", "[[source]]\nname = \"a\"\npath = \"x\"\n", `config.toml:1: [[source]] has no kind: write kind = "file" or kind = "http"`},
		{"nats", "[[source]]\nname = \"a\"\nkind = \"nats\"\n", `config.toml:3: kind "nats" is not supported yet: use file or http`},
		{"mqtt", "[[source]]\nname = \"a\"\nkind = \"mqtt\"\n", `config.toml:3: kind "mqtt" is not supported yet: use file or http`},
		{"kind", "[[source]]\nname = \"a\"\nkind = \"ftp\"\n", `config.toml:3: kind "ftp": want file or http`},
		{"no path", "[[source]]\nname = \"a\"\nkind = \"file\"\n", `config.toml:1: [[source]] has no path`},
		{"empty path", "[[source]]\nname = \"a\"\nkind = \"file\"\npath = ''\n", `config.toml:4: path is empty`},
		{"path as a number", "[[source]]\nname = \"a\"\nkind = \"file\"\npath = 1\n", `config.toml:4: path is the number 1: want a text in quotes`},
		{"path from home", "[[source]]\nname = \"a\"\nkind = \"file\"\npath = '~/x'\n", `config.toml:4: path "~/x": ~ is not expanded here: write the whole path`},
		{"backslash that means a tab", "[[source]]\nname = \"a\"\nkind = \"file\"\npath = \"C:\\temp\"\n", `config.toml:4: path "C:\temp" holds a control character: in double quotes a backslash is written twice; use single quotes, path = 'C:\robot\logs'`},
		{"backslash that means nothing", "[[source]]\npath = \"C:\\logs\"\n", `config.toml:2: invalid escape character U+006C 'l'; in double quotes a backslash is written twice: "C:\\robot\\logs", or use single quotes: 'C:\robot\logs'`},
		{"format", aFile + "format = \"xml\"\n", `config.toml:5: format "xml": want auto, sentinel, json or mtime`},
		{"timezone", aFile + "timezone = \"Mars\"\n", `config.toml:5: timezone "Mars" is not known: want a name such as "UTC" or "Asia/Jakarta"`},
		{"timezone that is a path", aFile + "timezone = \"../etc/passwd\"\n", `config.toml:5: timezone "../etc/passwd" is not known: want a name such as "UTC" or "Asia/Jakarta"`},
		{"every", aFile + "every = \"-2s\"\n", `config.toml:5: every "-2s": want more than 0s`},
		{"url of a file", aFile + "url = \"https://h/\"\n", `config.toml:5: url belongs to sources of kind "http"`},
		{"path of an endpoint", aHTTP + "path = \"x\"\n", `config.toml:5: path belongs to sources of kind "file"`},
		{"calendar that is not there", aFile + "calendar = \"idx\"\n", `config.toml:5: there is no [[calendar]] of the name "idx"`},

		{"no url", "[[source]]\nname = \"a\"\nkind = \"http\"\n", `config.toml:1: [[source]] has no url`},
		{"url without a scheme", "[[source]]\nname = \"a\"\nkind = \"http\"\nurl = \"robot.example/x\"\n", `config.toml:4: url must begin with http:// or https://`},
		{"url without a host", "[[source]]\nname = \"a\"\nkind = \"http\"\nurl = \"http:///x\"\n", `config.toml:4: url has no host, or one that cannot be right`},
		{"url with a password", "[[source]]\nname = \"a\"\nkind = \"http\"\nurl = \"http://u:hunter2@h/\"\n", `config.toml:4: url holds a user or a password: take it out and write user = "env:NAME" and password = "env:NAME"`},
		{"url that is none", "[[source]]\nname = \"a\"\nkind = \"http\"\nurl = \"http://h:hunter2%zz/\"\n", `config.toml:4: url is not well formed: want an address such as "https://robot.example/api/heartbeat/status"`},
		{"preset", aHTTP + "preset = \"x\"\n", `config.toml:5: preset "x": want sentinel, freqtrade, status or json`},
		{"json without paths", aHTTP + "preset = \"json\"\n", `config.toml:1: preset json needs status_path or time_path: where in the answer they stand`},
		{"paths without json", aHTTP + "time_path = \"x\"\n", `config.toml:5: time_path belongs to preset = "json"`},
		{"timeout", aHTTP + "timeout = \"0s\"\n", `config.toml:5: timeout "0s": want more than 0s`},
		{"literal password", aHTTP + "user = \"env:SET\"\npassword = \"hunter2\"\n", `config.toml:6: password: ` + errNoReference.Error()},
		{"keyring", aHTTP + "token = \"keyring:\"\n", `config.toml:5: token: keyring: is followed by the name of a secret, as sentinelctl secret set was given it`},
		{"variable that is not set", aHTTP + "token = \"env:NOT_SET_ANYWHERE\"\n", `config.toml:5: token: environment variable NOT_SET_ANYWHERE is not set`},
		{"secret's file that is not there", aHTTP + "token = \"file:no/such/file\"\n", `config.toml:5: token: the secret's file no/such/file is not there`},
		{"token and user", aHTTP + "user = \"env:SET\"\npassword = \"env:SET\"\ntoken = \"env:SET\"\n", `config.toml:7: token is there beside user or password: use one or the other`},
		{"password alone", aHTTP + "password = \"env:SET\"\n", `config.toml:5: password needs user as well`},

		{"no key", "[[subject]]\ngrace = \"1s\"\n", `config.toml:1: [[subject]] has no key: write key = ["ROBOT", "ROBOT/*"]`},
		{"key of no list", "[[subject]]\nkey = \"a\"\n", `config.toml:2: key is one text: want a list, key = ["a"]`},
		{"empty keys", "[[subject]]\nkey = []\n", `config.toml:2: key is empty: it would match nothing`},
		{"bad pattern", "[[subject]]\nkey = [\n\"a\",\n\"a/b/*\"]\n", `config.toml:4: key "a/b/*": want ROBOT or ROBOT/ACCOUNT, each of A-Z a-z 0-9 . _ - and *`},
		{"pattern of another kind", "[[subject]]\nkey = [\"[ab]?\"]\n", `config.toml:2: key "[ab]?": want ROBOT or ROBOT/ACCOUNT, each of A-Z a-z 0-9 . _ - and *`},
		{"rule without a match", "[[rule]]\nkind = \"error\"\n", `config.toml:1: [[rule]] has no match`},
		{"regexp", "[[rule]]\nmatch = \"(\"\nkind = \"error\"\n", "config.toml:2: match is not a regular expression: missing closing ): `(`"},
		{"kind of a message", "[[rule]]\nmatch = \"x\"\nkind = \"bad\"\n", `config.toml:3: kind "bad": want waiting, login, trade, profit, error, warning, busy, custom or stopped`},
		{"calendar without sessions", "[[calendar]]\nname = \"a\"\n", `config.toml:1: [[calendar]] has no sessions: write sessions = ["Mon-Fri 08:45-16:15"]`},
		{"session", "[[calendar]]\nname = \"a\"\nsessions = [\"Mon-Fri\"]\n", `config.toml:3: session "Mon-Fri": want "Mon-Fri 08:45-16:15" or "Sun 17:00-Fri 17:00"`},
		{"holiday", "[[calendar]]\nname = \"a\"\nsessions = []\nholidays = [\"2026-02-30\"]\n", `config.toml:4: holidays "2026-02-30": want a date such as "2026-12-25"`},
		{"early close", "[[calendar]]\nname = \"a\"\nsessions = []\nearly_closes = [\"2026-12-24\"]\n", `config.toml:4: early_closes "2026-12-24": want a date and a time such as "2026-12-24 12:00"`},

		{"recover_after", "[alerts]\nrecover_after = 0\n", `config.toml:2: recover_after 0: want 1 to 1000000`},
		{"history", "[history]\nbeats = \"12h\"\n", `config.toml:2: beats "12h": want 96h (4 days) at least, or "0s", for good`},
		{"history in days", "[history]\nincidents = \"90d\"\n", `config.toml:2: incidents "90d" is no duration: want a number with a unit, such as "60s" or "1h30m"`},
		{"history before now", "[history]\nsummaries = \"-1h\"\n", `config.toml:2: summaries "-1h": want 0s or more`},
		{"beats without summaries", "[history]\nbeats = \"720h\"\nsummaries = \"240h\"\n", `config.toml:3: beats are kept for 720h (30 days), and their summaries only for 240h (10 days): want summaries for as long at least, or "0s", for good`},
		{"beats for good", "[history]\nbeats = \"0s\"\n", `config.toml:2: beats are kept for good, and their summaries only for 26304h (1096 days): want summaries for as long at least, or "0s", for good`},
		{"key of the history", "[history]\nbeat = \"720h\"\n", `config.toml:2: unknown key "beat"; did you mean "beats"?`},
		{"channel without a kind", "[[channel]]\nname = \"a\"\n", `config.toml:1: [[channel]] has no kind`},
		{"kind of channel", "[[channel]]\nname = \"a\"\nkind = \"pigeon\"\n", `config.toml:3: kind "pigeon": want desktop, shoutrrr, webhook or alertmanager`},
		{"channel without a url", "[[channel]]\nname = \"a\"\nkind = \"webhook\"\n", `config.toml:1: [[channel]] has no url`},
		{"secret in a channel", "[[channel]]\nname = \"a\"\nkind = \"shoutrrr\"\nurl = \"telegram://hunter2@telegram\"\n", `config.toml:4: url holds a secret: write the whole address into an environment variable and name that, env:NAME`},
		{"levels", "[[channel]]\nname = \"a\"\nkind = \"desktop\"\nlevels = [\"bad\"]\n", `config.toml:4: level "bad": want off, ok, unknown, warning or critical`},
		{"maintenance of nobody", "[[maintenance]]\nwindows = [\"Sun 02:00-04:00\"]\n", `config.toml:1: [[maintenance]] has no key: write key = ["ROBOT", "ROBOT/*"]`},
		{"maintenance at no time", "[[maintenance]]\nkey = [\"a\"]\n", `config.toml:1: [[maintenance]] has no windows: write windows = ["Sun 02:00-04:00"]`},
		{"maintenance at a bad time", "[[maintenance]]\nkey = [\"a\"]\nwindows = [\"Sun 2-4\"]\n", `config.toml:3: window "Sun 2-4": "2" is no time of the day: want 00:00 to 24:00`},
		{"recovery of an account", "[[recovery]]\nrobot = \"a/b\"\ncommand = [\"x\"]\n", `config.toml:2: robot "a/b": want 1 to 64 of A-Z a-z 0-9 . _ -`},
		{"recovery by nothing", "[[recovery]]\nrobot = \"a\"\n", `config.toml:1: [[recovery]] has no command: write command = ["PROGRAM", "ARGUMENT"], or url`},
		{"recovery by two ways", "[[recovery]]\nrobot = \"a\"\ncommand = [\"x\"]\nurl = \"http://h/\"\n", `config.toml:4: a recovery has a command or a url, not both`},
		{"recovery by a shell's line", "[[recovery]]\nrobot = \"a\"\ncommand = \"x y\"\n", `config.toml:3: command is one text: want a list, command = ["x y"]`},
		{"recovery in a mode", "[[recovery]]\nrobot = \"a\"\ncommand = [\"x\"]\nmode = \"yes\"\n", `config.toml:4: mode "yes": want off, dry or on`},
		{"digest", "[alerts]\ndigest = \"8 am\"\n", `config.toml:2: digest "8 am": want a time of the day, such as "08:00", or "" for never`},
		{"deadman", "[alerts]\ndeadman = \"ftp://x/\"\n", `config.toml:2: deadman must begin with http:// or https://`},
		{"quiet hours", "[[channel]]\nname = \"a\"\nkind = \"desktop\"\nquiet_hours = \"25:00-08:00\"\n", `config.toml:4: quiet_hours "25:00-08:00": want two times of the day, such as "16:30-08:30"`},
		{"true in quotes", "[[channel]]\nname = \"a\"\nkind = \"desktop\"\nexcept_critical = \"true\"\n", `config.toml:4: except_critical is a text: want true or false, without quotes`},
		{"bus", "[bus]\nurl = \"http://h\"\n", `config.toml:2: url: want the address of a NATS server, such as "nats://127.0.0.1:4222"`},
		{"replicas", "[bus]\nurl = \"nats://h:4222\"\nreplicas = 6\n", `config.toml:3: replicas 6: want 1 to 5`},

		{"carriage returns", "[defaults]\r\n\r\nfoo = 1\r\n", `config.toml:3: unknown key "foo"`},
		{"a mark before it", "\ufeff[defaults]\nfoo = 1\n", `config.toml:2: unknown key "foo"`},
		{"not UTF-8", "[defaults]\n# caf\xe9\n", `config.toml:2: the line is not UTF-8 text: save the file as UTF-8`},
		{"UTF-16", "\xff\xfe[\x00", `config.toml:1: the file is UTF-16 text: save it as UTF-8`},
		{"inline", "source = [\n  {name = \"a\", kind = \"file\", path = \"x\"},\n  {name = \"b\", kind = \"file\", path = 1},\n]\n", `config.toml:3: path is the number 1: want a text in quotes`},
		{"dotted", "defaults.interval = 1\n", `config.toml:1: interval is the number 1: want a duration in quotes, such as "60s" or "1h30m"`},
		{"a long value is cut", "[defaults]\ninterval = \"" + strings.Repeat("é", 500) + "\"\n", `config.toml:2: interval "` + strings.Repeat("é", 80) + `…" is no duration: want a number with a unit, such as "60s" or "1h30m"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := check(t, test.content)
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if strings.Contains(got, "hunter2") {
				t.Error("the message holds a secret")
			}
		})
	}
}

func TestAllMistakesAreToldTheFirstFirst(t *testing.T) {
	got := check(t, "[[source]]\nname = \"a\"\nkind = \"file\"\nevery = 1\npath = 2\nfoo = 3\n[listen]\nbar = 4\n")
	want := strings.Join([]string{
		`config.toml:4: every is the number 1: want a duration in quotes, such as "60s" or "1h30m"`,
		`config.toml:5: path is the number 2: want a text in quotes`,
		`config.toml:6: unknown key "foo"`,
		`config.toml:8: unknown key "bar"`,
	}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestLoadFullExample(t *testing.T) {
	c, _, err := Load("testdata/full.toml")
	if err != nil {
		t.Fatal(err)
	}
	seconds := func(n int) *time.Duration { d := time.Duration(n) * time.Second; return &d }
	number := func(n int) *int { return &n }
	jakarta, err := time.LoadLocation("Asia/Jakarta")
	if err != nil {
		t.Fatal(err)
	}
	want := &Config{
		Listen: Listen{
			Address: "127.0.0.1:8787", Hosts: []string{"sentinel.example"}, Origins: []string{"http://localhost:3000"},
			TLSCert: "cert.pem", TLSKey: "key.pem",
		},
		Tokens:   []Token{{Robot: "alpha", Value: "env:SENTINEL_TOKEN_ALPHA"}},
		Defaults: Rhythm{Interval: seconds(120), Grace: seconds(15), MaxMisses: number(1)},
		Sources: []Source{
			{
				Name: "vps", Kind: KindFile, Path: "logs/heartbeat_status.txt", Format: "auto", Zone: time.UTC,
				Every: 2 * time.Second, Rhythm: Rhythm{Interval: seconds(60), MaxMisses: number(4)},
			},
			{
				Name: "cloud", Kind: KindHTTP, Preset: PresetSentinel, URL: "https://robot.example/api/heartbeat/status",
				Every: 10 * time.Second, Timeout: 10 * time.Second,
			},
		},
		Subjects: []SubjectRule{{
			Keys:   []string{"alpha", "alpha/*"},
			Rhythm: Rhythm{Interval: seconds(60), MaxMisses: number(2), Calendar: "idx"},
		}},
		Calendars: []Calendar{{
			Name: "idx", Zone: jakarta, Sessions: []string{"Mon-Fri 08:45-16:15"}, Holidays: []string{"2026-12-25"},
			EarlyCloses: []string{"2026-12-24 12:00"}, HolidaysFile: "idx.ics",
		}},
		Maintenance: []Maintenance{{
			Keys: []string{"alpha", "alpha/*"}, Windows: []string{"Sun 02:00-04:00"}, Zone: jakarta,
		}},
		Alerts: Alerts{
			GroupWait: 10 * time.Second, GroupInterval: 5 * time.Minute, RecoverAfter: 1, RepeatEvery: 4 * time.Hour,
			Digest: "07:30", Deadman: "env:DEADMAN_URL", DeadmanEvery: 2 * time.Minute,
		},
		Recovery: []Recovery{{
			Robot: "alpha", Command: []string{"systemctl", "--user", "restart", "alpha"}, Mode: RecoverDry, MarketOpen: true, Budget: 2,
			After: 10 * time.Minute, Window: time.Hour, Pause: 5 * time.Minute, Timeout: time.Minute,
		}},
		History: History{Beats: 60 * day, Summaries: 400 * day, Incidents: 2000 * day},
		Channels: []Channel{{
			Name: "owner", Kind: "shoutrrr", URL: "env:TELEGRAM_URL",
			Levels: []monitor.Level{monitor.LevelWarning, monitor.LevelCritical}, Keys: []string{"alpha", "alpha/*"},
			QuietHours: "16:30-08:30", Zone: jakarta, ExceptCritical: true, EscalateAfter: 10 * time.Minute, Mirror: []string{"trade", "profit"},
		}},
		Bus: &Bus{URL: "nats://127.0.0.1:4222", Stream: "SENTINEL", Replicas: 1},
	}
	if len(c.Rules) != 1 || c.Rules[0].Match.String() != "(?i)margin call" || c.Rules[0].Kind != monitor.StatusError {
		t.Errorf("rules %v", c.Rules)
	}
	c.Rules = nil
	zones := cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })
	if diff := cmp.Diff(want, c, zones, cmpopts.IgnoreUnexported(Config{}, Maintenance{})); diff != "" {
		t.Errorf("want (-), got (+):\n%s", diff)
	}
}

func TestLoadWhatIsAccepted(t *testing.T) {
	t.Setenv("SET", "secret")
	for name, content := range map[string]string{
		"an empty file":     "",
		"a mark alone":      "\ufeff",
		"comments":          "# nothing\r\n",
		"no receiver":       "[listen]\naddress = \"\"\n",
		"any loopback":      "[listen]\naddress = \"[::1]:0\"\n",
		"by name":           "[listen]\naddress = \"localhost:8787\"\n",
		"beyond loopback":   "[listen]\naddress = \"0.0.0.0:8787\"\n",
		"grace 0, misses 0": "[defaults]\ngrace = \"0s\"\nmax_misses = 0\n",
		"any duration":      "[defaults]\ninterval = \"1ns\"\ngrace = \"2000h\"\n",
		"windows path":      "[[source]]\nname = \"a\"\nkind = \"file\"\npath = 'C:\\temp\\ü.txt'\n",
		"credentials":       aHTTP + "user = \"env:SET\"\npassword = \"env:SET\"\n",
		"bearer":            aHTTP + "token = \"env:SET\"\npreset = \"freqtrade\"\n",
		"json":              aHTTP + "preset = \"json\"\nstatus_path = \"a.b\"\ntime_path = \"t\"\nsession_path = \"s\"\n",
		"IPv6":              "[[source]]\nname = \"a\"\nkind = \"http\"\nurl = \"http://[::1]:5000/api\"\n",
		"sessions":          "[[calendar]]\nname = \"a\"\nsessions = [\"Sun 17:00-Fri 17:00\", \"Mon 22:00-04:00\", \"Mon-Thu 00:00-24:00\"]\n",
		"all for good":      "[history]\nbeats = \"0s\"\nsummaries = \"0s\"\nincidents = \"0s\"\n",
		"kept for least":    "[history]\nbeats = \"96h\"\nsummaries = \"96h\"\nincidents = \"96h\"\n",
		"never repeated":    "[alerts]\nrepeat_every = \"0s\"\n",
		"webhook":           "[[channel]]\nname = \"a\"\nkind = \"webhook\"\nurl = \"https://h/\"\nsecret = \"env:NOT_SET\"\n",
	} {
		if got := check(t, content); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestBuiltInSource(t *testing.T) {
	for name, test := range map[string]struct {
		content string
		builtIn bool
		count   int
	}{
		"nothing set":     {"", true, 1},
		"another thing":   {"[listen]\naddress = \"\"\n", true, 1},
		"a source":        {aFile, false, 1},
		"said to be none": {"source = []\n", false, 0},
	} {
		c, err := (&reader{path: "config.toml"}).parse([]byte(test.content))
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Sources) != test.count || test.count > 0 && c.Sources[0].BuiltIn != test.builtIn {
			t.Errorf("%s: sources %+v", name, c.Sources)
		}
	}
	source := Default().Sources[0]
	if source.Key() != "default" || source.Path != "logs/heartbeat_status.txt" || !source.BuiltIn || source.Every != 2*time.Second {
		t.Errorf("the built-in source is %+v", source)
	}
}

func TestLoadSaysWhatIsInTheWay(t *testing.T) {
	dir := t.TempDir()
	large := filepath.Join(dir, "large.toml")
	if err := os.WriteFile(large, []byte(strings.Repeat("#", maxSize+1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Load(filepath.Join(dir, "none.toml")); !errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrInvalid) {
		t.Errorf("no file: %v", err)
	}
	for path, want := range map[string]string{
		dir:   "this is a folder",
		large: large + ":1: the file is larger than 1 MiB",
	} {
		if _, _, err := Load(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", path, err, want)
		}
	}
}
