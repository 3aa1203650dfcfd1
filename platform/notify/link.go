//go:build !windows && !darwin

package notify

import (
	"context"
	"fmt"
	"slices"

	"github.com/godbus/dbus/v5"

	"sentinel/platform/sessionbus"
)

// link is one connection to the bus and what is known of the server there.
// The service's lock guards it.
type link struct {
	bus     *dbus.Conn
	signals chan *dbus.Signal
	owner   string   // unique name of the server, "" while there is none
	able    []string // its capabilities, nil while they are not known
	toasts  toasts   // on its screen
}

// listen subscribes to what a server says of toasts and to servers coming and
// going.
func listen(ctx context.Context, bus *dbus.Conn) (*link, error) {
	l := &link{bus: bus, signals: make(chan *dbus.Signal, 16)}
	bus.Signal(l.signals)
	if err := bus.AddMatchSignalContext(ctx,
		dbus.WithMatchSender(serviceName), dbus.WithMatchInterface(serviceName), dbus.WithMatchObjectPath(servicePath),
	); err != nil {
		return nil, fmt.Errorf("listening to the notification server: %w", err)
	}
	if err := bus.AddMatchSignalContext(ctx,
		dbus.WithMatchSender("org.freedesktop.DBus"), dbus.WithMatchInterface("org.freedesktop.DBus"),
		dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, serviceName),
	); err != nil {
		return nil, fmt.Errorf("listening to the session bus: %w", err)
	}
	return l, nil
}

func (l *link) server() dbus.BusObject { return l.bus.Object(serviceName, servicePath) }

// hasServer tells whether a server runs, or is started by the bus as soon as
// it is called.
func (l *link) hasServer(ctx context.Context) (bool, error) {
	if err := l.refreshOwner(ctx); err != nil || l.owner != "" {
		return l.owner != "", err
	}
	var names []string
	if err := l.bus.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.ListActivatableNames", 0).Store(&names); err != nil {
		return false, err
	}
	if !slices.Contains(names, serviceName) {
		return false, nil
	}
	// A service file whose program is gone or cannot start here is no server.
	if err := l.bus.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.StartServiceByName", 0, serviceName, uint32(0)).Err; err != nil {
		return false, ctx.Err()
	}
	return true, l.refreshOwner(ctx)
}

// refreshOwner asks who the server is. A new one knows nothing of the toasts
// of the last, and numbers its own from the start.
func (l *link) refreshOwner(ctx context.Context) error {
	owner, err := sessionbus.Owner(ctx, l.bus, serviceName)
	if err != nil {
		return err
	}
	if owner != l.owner {
		l.owner, l.able, l.toasts = owner, nil, toasts{}
	}
	return nil
}

// capabilities asks the server once what it can do. One that does not say is
// taken to show plain text without buttons.
func (l *link) capabilities(ctx context.Context) []string {
	if l.able == nil {
		var able []string
		if err := l.server().CallWithContext(ctx, serviceName+".GetCapabilities", 0).Store(&able); err != nil {
			return nil
		}
		l.able = append([]string{}, able...)
	}
	return l.able
}

// hear runs until the connection ends.
func (s *service) hear(l *link) {
	for signal := range l.signals {
		switch signal.Name {
		case "org.freedesktop.DBus.NameOwnerChanged":
			s.serverChanged(l)
		case serviceName + ".NotificationClosed":
			var number, reason uint32
			if dbus.Store(signal.Body, &number, &reason) == nil {
				s.toastClosed(l, signal.Sender, number)
			}
		case serviceName + ".ActionInvoked":
			var number uint32
			var action string
			if dbus.Store(signal.Body, &number, &action) == nil {
				s.toastActed(l, signal.Sender, number, action)
			}
		}
	}
}

func (s *service) serverChanged(l *link) {
	ctx, cancel := context.WithTimeout(s.ctx, sessionbus.Bound)
	defer cancel()
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := l.refreshOwner(ctx); err != nil {
		s.log.Debug("asking for the notification server", "error", err)
	}
}

func (s *service) toastClosed(l *link, sender string, number uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if sender == l.owner {
		l.toasts.gone(number)
	}
}

// toastActed tells of an action, once: the toast is closed by us, since not
// every server does so.
func (s *service) toastActed(l *link, sender string, number uint32, action string) {
	s.mu.Lock()
	id, ours := l.toasts.id(number)
	ours = ours && sender == l.owner // anybody on the bus can send such a signal
	if ours {
		l.toasts.gone(number)
		l.server().Go(serviceName+".CloseNotification", dbus.FlagNoReplyExpected|dbus.FlagNoAutoStart, nil, number)
	}
	act := s.act
	s.mu.Unlock()

	if ours && slices.Contains([]string{ActionOpen, ActionAcknowledge, ActionSnooze}, action) {
		act(id, action)
	}
}

func probeService(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, sessionbus.Bound)
	defer cancel()
	bus, err := sessionbus.Connect(ctx)
	if err != nil {
		return "", noServer(err)
	}
	defer bus.Close()
	l := &link{bus: bus}
	served, err := l.hasServer(ctx)
	if err != nil {
		return "", fmt.Errorf("looking for a notification server: %w", err)
	}
	if !served {
		return "", ErrNoServer
	}
	var name, vendor, version, spec string
	if err := l.server().CallWithContext(ctx, serviceName+".GetServerInformation", 0).Store(&name, &vendor, &version, &spec); err != nil {
		return "", fmt.Errorf("the notification server does not say who it is: %w", err)
	}
	return clean(name+" "+version, titleLimit, false), nil
}
