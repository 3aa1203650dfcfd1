//go:build linux

package desktop

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// A Toast is a notification that was shown.
type Toast struct {
	ID      int
	Program string
	Summary string
	Body    string
	Urgency string // low, normal or critical
}

// Toasts dismisses the notifications on the screen and returns all there ever were, oldest first.
func (d *Desktop) Toasts(ctx context.Context) ([]Toast, error) {
	// dunst's history holds what has left the screen.
	if _, err := run(d.Command(ctx, "dunstctl", "close-all")); err != nil {
		return nil, err
	}
	output, err := run(d.Command(ctx, "dunstctl", "history"))
	if err != nil {
		return nil, err
	}
	type text struct{ Data string }
	var history struct {
		Data [][]struct {
			ID                               struct{ Data int }
			AppName, Summary, Body, Category text
		}
	}
	if err := json.Unmarshal([]byte(output), &history); err != nil {
		return nil, fmt.Errorf("read dunst's history: %w", err)
	}
	var toasts []Toast
	for _, group := range history.Data {
		for _, one := range slices.Backward(group) {
			toasts = append(toasts, Toast{one.ID.Data, one.AppName.Data, one.Summary.Data, one.Body.Data, one.Category.Data})
		}
	}
	return toasts, nil
}

// Displayed counts the notifications that are on the screen now.
func (d *Desktop) Displayed(ctx context.Context) int {
	output, err := run(d.Command(ctx, "dunstctl", "count", "displayed"))
	if err != nil {
		return 0
	}
	count, err := strconv.Atoi(strings.TrimSpace(output))
	if err != nil {
		return 0
	}
	return count
}

// ToastAction chooses the notification's first action on the screen, as a click on it does.
func (d *Desktop) ToastAction(ctx context.Context) error {
	_, err := run(d.Command(ctx, "dunstctl", "action", "0"))
	return err
}

// ToastMenu opens the menu of the notifications' actions.
func (d *Desktop) ToastMenu(ctx context.Context) error {
	_, err := run(d.Command(ctx, "dunstctl", "context"))
	return err
}

// Windows finds the visible windows whose title contains the text.
func (d *Desktop) Windows(ctx context.Context, title string) ([]string, error) {
	output, err := d.Command(ctx, "xdotool", "search", "--onlyvisible", "--name", title).Output()
	if err != nil {
		// xdotool's way of saying that there is none.
		if exit, ok := err.(*exec.ExitError); ok && exit.ExitCode() == 1 {
			return nil, nil
		}
		return nil, fmt.Errorf("search windows: %w", err)
	}
	return strings.Fields(string(output)), nil
}

// WindowPID is the process that a window belongs to.
func (d *Desktop) WindowPID(ctx context.Context, window string) (int, error) {
	output, err := run(d.Command(ctx, "xdotool", "getwindowpid", window))
	if err != nil {
		return 0, err
	}
	var pid int
	if _, err := fmt.Sscan(output, &pid); err != nil {
		return 0, fmt.Errorf("read the process of window %s: %w", window, err)
	}
	return pid, nil
}

// CloseWindow closes a window as its user does, through the window manager.
func (d *Desktop) CloseWindow(ctx context.Context, window string) error {
	_, err := run(d.Command(ctx, "xdotool", "windowactivate", "--sync", window, "key", "--clearmodifiers", "alt+F4"))
	return err
}

// Focus gives a window the keys, as a click into it does.
func (d *Desktop) Focus(ctx context.Context, window string) error {
	_, err := run(d.Command(ctx, "xdotool", "windowactivate", "--sync", window))
	return err
}

// Focused is the window that gets the keys, "" when there is none.
func (d *Desktop) Focused(ctx context.Context) string {
	output, err := run(d.Command(ctx, "xdotool", "getactivewindow"))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(output)
}

// Keys presses keys one after the other, in xdotool's names.
func (d *Desktop) Keys(ctx context.Context, keys ...string) error {
	_, err := run(d.Command(ctx, "xdotool", append([]string{"key", "--delay", "60"}, keys...)...))
	return err
}

// Type types text.
func (d *Desktop) Type(ctx context.Context, text string) error {
	_, err := run(d.Command(ctx, "xdotool", "type", "--delay", "60", text))
	return err
}

// Mouse moves the pointer to a place on the screen, in pixels from the top left.
func (d *Desktop) Mouse(ctx context.Context, x, y int) error {
	_, err := run(d.Command(ctx, "xdotool", "mousemove", fmt.Sprint(x), fmt.Sprint(y)))
	return err
}

// Screenshot writes the whole screen to a PNG file.
func (d *Desktop) Screenshot(ctx context.Context, path string) error {
	_, err := run(d.Command(ctx, "scrot", "--overwrite", path))
	return err
}
