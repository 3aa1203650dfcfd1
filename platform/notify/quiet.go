//go:build !windows && !darwin

package notify

import (
	"context"
	"time"

	"github.com/godbus/dbus/v5"
)

// quietBound is how long a server may take to say whether the desktop asks for
// quiet: a sound that comes later than this belongs to no toast any more.
const quietBound = time.Second / 2

// quietProperties are the ways in which servers say it, all on their one object.
var quietProperties = []struct{ owner, property string }{
	{serviceName, "Inhibited"},          // KDE, and others after it
	{"org.dunstproject.cmd0", "paused"}, // dunst
}

// quiet tells whether the desktop asks for quiet. One that does not say so does
// not. It needs no lock.
func (l *link) quiet(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, quietBound)
	defer cancel()
	for _, known := range quietProperties {
		var asked dbus.Variant
		err := l.server().CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", dbus.FlagNoAutoStart,
			known.owner, known.property).Store(&asked)
		if on, _ := asked.Value().(bool); err == nil && on {
			return true
		}
	}
	return false
}
