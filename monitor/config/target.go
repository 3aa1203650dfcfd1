package config

import "strings"

// Address resolves an address that is a reference, see Secret, or stands in the
// file as it is, for it holds no secret.
func Address(target string) (string, error) {
	if scheme, _, _ := strings.Cut(target, ":"); scheme == "env" || scheme == "file" || scheme == "keyring" {
		return Secret(target)
	}
	return target, nil
}
