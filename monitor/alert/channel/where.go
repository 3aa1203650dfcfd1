package channel

import (
	"net/url"
	"slices"
	"strings"
)

// Where says in a word where a channel sends to: the service, such as "telegram",
// or the host, such as "hooks.example". It says nothing else of the URL, which
// holds secrets; of one that cannot be read nothing at all.
func Where(kind, address string) string {
	u, err := url.Parse(address)
	switch {
	case kind == KindDesktop:
		return "this desktop"
	case err != nil:
		return ""
	case kind != KindShoutrrr:
		return strings.ToLower(u.Hostname())
	}
	service, _, _ := strings.Cut(strings.ToLower(u.Scheme), "+")
	_, known := dialects[service]
	switch {
	case !known:
		return ""
	case slices.Contains([]string{"smtp", "generic"}, service) && u.Hostname() != "": // of others the host may be a token
		return strings.ToLower(u.Hostname())
	}
	return service
}
