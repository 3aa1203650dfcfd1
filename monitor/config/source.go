package config

import (
	"net/url"
	"strings"
	"time"
	_ "time/tzdata" // Windows has no time zones of its own that Go could read
	"unicode"

	"sentinel/monitor"
)

// Keys that only one kind of source knows.
var (
	fileKeys = []string{"path", "format"}
	httpKeys = []string{
		"preset", "url", "user", "password", "token",
		"status_path", "time_path", "session_path", "timeout",
	}
)

func (s *section) source() Source {
	source := Source{Name: s.sourceName()}
	source.Kind = s.sourceKind()
	source.Zone = s.zone("timezone")
	source.Rhythm = s.rhythm()
	if every := s.duration("every", 1); every != nil {
		source.Every = *every
	}
	switch source.Kind {
	case KindFile:
		s.refuse(`belongs to sources of kind "http"`, httpKeys...)
		s.fileSource(&source)
	case KindHTTP:
		s.refuse(`belongs to sources of kind "file"`, fileKeys...)
		s.httpSource(&source)
	default: // its kind is a mistake; its keys may be right
		s.known = append(append(s.known, fileKeys...), httpKeys...)
	}
	s.finish()
	return source
}

func (s *section) sourceName() string {
	name, given := s.filled("name", true)
	if !given {
		return ""
	}
	if key, err := monitor.ParseKey(name); err != nil {
		s.mistake(s.at("name"), "name %s: a name has 1 to 64 letters A-Z, digits, dots, _ or -, and no blanks", quote(name))
	} else if key.Kind() != monitor.KindRobot {
		s.mistake(s.at("name"), "name %s: it is a robot's key, without the account", quote(name))
	} else if key == monitor.NetworkKey {
		s.mistake(s.at("name"), "name %s: Sentinel calls its own network so; take another", quote(name))
	}
	return name
}

func (s *section) sourceKind() string {
	kind, given := s.filled("kind", false)
	switch {
	case !given:
		if !s.has("kind") {
			s.mistake(s.line(), `%s has no kind: write kind = "file" or kind = "http"`, s.name)
		}
	case kind == "nats" || kind == "mqtt":
		s.mistake(s.at("kind"), "kind %q is not supported yet: use file or http", kind)
	case kind == KindFile || kind == KindHTTP:
		return kind
	default:
		s.mistake(s.at("kind"), "kind %s: want file or http", quote(kind))
	}
	return ""
}

func (s *section) fileSource(source *Source) {
	source.Path, _ = s.path("path", true)
	source.Format = s.oneOf("format", "auto", "sentinel", "json", "mtime")
	if source.Every == 0 {
		source.Every = DefaultFileEvery
	}
}

func (s *section) httpSource(source *Source) {
	source.Preset = s.oneOf("preset", PresetSentinel, PresetFreqtrade, PresetStatus, PresetJSON)
	source.URL = s.endpoint()
	s.credentials(source)
	if source.Preset == PresetJSON {
		source.StatusPath, _ = s.filled("status_path", false)
		source.TimePath, _ = s.filled("time_path", false)
		source.SessionPath, _ = s.filled("session_path", false)
		if !s.has("status_path") && !s.has("time_path") {
			s.mistake(s.line(), "preset json needs status_path or time_path: where in the answer they stand")
		}
	} else {
		s.refuse(`belongs to preset = "json"`, "status_path", "time_path", "session_path")
	}
	if source.Every == 0 {
		source.Every = DefaultHTTPEvery
	}
	source.Timeout = DefaultTimeout
	if timeout := s.duration("timeout", 1); timeout != nil {
		source.Timeout = *timeout
	}
}

func (s *section) credentials(source *Source) {
	source.User = s.resolved("user")
	source.Password = s.resolved("password")
	source.Token = s.resolved("token")
	switch {
	case s.has("token") && (s.has("user") || s.has("password")):
		s.mistake(s.at("token"), "token is there beside user or password: use one or the other")
	case s.has("password") && !s.has("user"):
		s.mistake(s.at("password"), "password needs user as well")
	}
	secret := source.Password != "" || source.Token != ""
	if u, err := url.Parse(source.URL); err == nil && secret && u.Scheme == "http" && beyondLoopback(hostPort(u)) {
		s.warn(s.at("url"), "the url begins with http://: the secret goes over the network for all to read; use https://")
	}
}

// endpoint takes the url. It is not shown in messages: it may hold a secret.
func (s *section) endpoint() string {
	text, given := s.filled("url", true)
	if !given {
		return ""
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || strings.ContainsFunc(text, unicode.IsSpace):
		s.mistake(s.at("url"), `url is not well formed: want an address such as "https://robot.example/api/heartbeat/status"`)
	case u.Scheme != "http" && u.Scheme != "https":
		s.mistake(s.at("url"), "url must begin with http:// or https://")
	case u.User != nil:
		s.mistake(s.at("url"), `url holds a user or a password: take it out and write user = "env:NAME" and password = "env:NAME"`)
	case !validHost(u.Host):
		s.mistake(s.at("url"), "url has no host, or one that cannot be right")
	case u.Fragment != "":
		s.mistake(s.at("url"), "url holds a #: nothing after it reaches the server")
	default:
		return text
	}
	return ""
}

// path takes the path of a file or folder.
func (s *section) path(key string, required bool) (string, bool) {
	path, given := s.filled(key, required)
	switch {
	case !given:
		return "", false
	case strings.ContainsFunc(path, unicode.IsControl):
		s.mistake(s.at(key), `%s %s holds a control character: in double quotes a backslash is written twice; `+
			`use single quotes, %s = 'C:\robot\logs'`, key, quote(path), key)
	case strings.HasPrefix(path, "~/"):
		s.mistake(s.at(key), "%s %s: ~ is not expanded here: write the whole path", key, quote(path))
	case strings.TrimSpace(path) == "":
		s.mistake(s.at(key), "%s is blank", key)
	default:
		return path, true
	}
	return "", false
}

// zone takes the name of a time zone; nil when it is not there.
func (s *section) zone(key string) *time.Location {
	name, given := s.filled(key, false)
	if !given {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		s.mistake(s.at(key), `%s %s is not known: want a name such as "UTC" or "Asia/Jakarta"`, key, quote(name))
		return nil
	}
	return zone
}

// rhythm takes the keys that say what is expected.
func (s *section) rhythm() Rhythm {
	var r Rhythm
	r.Interval = s.duration("interval", 1)
	r.Grace = s.duration("grace", 0)
	r.MaxMisses = s.number("max_misses", 0, 1_000_000)
	r.Calendar, _ = s.filled("calendar", false)
	return r
}

// hostPort is the host of a URL in the form host:port.
func hostPort(u *url.URL) string {
	if u.Port() != "" {
		return u.Host
	}
	return u.Host + ":80"
}
