package api

import (
	"cmp"
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// guard decides which requests may reach the routes. Its rules, in order:
//
//   - The Host must name this machine (a loopback address or localhost; beyond
//     loopback the address that was connected to) or be configured. A page
//     whose own name was made to resolve to this machine (DNS rebinding) still
//     sends its own name.
//   - No web page may send anything, not even by an image: a request with an
//     Origin, or with a Sec-Fetch-Site other than none, is refused. A page of a
//     configured origin may read the status endpoint.
//   - Beyond loopback, also through a proxy on this machine, everything but
//     healthPath needs a token: the control token, or a robot's.
//   - What changes the monitor needs the control token (checkToken); what a
//     robot posts needs the robot's, when it has one (poster).
type guard struct {
	token    digest
	robots   []robotDigest
	loopback bool
	hosts    []string // lower case, without a port
	origins  []string // lower case
}

// digest is a token's hash: of equal length, so that a comparison tells nothing
// by its time.
type digest [sha256.Size]byte

func digestOf(secret string) digest { return sha256.Sum256([]byte(secret)) }

func (d digest) equal(other digest) bool { return subtle.ConstantTimeCompare(d[:], other[:]) == 1 }

type robotDigest struct {
	robot string
	token digest
}

func newGuard(o Options) guard {
	g := guard{token: digestOf(o.ControlToken), loopback: o.Loopback}
	for _, t := range o.Tokens {
		g.robots = append(g.robots, robotDigest{t.Robot, digestOf(t.Secret)})
	}
	for _, host := range o.Hosts {
		g.hosts = append(g.hosts, hostName(host))
	}
	for _, origin := range o.Origins {
		g.origins = append(g.origins, strings.ToLower(strings.TrimSuffix(origin, "/")))
	}
	return g
}

// check refuses a request, or lets it pass and tells a page that may read the
// answer that it may.
func (g guard) check(w http.ResponseWriter, r *http.Request) error {
	if !g.knowsHost(r) {
		return failure(http.StatusForbidden,
			"the host %q is not this monitor's; behind a proxy add it to [listen] hosts", r.Host)
	}
	if r.URL.Path == heartbeatPath {
		w.Header().Add("Vary", "Origin")
	}
	switch {
	case g.mayRead(r):
		w.Header().Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	case fromPage(r):
		return failure(http.StatusForbidden,
			"web pages may not use this monitor; a page may read %s when its origin stands in [listen] origins", heartbeatPath)
	}
	preflight := r.Method == http.MethodOptions && r.URL.Path == heartbeatPath
	if g.local(r) || r.URL.Path == healthPath || preflight {
		return nil
	}
	return g.checkReader(r)
}

// local tells whether a request is of this machine's own making. What a
// reverse proxy passes on has the proxy's public name, or is marked as passed
// on, and may come from anywhere.
func (g guard) local(r *http.Request) bool {
	return g.loopback && isLoopback(hostName(r.Host)) &&
		len(r.Header["X-Forwarded-For"]) == 0 && len(r.Header["Forwarded"]) == 0
}

func (g guard) knowsHost(r *http.Request) bool {
	host := hostName(r.Host)
	if slices.Contains(g.hosts, host) {
		return true
	}
	if g.loopback {
		return isLoopback(host)
	}
	// The server may listen on all addresses: the one that this request came
	// in on is the one that counts.
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return false
	}
	address, err := netip.ParseAddrPort(local.String())
	if err != nil {
		return false
	}
	bound := address.Addr().Unmap().WithZone("")
	if bound.IsLoopback() {
		return isLoopback(host)
	}
	named, err := netip.ParseAddr(host)
	return err == nil && named.Unmap() == bound
}

func isLoopback(host string) bool {
	if host == "localhost" || host == "127.0.0.1" { // as nearly all write it
		return true
	}
	// To this machine ::ffff:127.0.0.1 is 127.0.0.1. Browsers take it for any
	// address: they send a page's image there without a Sec-Fetch-Site.
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback() && !address.Is4In6()
}

// hostName takes the port and the brackets of an IPv6 address off a Host.
func hostName(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	} else if strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
		host = host[1 : len(host)-1]
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// fromPage tells whether a browser sent the request for a page. Programs send
// neither header; a browser that shows the answer by itself, as when a person
// typed the address, says none.
func fromPage(r *http.Request) bool {
	if len(r.Header.Values("Origin")) > 0 {
		return true
	}
	for _, site := range r.Header.Values("Sec-Fetch-Site") {
		if site != "none" {
			return true
		}
	}
	return false
}

// mayRead tells whether the request is a page's that may read the status
// endpoint. Only a request that says its origin can be known to be one.
func (g guard) mayRead(r *http.Request) bool {
	if r.URL.Path != heartbeatPath ||
		!slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions}, r.Method) {
		return false
	}
	said := r.Header.Values("Origin")
	if len(said) != 1 || !isOrigin(said[0]) {
		return false
	}
	return slices.Contains(g.origins, strings.ToLower(said[0]))
}

func isOrigin(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme != "" && u.Host != "" && u.Path == ""
}

// saidToken is the token that a request brings; ok is false without one, and
// when there are several of which none can be preferred.
func saidToken(r *http.Request) (d digest, ok bool) {
	headers := r.Header["Authorization"]
	if len(headers) != 1 {
		return digest{}, false
	}
	scheme, said, _ := strings.Cut(headers[0], " ")
	said = strings.TrimSpace(said)
	if !strings.EqualFold(scheme, "Bearer") || said == "" {
		return digest{}, false
	}
	return digestOf(said), true
}

// checkToken refuses a request without the control token.
func (g guard) checkToken(r *http.Request) error {
	said, ok := saidToken(r)
	switch {
	case !ok:
		return failure(http.StatusUnauthorized,
			"this needs the control token: Authorization: Bearer, with what stands in control-token in the state folder")
	case !said.equal(g.token):
		return failure(http.StatusForbidden, "the control token is wrong: it stands in control-token in the state folder")
	}
	return nil
}

// checkReader refuses a request without any of the tokens.
func (g guard) checkReader(r *http.Request) error {
	said, ok := saidToken(r)
	if !ok {
		return errNoToken
	}
	if _, known := g.robotOf(said); !known && !said.equal(g.token) {
		return errWrongToken
	}
	return nil
}

var (
	errNoToken = failure(http.StatusUnauthorized,
		"from another machine this needs a token: Authorization: Bearer, with a robot's token or the control token")
	errWrongToken = failure(http.StatusForbidden, "the token is not known here")
)

// robotOf finds the robot of a token. It looks at all, whichever it is.
func (g guard) robotOf(said digest) (robot string, known bool) {
	for _, t := range g.robots {
		if t.token.equal(said) {
			robot, known = t.robot, true
		}
	}
	return robot, known
}

// poster returns whose heartbeats a request may post: the robot's that it
// names; when it names none, the token's robot, or the default one.
func (g guard) poster(r *http.Request, robot string) (string, error) {
	if r.Header.Get("Sec-Fetch-Mode") == "navigate" {
		// A link in a mail may lead a person's browser here, and says no more of
		// itself than a typed address does.
		return "", failure(http.StatusForbidden, "robots post, and browsers do not: any link could do it for you. Try it with curl")
	}
	said, ok := saidToken(r)
	if !ok {
		robot = cmp.Or(robot, defaultRobot)
		switch {
		case !g.local(r):
			return "", errNoToken
		case g.hasToken(robot):
			return "", failure(http.StatusUnauthorized, "robot %s has a token: send it, as Authorization: Bearer", robot)
		}
		return robot, nil
	}
	if said.equal(g.token) {
		return cmp.Or(robot, defaultRobot), nil
	}
	owner, known := g.robotOf(said)
	switch {
	case !known:
		return "", errWrongToken
	case robot != "" && robot != owner:
		return "", failure(http.StatusForbidden, "this is the token of another robot than %s", robot)
	}
	return owner, nil
}

func (g guard) hasToken(robot string) bool {
	return slices.ContainsFunc(g.robots, func(t robotDigest) bool { return t.robot == robot })
}

// defaultRobot is the robot of heartbeats that name none.
const defaultRobot = "default"

// remote tells whether a request came from another machine.
func (g guard) remote(r *http.Request) bool {
	if g.loopback {
		return !g.local(r)
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && !from.Addr().Unmap().IsLoopback()
}
