//go:build !linux

// Package secrettest takes the keyring away from a test, as on a server. For
// tests alone.
package secrettest

import (
	"testing"

	"github.com/zalando/go-keyring"
)

// None has this process find no keyring from now on.
func None(t *testing.T) {
	t.Helper()
	keyring.MockInitWithError(keyring.ErrUnsupportedPlatform)
}
