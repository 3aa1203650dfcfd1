// Package secret keeps secrets in the keyring of the user: the Secret Service on
// Linux (GNOME Keyring, KWallet, KeePassXC), the Credential Manager on Windows,
// the Keychain on macOS.
//
// What is asked takes at most Bound, and never puts up a dialog: a monitor that
// waits for somebody to type a password does not watch. Errors hold no secret.
// Any goroutine may call it.
package secret

import (
	"context"
	"errors"
	"time"
)

// Bound is how long the keyring may take to answer.
const Bound = 5 * time.Second

// service is the name under which everything is kept; user is a secret's own.
// The attributes are those of github.com/zalando/go-keyring, so that one finds
// what the other wrote: secret-tool lookup service sentinel username NAME.
const service = "sentinel"

// Why a secret cannot be had or kept.
var (
	ErrNone     = errors.New("there is no keyring here: none runs for this user")
	ErrEmpty    = errors.New("the keyring has no place to keep secrets in yet: make a default keyring first")
	ErrLocked   = errors.New("the keyring is locked: unlock it, or log in")
	ErrNotFound = errors.New("the keyring holds no such secret")
)

// Get reads a secret.
func Get(ctx context.Context, name string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, Bound)
	defer cancel()
	return get(ctx, name)
}

// Set keeps a secret, in place of an earlier one of its name.
func Set(ctx context.Context, name, value string) error {
	ctx, cancel := context.WithTimeout(ctx, Bound)
	defer cancel()
	return set(ctx, name, value)
}

// Delete takes a secret out; its error wraps ErrNotFound when there is none.
func Delete(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, Bound)
	defer cancel()
	return remove(ctx, name)
}
