//go:build !linux

package secret

import (
	"context"
	"errors"
	"fmt"

	"github.com/zalando/go-keyring"
)

func get(ctx context.Context, name string) (value string, err error) {
	err = within(ctx, func() (err error) {
		value, err = keyring.Get(service, name)
		return err
	})
	if err != nil {
		return "", err
	}
	return value, nil
}

func set(ctx context.Context, name, value string) error {
	return within(ctx, func() error { return keyring.Set(service, name, value) })
}

func remove(ctx context.Context, name string) error {
	return within(ctx, func() error { return keyring.Delete(service, name) })
}

// within bounds what the library does without a bound.
func within(ctx context.Context, ask func() error) error {
	done := make(chan error, 1)
	go func() { done <- ask() }()
	select {
	case err := <-done:
		return plain(err)
	case <-ctx.Done():
		return fmt.Errorf("the keyring did not answer within %s", Bound)
	}
}

// plain says in words what the library says.
func plain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return ErrNotFound
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return errors.New("the secret is too long for the keyring: keep it in a file")
	case errors.Is(err, keyring.ErrUnsupportedPlatform):
		return ErrNone
	}
	return errors.New("the keyring refused")
}
