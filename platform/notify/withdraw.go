//go:build !windows && !darwin

package notify

import (
	"context"
	"errors"
	"fmt"

	"github.com/godbus/dbus/v5"

	"sentinel/platform/sessionbus"
)

func (s *service) Withdraw(ctx context.Context, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.ctx.Err() != nil {
		return ErrClosed
	}
	if s.link == nil || !s.link.bus.Connected() {
		return nil // the toasts are not known any more
	}
	ctx, cancel := context.WithTimeout(ctx, sessionbus.Bound)
	defer cancel()
	// A new server has other toasts of the old one's numbers.
	if err := s.link.refreshOwner(ctx); err != nil {
		return notAsked(err)
	}
	number := s.link.toasts.number(id)
	if number == 0 {
		return nil
	}
	err := s.link.server().CallWithContext(ctx, serviceName+".CloseNotification", dbus.FlagNoAutoStart, number).Err
	// A server that has no such toast, or that has just gone, answers with an
	// error of its own: then the toast is not on the screen either.
	if refused := (dbus.Error{}); err != nil && !errors.As(err, &refused) {
		return fmt.Errorf("the notification server did not take a toast back; it may still be on the screen: %w", err)
	}
	s.link.toasts.gone(number)
	return nil
}
