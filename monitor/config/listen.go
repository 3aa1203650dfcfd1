package config

import (
	"crypto/tls"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"sentinel/monitor"
)

func (s *section) listen() Listen {
	l := Listen{Address: DefaultAddress}
	if s.has("address") {
		l.Address = s.address()
	} else {
		s.take("address")
	}
	for _, host := range s.texts("hosts") {
		if validHost(host.text) {
			l.Hosts = append(l.Hosts, host.text)
		} else {
			s.mistake(host.line, `host %s: want a name such as "sentinel.example", without http:// or a path`, quote(host.text))
		}
	}
	for _, origin := range s.texts("origins") {
		if validOrigin(origin.text) {
			l.Origins = append(l.Origins, origin.text)
		} else {
			s.mistake(origin.line, `origin %s: want the start of a page's address, such as "http://localhost:3000", without a path`, quote(origin.text))
		}
	}
	var cert, key bool
	l.TLSCert, cert = s.path("tls_cert", false)
	l.TLSKey, key = s.path("tls_key", false)
	switch {
	case cert && !key && !s.has("tls_key"):
		s.mistake(s.at("tls_cert"), "tls_cert needs tls_key as well")
	case key && !cert && !s.has("tls_cert"):
		s.mistake(s.at("tls_key"), "tls_key needs tls_cert as well")
	case cert && key:
		if _, err := tls.LoadX509KeyPair(l.TLSCert, l.TLSKey); err != nil {
			s.warn(s.at("tls_cert"), "the certificate cannot be used, so that Sentinel will not start: %v", err)
		}
	}
	s.finish()
	return l
}

// address takes host:port; "" turns the receiver off.
func (s *section) address() string {
	address := s.text("address")
	if address == "" {
		return ""
	}
	host, port, err := net.SplitHostPort(address)
	number, portError := strconv.ParseUint(port, 10, 16)
	if err != nil || portError != nil || host != "" && !validHost(host) {
		s.mistake(s.at("address"), "address %s: want an address and a port, such as %q", quote(address), DefaultAddress)
		return ""
	}
	return net.JoinHostPort(host, strconv.FormatUint(number, 10))
}

// beyondLoopback tells whether other machines can reach an address.
func beyondLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil || strings.EqualFold(host, "localhost") {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return err != nil || !ip.IsLoopback()
}

func (s *section) token() Token {
	var t Token
	if robot, given := s.filled("robot", true); given {
		t.Robot = robot
		if key, err := monitor.ParseKey(robot); err != nil {
			s.mistake(s.at("robot"), "robot %s: %v", quote(robot), monitor.ErrBadKey)
		} else if key.Kind() != monitor.KindRobot {
			s.mistake(s.at("robot"), "robot %s is the key of an account: a token is a robot's", quote(robot))
		}
	}
	if !s.has("value") {
		s.mistake(s.line(), "%s has no value", s.name)
	}
	t.Value = s.reference("value")
	s.warnSecret("value", t.Value)
	s.finish()
	return t
}

// reference takes a reference to a secret and checks its form; "" when it is
// not there or not well formed.
func (s *section) reference(key string) string {
	ref, given := s.filled(key, false)
	if !given {
		return ""
	}
	if err := checkReference(ref); err != nil {
		s.mistake(s.at(key), "%s: %v", key, err)
		return ""
	}
	if path, isFile := strings.CutPrefix(ref, "file:"); isFile {
		s.files = append(s.files, path)
	}
	return ref
}

// resolved takes a reference that must resolve.
func (s *section) resolved(key string) string {
	ref := s.reference(key)
	if ref == "" {
		return ""
	}
	if _, err := Secret(ref); err != nil {
		s.mistake(s.at(key), "%s: %v", key, err)
	}
	s.warnOpen(key, ref)
	return ref
}

// warnSecret warns of a reference without which the rest goes on.
func (s *section) warnSecret(key, ref string) {
	if ref == "" {
		return
	}
	if _, err := Secret(ref); err != nil {
		s.warn(s.at(key), "%v", err)
	}
	s.warnOpen(key, ref)
}

func (s *section) warnOpen(key, ref string) {
	if openToOthers(ref) {
		path := strings.TrimPrefix(ref, "file:")
		s.warn(s.at(key), "%s can be read by other users of this machine: run chmod 600 on it", path)
	}
}

// validHost accepts a host name or an IP address, with or without a port.
func validHost(host string) bool {
	if name, port, err := net.SplitHostPort(host); err == nil {
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return false
		}
		host = name
	} else if inner, isIPv6 := strings.CutPrefix(host, "["); isIPv6 {
		host, _ = strings.CutSuffix(inner, "]")
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return host != "" && len(host) <= 253 && !strings.ContainsFunc(host, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '-' && r != '_'
	})
}

func validOrigin(origin string) bool {
	u, err := url.Parse(origin)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && validHost(u.Host) &&
		origin == u.Scheme+"://"+u.Host
}
