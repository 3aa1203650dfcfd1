package config

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"sentinel/platform/atomicfile"
	keyring "sentinel/platform/secret"
)

// secretsFolder is beside the settings file, for secrets where there is no
// keyring.
const secretsFolder = "channel-secrets"

// keptName is the form of the names of secrets that KeepSecret keeps. The end of
// each is its own, so that one that is changed is another secret: what uses the
// earlier one is told apart from it, and two monitors of one user do not meet.
var keptName = regexp.MustCompile(`^channel-[A-Za-z0-9._-]+-[0-9a-f]{8}$`)

// KeepSecret keeps a secret that a person typed, for a channel, and returns the
// reference to it: in the keyring, or, where there is none in use, in a file that its
// owner alone can read, in a folder beside the settings file. What is a reference
// itself is returned as it is.
func KeepSecret(ctx context.Context, settings, channel, secret string) (ref string, err error) {
	if checkReference(secret) == nil {
		return secret, nil
	}
	if err := CheckSecret(secret); err != nil {
		return "", fmt.Errorf("it %w", err)
	}
	name, err := newKeptName(channel)
	if err != nil {
		return "", err
	}
	err = keyring.Set(ctx, name, secret)
	if errors.Is(err, keyring.ErrNone) || errors.Is(err, keyring.ErrEmpty) {
		return keepInFile(settings, name, secret)
	}
	return "keyring:" + name, err
}

func keepInFile(settings, name, secret string) (ref string, err error) {
	folder, err := filepath.Abs(filepath.Join(filepath.Dir(settings), secretsFolder))
	if err != nil {
		return "", fmt.Errorf("find the folder for secrets: %w", err)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("make the folder for secrets: %w", err)
	}
	path := filepath.Join(folder, name)
	return "file:" + path, atomicfile.Write(path, []byte(secret+"\n"), 0o600)
}

// newKeptName makes a name for a secret of a channel.
func newKeptName(channel string) (string, error) {
	const most = 40 // a name has 64 at most
	own := make([]byte, 4)
	if _, err := rand.Read(own); err != nil {
		return "", fmt.Errorf("name the secret: %w", err)
	}
	plain := strings.Map(func(r rune) rune {
		if r < 0x80 && strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-", r) {
			return r
		}
		return '_'
	}, channel)
	return "channel-" + plain[:min(len(plain), most)] + "-" + hex.EncodeToString(own), nil
}

// ForgetSecret takes out a secret that KeepSecret kept. What else a reference
// names is a person's own, and stays.
func ForgetSecret(ctx context.Context, ref string) error {
	scheme, rest, _ := strings.Cut(ref, ":")
	var err error
	switch {
	case scheme == "keyring" && keptName.MatchString(rest):
		err = keyring.Delete(ctx, rest)
	case scheme == "file" && keptName.MatchString(filepath.Base(rest)) && filepath.Base(filepath.Dir(rest)) == secretsFolder:
		err = os.Remove(rest)
	}
	if errors.Is(err, keyring.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// HoldsSecret tells whether an address may hold a secret, so that it is kept
// elsewhere than in the settings: it does not where it is a reference, nor where it
// is a host of the web alone: paths of webhooks are often their password.
func HoldsSecret(address string) bool {
	if checkReference(address) == nil {
		return false
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return true
	}
	return strings.Trim(u.Path, "/") != ""
}
