package notify

import (
	"context"
	"fmt"
	"os/exec"
)

func probe(context.Context) (string, error) {
	for _, program := range []string{"terminal-notifier", "osascript"} {
		if _, err := exec.LookPath(program); err == nil {
			return "macOS notifications by " + program, nil
		}
	}
	return "", fmt.Errorf("%w (osascript, a part of macOS, was not found)", ErrNoServer)
}
