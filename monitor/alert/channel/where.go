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
	service := Service(kind, address)
	if slices.Contains([]string{"smtp", "generic"}, service) && u.Hostname() != "" { // of others the host may be a token
		return strings.ToLower(u.Hostname())
	}
	return service
}

// Service is the service that the address of a channel of kind shoutrrr speaks to,
// such as "telegram" or "smtp"; empty for one that is not known, and for other
// kinds.
func Service(kind, address string) string {
	u, err := url.Parse(address)
	if kind != KindShoutrrr || err != nil {
		return ""
	}
	service, _, _ := strings.Cut(strings.ToLower(u.Scheme), "+")
	if _, known := dialects[service]; !known {
		return ""
	}
	return service
}
