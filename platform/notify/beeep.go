//go:build windows || darwin

package notify

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"

	"github.com/gen2brain/beeep"
)

// bridge shows toasts by way of the beeep library, which knows no replacing
// and no actions.
type bridge struct {
	icons icons
	log   *slog.Logger

	mu     sync.Mutex // the library keeps state of its own without guarding it
	closed bool
}

func newNotifier(ctx context.Context, appName string, icons icons, log *slog.Logger) Notifier {
	beeep.AppName = appName // once, before the first toast
	b := &bridge{icons: icons, log: log}
	context.AfterFunc(ctx, func() { _ = b.Close() })
	return b
}

func (b *bridge) Notify(ctx context.Context, toast Toast) error {
	icon, err := b.icons.file(toast)
	if err != nil {
		b.log.Warn("toast without its icon", "error", err)
	}
	if strings.ContainsAny(icon, "$`\"&<>'") {
		icon = "" // the path would be put into XML and a script as it is
	}
	title, body := toast.plain()

	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := beeep.Notify(inert(title), inert(body), icon); err != nil {
		return fmt.Errorf("cannot show a notification (are they switched on for Sentinel in the system's settings?): %w", err)
	}
	return nil
}

func (b *bridge) OnAction(func(id, action string)) {}

func (b *bridge) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	return nil
}
