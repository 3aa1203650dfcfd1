package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sentinel/platform/secret/secrettest"
)

func TestKeepSecretWithoutKeyring(t *testing.T) {
	secrettest.None(t)
	settings := filepath.Join(t.TempDir(), "config.toml")
	const secret = "telegram://1234:cAnArY@telegram?chats=5"
	refs := map[string]bool{}
	for _, channel := range []string{"owner", "owner", "über/.. \"x\"", strings.Repeat("long", 30)} {
		ref, err := KeepSecret(t.Context(), settings, channel, secret)
		if err != nil {
			t.Fatalf("%s: %v", channel, err)
		}
		path, isFile := strings.CutPrefix(ref, "file:")
		if !isFile || filepath.Dir(path) != filepath.Join(filepath.Dir(settings), secretsFolder) || len(filepath.Base(path)) > 64 || refs[ref] {
			t.Errorf("%s: it is kept at %s", channel, ref)
		}
		refs[ref] = true
		if got, err := Secret(ref); got != secret || err != nil {
			t.Errorf("%s: read back it is %q, %v", channel, got, err)
		}
		if openToOthers(ref) {
			t.Errorf("%s: others may read it", channel)
		}
		folder, err := os.Stat(filepath.Dir(path))
		if err != nil || permissionsMean && folder.Mode().Perm() != 0o700 {
			t.Errorf("the folder: %v %v", folder.Mode(), err)
		}
	}
	for ref := range refs {
		for range 2 { // the second time there is nothing to forget
			if err := ForgetSecret(t.Context(), ref); err != nil {
				t.Error(err)
			}
		}
		if _, err := Secret(ref); err == nil {
			t.Errorf("%s is still there", ref)
		}
	}
}

func TestKeepSecretTakesReferencesAndOneLine(t *testing.T) {
	secrettest.None(t)
	settings := filepath.Join(t.TempDir(), "config.toml")
	for _, ref := range []string{"env:TELEGRAM_URL", "file:/run/secrets/telegram", "keyring:telegram"} {
		if got, err := KeepSecret(t.Context(), settings, "owner", ref); got != ref || err != nil {
			t.Errorf("%s becomes %q, %v", ref, got, err)
		}
	}
	if ref, err := KeepSecret(t.Context(), settings, "owner", "cAnArY\nmore"); err == nil || strings.Contains(err.Error(), "cAnArY") {
		t.Errorf("two lines: %q, %v", ref, err)
	}
	if files, _ := os.ReadDir(filepath.Dir(settings)); len(files) > 0 {
		t.Errorf("there is %v", files)
	}
}

// What a person keeps in a file or by a name of their own is not touched.
func TestForgetSecretLeavesOthers(t *testing.T) {
	secrettest.None(t)
	folder := t.TempDir()
	for _, name := range []string{"telegram", filepath.Join(secretsFolder, "telegram"), "channel-owner-0a1b2c3d"} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		writeFile(t, path, "mine\n")
		if err := ForgetSecret(t.Context(), "file:"+path); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := readBack(t, path); got != "mine\n" {
			t.Errorf("%s is now %q", name, got)
		}
	}
	for _, ref := range []string{"", "env:channel-owner-0a1b2c3d", "keyring:telegram", "https://x.example/"} {
		if err := ForgetSecret(t.Context(), ref); err != nil {
			t.Errorf("%q: %v", ref, err)
		}
	}
}

func TestHoldsSecret(t *testing.T) {
	for address, want := range map[string]bool{
		"env:TELEGRAM_URL":                     false,
		"http://127.0.0.1:9093":                false,
		"https://alerts.example/api/v2/alerts": true,
		"https://user@alerts.example/":         true,
		"https://alerts.example/?key=1":        true,
		"https://alerts.example/#1":            true,
		"https://hooks.example/mine":           true,
		"https://alerts.example/":              false,
		"telegram://1:2@telegram":              true,
		"smtp://h.example":                     true,
		"":                                     true,
		"://":                                  true,
	} {
		if got := HoldsSecret(address); got != want {
			t.Errorf("%q: %t", address, got)
		}
	}
}
