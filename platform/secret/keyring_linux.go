package secret

import (
	"context"
	"errors"
	"fmt"

	"github.com/godbus/dbus/v5"

	"sentinel/platform/sessionbus"
)

// The Secret Service. The library that speaks it uses the bus connection that
// the tray library shares, which leaves the bus at the first signal of a
// keyring's; so we speak it ourselves, on a connection of our own.
const (
	keyring  = "org.freedesktop.secrets"
	root     = dbus.ObjectPath("/org/freedesktop/secrets")
	services = "org.freedesktop.Secret.Service"
	nothing  = dbus.ObjectPath("/") // no object, and no question to the user
)

// kept is a secret as it goes over the bus, which nobody but its user reads.
type kept struct {
	Session    dbus.ObjectPath
	Parameters []byte
	Value      []byte
	Type       string
}

func attributes(name string) map[string]string {
	return map[string]string{"service": service, "username": name}
}

// conversation is one with the keyring.
type conversation struct {
	ctx     context.Context
	bus     *dbus.Conn
	session dbus.ObjectPath
}

func begin(ctx context.Context) (*conversation, error) {
	bus, err := sessionbus.Connect(ctx)
	if errors.Is(err, sessionbus.ErrNone) {
		return nil, ErrNone
	} else if err != nil {
		return nil, err
	}
	c := &conversation{ctx: ctx, bus: bus}
	var ignored dbus.Variant
	if err := c.call(root, services+".OpenSession", "plain", dbus.MakeVariant("")).Store(&ignored, &c.session); err != nil {
		_ = bus.Close()
		return nil, plain(err)
	}
	return c, nil
}

func (c *conversation) end() { _ = c.bus.Close() }

func (c *conversation) call(object dbus.ObjectPath, method string, args ...any) *dbus.Call {
	return c.bus.Object(keyring, object).CallWithContext(c.ctx, method, 0, args...)
}

func get(ctx context.Context, name string) (string, error) {
	c, err := begin(ctx)
	if err != nil {
		return "", err
	}
	defer c.end()
	item, err := c.find(name)
	if err != nil {
		return "", err
	}
	var secret kept
	if err := c.call(item, "org.freedesktop.Secret.Item.GetSecret", c.session).Store(&secret); err != nil {
		return "", plain(err)
	}
	return string(secret.Value), nil
}

func remove(ctx context.Context, name string) error {
	c, err := begin(ctx)
	if err != nil {
		return err
	}
	defer c.end()
	item, err := c.find(name)
	if err != nil {
		return err
	}
	var question dbus.ObjectPath
	if err := c.call(item, "org.freedesktop.Secret.Item.Delete").Store(&question); err != nil {
		return plain(err)
	}
	if question != nothing {
		return ErrLocked
	}
	return nil
}

// find finds a secret by its name, and opens it.
func (c *conversation) find(name string) (dbus.ObjectPath, error) {
	var open, locked []dbus.ObjectPath
	if err := c.call(root, services+".SearchItems", attributes(name)).Store(&open, &locked); err != nil {
		return "", plain(err)
	}
	switch {
	case len(open) > 0:
		return open[0], nil
	case len(locked) > 0:
		return locked[0], c.unlock(locked[0])
	}
	return "", ErrNotFound
}

func set(ctx context.Context, name, value string) error {
	c, err := begin(ctx)
	if err != nil {
		return err
	}
	defer c.end()
	var collection dbus.ObjectPath
	if err := c.call(root, services+".ReadAlias", "default").Store(&collection); err != nil {
		return plain(err)
	}
	if collection == nothing {
		return ErrEmpty
	}
	if err := c.unlock(collection); err != nil {
		return err
	}
	properties := map[string]dbus.Variant{
		"org.freedesktop.Secret.Item.Label":      dbus.MakeVariant("Sentinel: " + name),
		"org.freedesktop.Secret.Item.Attributes": dbus.MakeVariant(attributes(name)),
	}
	secret := kept{Session: c.session, Parameters: []byte{}, Value: []byte(value), Type: "text/plain; charset=utf8"}
	var item, question dbus.ObjectPath
	if err := c.call(collection, "org.freedesktop.Secret.Collection.CreateItem", properties, secret, true).Store(&item, &question); err != nil {
		return plain(err)
	}
	if question != nothing {
		return ErrLocked
	}
	return nil
}

// unlock opens what opens without a question to the user.
func (c *conversation) unlock(object dbus.ObjectPath) error {
	var opened []dbus.ObjectPath
	var question dbus.ObjectPath
	if err := c.call(root, services+".Unlock", []dbus.ObjectPath{object}).Store(&opened, &question); err != nil {
		return plain(err)
	}
	if question != nothing {
		return ErrLocked
	}
	return nil
}

// plain says in words what the bus says.
func plain(err error) error {
	said, answered := errors.AsType[dbus.Error](err)
	switch {
	case answered && (said.Name == "org.freedesktop.DBus.Error.ServiceUnknown" || said.Name == "org.freedesktop.DBus.Error.NameHasNoOwner"):
		return ErrNone
	case answered && said.Name == "org.freedesktop.Secret.Error.IsLocked":
		return ErrLocked
	case answered:
		return fmt.Errorf("the keyring refused: %s", said.Name)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("the keyring did not answer within %s", Bound)
	}
	return fmt.Errorf("the keyring did not answer: %w", err)
}
