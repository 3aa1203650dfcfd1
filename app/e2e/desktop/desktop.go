//go:build linux

package desktop

import (
	"bufio"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/godbus/dbus/v5"
)

// The configuration of the desktop's programs, laid out as below a home folder.
//
//go:embed home
var home embed.FS

// Options says what a desktop is made of. The zero value is a complete light one.
type Options struct {
	NoTray bool   // no panel, and so no tray: as on GNOME without its extension
	Dark   bool   // the panel and all windows are dark
	Size   string // of the screen in pixels, "1280x860" by default
}

// A Desktop is a running desktop. Close ends it.
type Desktop struct {
	Home    string // its home folder, empty at start but for the desktop's own configuration
	theme   string // light or dark
	display string
	bus     *dbus.Conn
	address string

	mu      sync.Mutex
	running []*Process // in the order in which they were started
}

// Start starts a desktop in the empty folder home and returns when everything on it is ready.
func Start(ctx context.Context, folder string, o Options) (*Desktop, error) {
	d := &Desktop{Home: folder, theme: "light"}
	if o.Dark {
		d.theme = "dark"
	}
	if err := d.start(ctx, o); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func (d *Desktop) start(ctx context.Context, o Options) error {
	if err := d.furnish(o); err != nil {
		return err
	}
	if o.Size == "" {
		o.Size = "1280x860"
	}
	var err error
	d.display, err = d.announced("Xvfb", "-displayfd", "3", "-screen", "0", o.Size+"x24", "+extension", "GLX",
		"-nolisten", "tcp", "-noreset", "-fbdir", filepath.Join(d.Home, "run"))
	if err != nil {
		return err
	}
	d.display = ":" + d.display
	d.address, err = d.announced("dbus-daemon", "--session", "--nofork", "--print-address=3",
		"--address=unix:path="+filepath.Join(d.Home, "run", "bus"))
	if err != nil {
		return err
	}
	if d.bus, err = dbus.Connect(d.address); err != nil {
		return fmt.Errorf("connect to the session bus: %w", err)
	}
	if _, err := run(d.Command(ctx, "xsetroot", "-solid", "#4a5a6a", "-cursor_name", "left_ptr")); err != nil {
		return err
	}
	if err := d.ready(ctx, "openbox manages windows", d.managed, "openbox"); err != nil {
		return err
	}
	if err := d.ready(ctx, "dunst shows notifications", func() bool { return d.Owned("org.freedesktop.Notifications") },
		"dunst"); err != nil {
		return err
	}
	if o.NoTray {
		return nil
	}
	return d.ready(ctx, "the panel has a tray", d.hosted, "xfce4-panel", "--disable-wm-check")
}

// furnish fills the home folder.
func (d *Desktop) furnish(o Options) error {
	root, err := fs.Sub(home, "home")
	if err != nil {
		return fmt.Errorf("read the desktop's configuration: %w", err)
	}
	if err := os.CopyFS(filepath.Join(d.Home, ".config"), root); err != nil {
		return fmt.Errorf("furnish the desktop: %w", err)
	}
	if err := os.Mkdir(filepath.Join(d.Home, "run"), 0o700); err != nil {
		return fmt.Errorf("furnish the desktop: %w", err)
	}
	if !o.Dark {
		return nil
	}
	panel := filepath.Join(d.Home, ".config", "xfce4", "xfconf", "xfce-perchannel-xml", "xfce4-panel.xml")
	data, err := os.ReadFile(panel)
	if err != nil {
		return fmt.Errorf("furnish the desktop: %w", err)
	}
	dark := strings.Replace(string(data), `name="dark-mode" type="bool" value="false"`, `name="dark-mode" type="bool" value="true"`, 1)
	if err := os.WriteFile(panel, []byte(dark), 0o600); err != nil {
		return fmt.Errorf("furnish the desktop: %w", err)
	}
	return nil
}

// announced starts a server that writes one line to its third descriptor once it is ready, and returns the line.
func (d *Desktop) announced(name string, args ...string) (string, error) {
	reader, writer, err := os.Pipe()
	if err != nil {
		return "", fmt.Errorf("start %s: %w", name, err)
	}
	defer reader.Close()
	cmd := d.Command(context.Background(), name, args...)
	cmd.ExtraFiles = []*os.File{writer}
	process, err := d.Launch(cmd)
	writer.Close()
	if err != nil {
		return "", err
	}
	line, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		return "", fmt.Errorf("%s did not start: %w: %s", name, err, process.Output())
	}
	return strings.TrimSpace(line), nil
}

// ready starts a program of the desktop and waits until it does its work.
func (d *Desktop) ready(ctx context.Context, what string, ok func() bool, name string, args ...string) error {
	process, err := d.Launch(d.Command(context.WithoutCancel(ctx), name, args...))
	if err != nil {
		return err
	}
	if err := Until(ctx, what, ok); err != nil {
		return fmt.Errorf("%w; %s printed: %s", err, name, process.Output())
	}
	return nil
}

// managed reports whether a window manager runs.
func (d *Desktop) managed() bool {
	output, err := run(d.Command(context.Background(), "xprop", "-root", "_NET_SUPPORTING_WM_CHECK"))
	return err == nil && strings.Contains(output, "window id")
}

// hosted reports whether the tray takes icons.
func (d *Desktop) hosted() bool {
	if !d.Owned(watcher) {
		return false
	}
	value, err := d.bus.Object(watcher, "/StatusNotifierWatcher").GetProperty(watcher + ".IsStatusNotifierHostRegistered")
	return err == nil && value.Value() == true
}

// Owned reports whether somebody on the session bus owns a name.
func (d *Desktop) Owned(name string) bool {
	var owned bool
	err := d.bus.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, name).Store(&owned)
	return err == nil && owned
}

// Environment is what a program on this desktop sees: nothing of the surroundings but where programs are found.
func (d *Desktop) Environment() []string {
	set := map[string]string{
		"HOME": d.Home, "PATH": os.Getenv("PATH"), "LANG": "C.UTF-8", "TZ": "UTC", "USER": "trader",
		"XDG_RUNTIME_DIR": filepath.Join(d.Home, "run"), "XDG_SESSION_TYPE": "x11",
		"DISPLAY": d.display, "DBUS_SESSION_BUS_ADDRESS": d.address,
		"LIBGL_ALWAYS_SOFTWARE": "1", "FYNE_PLATFORM": "x11", "FYNE_SCALE": "1", "NO_AT_BRIDGE": "1", "FYNE_THEME": d.theme,
	}
	if d.theme == "dark" {
		set["GTK_THEME"] = "Adwaita:dark"
	}
	var environment []string
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if set[name] != "" {
			environment = append(environment, name+"="+set[name])
		}
	}
	return environment
}

// Command prepares a program of the desktop, to be given to Launch. Ending ctx kills it.
func (d *Desktop) Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = d.Home
	cmd.Env = d.Environment()
	return cmd
}

// Launch starts a program that Close ends, if it still runs.
func (d *Desktop) Launch(cmd *exec.Cmd) (*Process, error) {
	process, err := launch(cmd)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.running = append(d.running, process)
	return process, nil
}

// Output is what all programs on the desktop have printed, for the report of a failure.
func (d *Desktop) Output() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var all strings.Builder
	for _, process := range d.running {
		fmt.Fprintf(&all, "--- %s (%d)\n%s", process.name, process.PID(), process.Output())
	}
	return all.String()
}

// Close ends everything, last started first.
func (d *Desktop) Close() error {
	d.mu.Lock()
	running := slices.Clone(d.running)
	d.running = nil
	d.mu.Unlock()
	for _, process := range slices.Backward(running) {
		process.Kill()
	}
	if d.bus == nil {
		return nil
	}
	if err := d.bus.Close(); err != nil && !errors.Is(err, dbus.ErrClosed) {
		return fmt.Errorf("leave the session bus: %w", err)
	}
	return nil
}
