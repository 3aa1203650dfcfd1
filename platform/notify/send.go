//go:build !windows && !darwin

package notify

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
)

// notifySend is for desktops where nobody owns the notifications' name on our
// bus: the program may know another way.
func notifySend(ctx context.Context, appName string, toast Toast) error {
	program, err := exec.LookPath("notify-send")
	if err != nil {
		return ErrNoServer
	}
	if err := exec.CommandContext(ctx, program, sendArguments(appName, toast)...).Run(); err != nil {
		return fmt.Errorf("%w (notify-send: %w)", ErrNoServer, err)
	}
	return nil
}

// sendArguments is what follows the program's name. The texts stand behind
// "--", where nothing is an option, and hold neither the backslashes that
// notify-send expands nor markup, as nobody can say what the reader makes of it.
func sendArguments(appName string, toast Toast) []string {
	title, body := toast.plain()
	title, body = inert(title), inert(body)
	if title == "" { // notify-send would refuse
		title = appName
	}
	level := [...]string{"low", "normal", "critical"}[min(toast.Urgency, Critical)]
	return []string{
		"--app-name=" + appName, "--urgency=" + level, "--",
		withoutMarkup.Replace(title), withoutMarkup.Replace(body),
	}
}

var withoutMarkup = strings.NewReplacer("<", "‹", ">", "›", "&", "﹠")
