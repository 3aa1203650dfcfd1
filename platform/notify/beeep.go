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

// bridge shows toasts by way of the beeep library, which knows no replacing,
// no withdrawing and no actions.
//
// Its Notify is silent and its Alert has a sound, as read in the source of
// v0.11.3 and heard on neither system: on Windows the toast's audio is
// "silent" or Notification.Default, on macOS terminal-notifier and osascript
// are given the sound "default" or none. The systems play these sounds as part
// of the toast, so that Do not disturb and Focus mute them; we play nothing.
type bridge struct {
	files files
	log   *slog.Logger

	mu     sync.Mutex // the library keeps state of its own without guarding it
	closed bool
}

func newNotifier(ctx context.Context, appName string, files files, log *slog.Logger) Notifier {
	beeep.AppName = appName // once, before the first toast
	b := &bridge{files: files, log: log}
	context.AfterFunc(ctx, func() { _ = b.Close() })
	return b
}

func (b *bridge) Notify(ctx context.Context, toast Toast) error {
	icon, err := b.files.icon(toast)
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
	show := beeep.Notify
	if toast.Sound != SoundNone {
		show = beeep.Alert
	}
	if err := show(inert(title), inert(body), icon); err != nil {
		return fmt.Errorf("cannot show a notification (are they switched on for Sentinel in the system's settings?): %w", err)
	}
	return nil
}

func (b *bridge) Withdraw(context.Context, string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return ErrClosed
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
