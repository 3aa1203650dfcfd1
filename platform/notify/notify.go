// Package notify shows short messages with the desktop's own notifications.
//
// On Linux and the BSDs it speaks org.freedesktop.Notifications over a D-Bus
// connection of its own; on Windows and macOS the beeep library shows them. A
// toast's text is cleaned by its maker; here control characters go once more,
// and nothing in it can run as a script, be read as an option, or act as
// markup.
//
// A toast is silent unless its maker asks for a sound. On Linux and the BSDs
// the server plays it, where it can; else a player of the desktop does, unless
// the desktop asks for quiet (the toast is sent all the same: servers keep it
// in their list). On Windows and macOS the toast brings the system's own sound,
// which the system mutes in Do not disturb and Focus.
//
// A Notifier may be used from any goroutine. It shows one toast at a time, and
// no call takes longer than a few seconds.
package notify

import (
	"context"
	"errors"
	"log/slog"
)

// ErrNoServer means that nothing on this desktop shows notifications.
var ErrNoServer = errors.New("no notification server is running: start your desktop's, or install one such as dunst")

// ErrClosed means that the Notifier was closed.
var ErrClosed = errors.New("the notifier is closed")

// Urgency tells the desktop how much a toast matters.
type Urgency byte

// The urgencies, as D-Bus numbers them. A critical toast stays until somebody
// has seen it, where the desktop can do that.
const (
	Low Urgency = iota
	Normal
	Critical
)

// Actions that a person can take on a toast, as OnAction hears of them.
const (
	ActionOpen        = "default" // clicked the toast
	ActionAcknowledge = "ack"     // pressed its Acknowledge button
	ActionSnooze      = "snooze"  // pressed its snooze button
)

// Toast is one message on the screen.
type Toast struct {
	// ID is the caller's name for it. A later toast with the same ID replaces
	// this one while it is shown. Empty: it replaces nothing and hears no actions.
	ID    string
	Title string // at most 200 characters are shown
	Body  string // plain text, lines parted by \n; at most 1000 characters are shown
	// Urgency is how much it matters.
	Urgency Urgency
	// Acknowledge offers a button of that name, where the desktop has buttons.
	Acknowledge bool
	// Snooze is the label of a button behind it, such as "Snooze 1 h"; at most
	// 40 characters are shown. Empty: no such button.
	Snooze string
	// Passing lets the desktop take it off the screen after a while. The others
	// stay until a person, or a later toast, takes them off.
	Passing bool
	// Icon names the picture in IconPNG: a to z, 0 to 9 and "-". It becomes a
	// file of that name in the folder given to New, since desktops want files.
	// Empty, or without IconPNG: no picture.
	Icon    string
	IconPNG []byte
	// Sound is heard once the toast is shown. SoundWAV is that sound, for
	// desktops that have none of that name: 16-bit PCM, a second at most. It
	// becomes a file beside the icons. Without it such desktops stay silent.
	Sound    Sound
	SoundWAV []byte
}

// Notifier shows toasts.
type Notifier interface {
	// Notify shows a toast. Its error wraps ErrNoServer when nothing can show
	// it, and context.DeadlineExceeded when the server was asked and did not
	// answer in time; the toast may then still appear, so do not send it again.
	Notify(ctx context.Context, toast Toast) error
	// Withdraw takes the toast with that ID off the screen and forgets it: a
	// later toast with the ID is a new one, and nothing is heard of this one any
	// more. It is no error when the toast or its server is gone, nor where the
	// system cannot take one back (Windows, macOS, and toasts that notify-send
	// showed). A toast whose Notify timed out cannot be withdrawn.
	Withdraw(ctx context.Context, id string) error
	// OnAction sets what hears of people's actions on toasts, with the toast's
	// ID and one of the Action constants. It is called from a goroutine of the
	// Notifier and may call Notify. Systems without actions never call it.
	OnAction(func(id, action string))
	// Close waits for a sound to end, five seconds at most, and lets go of the
	// desktop; toasts on the screen stay. A Notify or Withdraw after it gives
	// ErrClosed.
	Close() error
}

// New gives the desktop's notifier. It does not look for a server yet: each
// Notify finds the one that runs then. It is closed when ctx ends. iconDir, in
// the cache, is made when the first icon or sound is needed.
func New(ctx context.Context, appName, iconDir string, log *slog.Logger) Notifier {
	return newNotifier(ctx, appName, files{folder: iconDir}, log)
}

// Probe tells which notification server is at work, such as "dunst 1.9.0".
// Its error wraps ErrNoServer when there is none.
func Probe(ctx context.Context) (name string, err error) { return probe(ctx) }
