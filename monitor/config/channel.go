package config

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"sentinel/monitor"
)

func (s *section) alerts(a Alerts) Alerts {
	if d := s.duration("group_wait", 0); d != nil {
		a.GroupWait = *d
	}
	if d := s.duration("group_interval", 0); d != nil {
		a.GroupInterval = *d
	}
	if n := s.number("recover_after", 1, 1_000_000); n != nil {
		a.RecoverAfter = *n
	}
	if d := s.duration("repeat_every", 0); d != nil {
		a.RepeatEvery = *d
	}
	if digest := s.timeOfDay("digest"); s.has("digest") {
		a.Digest = digest
	}
	if target, given := s.filled("deadman", false); given {
		a.Deadman = s.target("deadman", "", target)
	}
	if d := s.duration("deadman_every", 1); d != nil {
		a.DeadmanEvery = *d
	}
	s.finish()
	return a
}

// timeOfDay takes a time such as "08:00"; "" is none.
func (s *section) timeOfDay(name string) string {
	text := s.text(name)
	if text != "" && !timeOfDay.MatchString(text) {
		s.mistake(s.at(name), `%s %s: want a time of the day, such as "08:00", or "" for never`, name, quote(text))
		return ""
	}
	return text
}

var timeOfDay = regexp.MustCompile(`^(?:[01]\d|2[0-3]):[0-5]\d$`)

// quietHours is the form of quiet hours; an end before its start is the next
// day's.
var quietHours = regexp.MustCompile(`^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$`)

func (s *section) channel() Channel {
	var c Channel
	c.Name, _ = s.filled("name", true)
	if s.has("kind") {
		c.Kind = s.oneOf("kind", KindDesktop, "shoutrrr", "webhook", "alertmanager")
	} else {
		s.filled("kind", true)
	}
	s.channelTarget(&c)
	c.Levels = defaultLevels()
	if s.has("levels") {
		c.Levels = s.levels("levels")
	}
	if c.Kind == KindDesktop {
		c.Sound = s.levels("sound")
	} else {
		s.refuse("belongs to channels of kind desktop", "sound")
	}
	c.Mirror = s.mirror(c.Kind)
	c.Keys = s.patterns("keys")
	if hours, given := s.filled("quiet_hours", false); given {
		c.QuietHours = hours
		if !quietHours.MatchString(hours) {
			s.mistake(s.at("quiet_hours"), `quiet_hours %s: want two times of the day, such as "16:30-08:30"`, quote(hours))
		}
	}
	c.Zone = s.zone("timezone")
	c.ExceptCritical = s.boolean("except_critical")
	if d := s.duration("escalate_after", 0); d != nil {
		c.EscalateAfter = *d
	}
	s.finish()
	return c
}

// channelTarget takes where a channel sends to.
func (s *section) channelTarget(c *Channel) {
	if c.Kind == KindDesktop {
		s.refuse("makes no sense for a channel of kind desktop", "url", "secret")
		return
	}
	target, given := s.filled("url", c.Kind != "")
	if given {
		c.URL = s.target("url", c.Kind, target)
	}
	if c.Kind == "webhook" || c.Kind == "" {
		c.Secret = s.reference("secret")
		s.warnSecret("secret", c.Secret)
	} else {
		s.refuse(`belongs to channels of kind "webhook"`, "secret")
	}
}

// target checks a reference, or a literal address without a secret in it. It is
// not shown in messages.
func (s *section) target(key, kind, target string) string {
	scheme, _, _ := strings.Cut(target, ":")
	if scheme == "env" || scheme == "file" || scheme == "keyring" {
		ref := s.reference(key)
		s.warnSecret(key, ref)
		return ref
	}
	u, err := url.Parse(target)
	switch {
	case err != nil || u.Scheme == "" || strings.ContainsFunc(target, unicode.IsSpace):
		s.mistake(s.at(key), "%s is neither an address nor a reference such as env:NAME", key)
	case u.User != nil:
		s.mistake(s.at(key), "%s holds a secret: write the whole address into an environment variable and name that, env:NAME", key)
	case kind != "shoutrrr" && u.Scheme != "http" && u.Scheme != "https":
		s.mistake(s.at(key), "%s must begin with http:// or https://", key)
	default:
		return target
	}
	return ""
}

// mirrored are the statuses that a channel may be told of.
var mirrored = []string{
	monitor.StatusLogin, monitor.StatusTrade, monitor.StatusProfit, monitor.StatusError, monitor.StatusWarning,
	monitor.StatusWaiting, monitor.StatusBusy, monitor.StatusStopped, monitor.StatusCustom,
}

func (s *section) mirror(kind string) (statuses []string) {
	if kind == "alertmanager" {
		s.refuse("makes no sense for a channel of kind alertmanager", "mirror")
		return nil
	}
	for _, e := range s.texts("mirror") {
		if !slices.Contains(mirrored, e.text) {
			s.mistake(e.line, "mirror %s: want some of %s", quote(e.text), strings.Join(mirrored, ", "))
			continue
		}
		statuses = append(statuses, e.text)
	}
	return statuses
}

func (s *section) levels(name string) []monitor.Level {
	var levels []monitor.Level
	for _, e := range s.texts(name) {
		var level monitor.Level
		if err := level.UnmarshalText([]byte(e.text)); err != nil {
			s.mistake(e.line, "level %s: want off, ok, unknown, warning or critical", quote(e.text))
			continue
		}
		levels = append(levels, level)
	}
	return levels
}

func (s *section) bus() *Bus {
	b := &Bus{Stream: "SENTINEL", Replicas: 1}
	if target, given := s.filled("url", true); given {
		b.URL = s.busURL(target)
	}
	if stream, given := s.filled("stream", false); given {
		b.Stream = stream
		if strings.ContainsFunc(stream, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`.*>/\`, r) }) {
			s.mistake(s.at("stream"), `stream %s: want a name without spaces and . * > / \`, quote(stream))
		}
	}
	if n := s.number("replicas", 1, 5); n != nil {
		b.Replicas = *n
	}
	s.finish()
	return b
}

func (s *section) busURL(target string) string {
	u, err := url.Parse(target)
	switch {
	case err != nil || u.Scheme != "nats" && u.Scheme != "tls" || !validHost(u.Host):
		s.mistake(s.at("url"), `url: want the address of a NATS server, such as "nats://127.0.0.1:4222"`)
	case u.User != nil:
		s.mistake(s.at("url"), "url holds a secret: take the user and the password out")
	default:
		return target
	}
	return ""
}
