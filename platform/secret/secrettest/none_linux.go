// Package secrettest takes the keyring away from a test, as on a server. For
// tests alone.
package secrettest

import (
	"path/filepath"
	"testing"
)

// None has this process find no keyring until the test ends.
func None(t *testing.T) {
	t.Helper()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "none"))
}
