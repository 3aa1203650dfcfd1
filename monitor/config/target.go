package config

import (
	"fmt"
	"strings"
)

// Address resolves an address that is a reference, see Secret, or stands in the
// file as it is, for it holds no secret.
func Address(target string) (string, error) {
	if scheme, _, _ := strings.Cut(target, ":"); scheme == "env" || scheme == "file" || scheme == "keyring" {
		return Secret(target)
	}
	return target, nil
}

// Typed resolves what a person typed where a secret is asked for: the secret
// itself, or a reference to one.
func Typed(text string) (string, error) {
	if checkReference(text) == nil {
		return Secret(text)
	}
	if err := CheckSecret(text); err != nil {
		return "", fmt.Errorf("it %w", err)
	}
	return text, nil
}
