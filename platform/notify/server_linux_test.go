package notify_test

import (
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"

	"sentinel/platform/sessionbus/bustest"
)

const (
	serviceName = "org.freedesktop.Notifications"
	servicePath = dbus.ObjectPath("/org/freedesktop/Notifications")
)

// shown is one call of Notify.
type shown struct {
	App      string
	Replaces uint32
	Icon     string
	Title    string
	Body     string
	Actions  []string
	Urgency  byte
	Expires  int32
	Sound    string // the server is to play
	Silent   bool   // the server is to play none
}

// server plays a desktop's notification server.
type server struct {
	bus    *dbus.Conn
	able   []string
	shown  chan shown
	closed chan uint32

	mu     sync.Mutex
	last   uint32        // number given out
	silent chan struct{} // not nil: calls are answered only when it is closed
	gone   bool          // CloseNotification finds no toast
}

func serve(t *testing.T, bus *bustest.Bus, able ...string) *server {
	t.Helper()
	s := &server{bus: bus.Connect(t), able: able, shown: make(chan shown, 1000), closed: make(chan uint32, 1000)}
	s.start(t)
	return s
}

func (s *server) start(t *testing.T) {
	t.Helper()
	if err := s.bus.Export(s, servicePath, serviceName); err != nil {
		t.Fatal(err)
	}
	bustest.Own(t, s.bus, serviceName)
}

func (s *server) GetCapabilities() ([]string, *dbus.Error) { return s.able, nil }

func (s *server) GetServerInformation() (name, vendor, version, spec string, _ *dbus.Error) {
	return "faked", "Sentinel", "1.0\x1b[31m", "1.2", nil
}

func (s *server) Notify(app string, replaces uint32, icon, title, body string, actions []string,
	hints map[string]dbus.Variant, expires int32,
) (uint32, *dbus.Error) {
	s.mu.Lock()
	silent := s.silent
	s.mu.Unlock()
	if silent != nil {
		<-silent
	}
	urgency, _ := hints["urgency"].Value().(byte)
	sound, _ := hints["sound-name"].Value().(string)
	hushed, _ := hints["suppress-sound"].Value().(bool)
	s.shown <- shown{app, replaces, icon, title, body, actions, urgency, expires, sound, hushed}
	s.mu.Lock()
	defer s.mu.Unlock()
	if replaces != 0 {
		return replaces, nil
	}
	s.last++
	return s.last, nil
}

// hang makes the server answer nothing about toasts until the test ends.
func (s *server) hang(t *testing.T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.silent = make(chan struct{})
	t.Cleanup(func() { close(s.silent) })
}

func (s *server) CloseNotification(number uint32) *dbus.Error {
	s.mu.Lock()
	silent, gone := s.silent, s.gone
	s.mu.Unlock()
	if silent != nil {
		<-silent
	}
	s.closed <- number
	if gone {
		return dbus.NewError(serviceName+".Error", nil)
	}
	return nil
}

// forget makes the server know none of its toasts any more, without a word.
func (s *server) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone = true
}

// properties are what a server tells about itself, by interface and name.
type properties map[[2]string]any

func (p properties) Get(owner, name string) (dbus.Variant, *dbus.Error) {
	value, known := p[[2]string{owner, name}]
	if !known {
		return dbus.Variant{}, dbus.NewError("org.freedesktop.DBus.Error.InvalidArgs", nil)
	}
	return dbus.MakeVariant(value), nil
}

func (s *server) tells(t *testing.T, p properties) {
	t.Helper()
	if err := s.bus.Export(p, servicePath, "org.freedesktop.DBus.Properties"); err != nil {
		t.Fatal(err)
	}
}

// says emits a signal of the notifications' interface.
func says(t *testing.T, from *dbus.Conn, signal string, values ...any) {
	t.Helper()
	if err := from.Emit(servicePath, serviceName+"."+signal, values...); err != nil {
		t.Fatal(err)
	}
}
