//go:build !windows && !darwin

package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"sync"

	"github.com/godbus/dbus/v5"

	"sentinel/platform/sessionbus"
)

const (
	serviceName = "org.freedesktop.Notifications"
	servicePath = "/org/freedesktop/Notifications"

	// neverExpires leaves it to the person, and to later toasts with the same
	// ID, when a toast goes.
	neverExpires int32 = 0
	// asUsual leaves it to the desktop.
	asUsual int32 = -1
)

// service speaks to the desktop's notification server.
type service struct {
	ctx     context.Context
	appName string
	files   files
	player  *player
	log     *slog.Logger

	mu     sync.Mutex // held while a toast is being shown, so that its actions find it
	closed bool
	link   *link // nil before the first toast and after the bus went away
	act    func(id, action string)
}

func newService(ctx context.Context, appName string, files files, log *slog.Logger) *service {
	s := &service{
		ctx: ctx, appName: appName, files: files, player: &player{files: files, log: log}, log: log,
		act: func(string, string) {},
	}
	context.AfterFunc(ctx, func() { _ = s.Close() })
	return s
}

func (s *service) OnAction(act func(id, action string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.act = act
}

func (s *service) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.player.wait() // no sound begins after closed is set

	s.mu.Lock()
	defer s.mu.Unlock()
	if s.link == nil {
		return nil
	}
	bus := s.link.bus
	s.link = nil
	if err := bus.Close(); err != nil {
		return fmt.Errorf("leaving the D-Bus session bus: %w", err)
	}
	return nil
}

func (s *service) Notify(ctx context.Context, toast Toast) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.ctx.Err() != nil {
		return ErrClosed
	}
	ctx, cancel := context.WithTimeout(ctx, sessionbus.Bound)
	defer cancel()

	link, err := s.connected(ctx)
	if err != nil {
		return noServer(err)
	}
	served, err := link.hasServer(ctx)
	if err != nil {
		return notAsked(err)
	}
	if !served {
		if err := notifySend(ctx, s.appName, toast); err != nil {
			return err
		}
		s.player.play(toast, func() bool { return false }) // nobody can tell
		return nil
	}
	return s.show(ctx, link, toast)
}

// noServer tells the lack of a bus, which is the lack of a server too, from
// one that does not answer.
func noServer(err error) error {
	if errors.Is(err, sessionbus.ErrNone) {
		return fmt.Errorf("%w (%w)", ErrNoServer, err)
	}
	return notAsked(err)
}

// notAsked tells that the server was not even asked. It wraps no time-out: the
// toast cannot appear, so it may be sent again.
func notAsked(err error) error {
	return fmt.Errorf("cannot reach the notification server: %v", err)
}

// show asks the server that there is. No other way is tried after it: a call
// that timed out may still put the toast on the screen.
func (s *service) show(ctx context.Context, link *link, toast Toast) error {
	able := link.capabilities(ctx)
	title, body := toast.plain()
	if slices.Contains(able, "body-markup") {
		body = markup(body)
	}
	actions := []string{}
	if slices.Contains(able, "actions") {
		actions = toast.buttons()
	}
	hints := map[string]dbus.Variant{
		"urgency": dbus.MakeVariant(byte(min(toast.Urgency, Critical))),
	}
	serverPlays := toast.Sound != SoundNone && slices.Contains(able, "sound")
	if serverPlays {
		hints["sound-name"] = dbus.MakeVariant(toast.Sound.name())
	} else {
		hints["suppress-sound"] = dbus.MakeVariant(true) // silent, or played by us
	}

	var number uint32
	err := link.server().CallWithContext(ctx, serviceName+".Notify", 0,
		s.appName, link.toasts.number(toast.ID), s.iconURL(toast), title, body, actions, hints, expiry(toast),
	).Store(&number)
	timedOut := errors.Is(err, context.DeadlineExceeded)
	if !serverPlays && (err == nil || timedOut) {
		s.player.play(toast, func() bool { return link.quiet(s.ctx) || s.ctx.Err() != nil })
	}
	if timedOut {
		return fmt.Errorf("the notification server did not answer within %v; the toast may still appear: %w", sessionbus.Bound, err)
	}
	if err != nil {
		return fmt.Errorf("the notification server refused a toast: %w", err)
	}
	link.toasts.shown(toast.ID, number)
	return nil
}

// buttons are a toast's actions, each followed by its label. Servers show them
// in this order.
func (t Toast) buttons() []string {
	actions := []string{ActionOpen, "Open"}
	if t.Acknowledge {
		actions = append(actions, ActionAcknowledge, "Acknowledge")
	}
	if label := clean(t.Snooze, buttonLimit, false); label != "" {
		actions = append(actions, ActionSnooze, label)
	}
	return actions
}

func expiry(toast Toast) int32 {
	if toast.Passing {
		return asUsual
	}
	return neverExpires
}

func (s *service) iconURL(toast Toast) string {
	path, err := s.files.icon(toast)
	if err != nil {
		s.log.Warn("toast without its icon", "error", err)
	}
	if path == "" {
		return ""
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// connected gives the link, a new one when there was none or the bus has gone.
func (s *service) connected(ctx context.Context) (*link, error) {
	if s.link != nil && s.link.bus.Connected() {
		return s.link, nil
	}
	s.link = nil
	bus, err := sessionbus.Connect(s.ctx)
	if err != nil {
		return nil, err
	}
	link, err := listen(ctx, bus)
	if err != nil {
		_ = bus.Close()
		return nil, err
	}
	s.link = link
	go s.hear(link)
	return link, nil
}
