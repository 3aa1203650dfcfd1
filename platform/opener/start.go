//go:build !windows

package opener

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"time"
)

// patience is how long a program may take to say that it cannot. xdg-open
// without a desktop becomes the editor and stays, which is no failure.
const patience = 2 * time.Second

// start runs a program that opens something, without tying its life to ours.
func start(ctx context.Context, program string, arguments ...string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	opener := exec.Command(program, arguments...) // not CommandContext: it would end the editor with ctx
	if err := opener.Start(); err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			return fmt.Errorf("%w: %s is not installed", ErrNoProgram, program)
		}
		return err
	}

	ended := make(chan error, 1)
	go func() { ended <- opener.Wait() }()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case err := <-ended:
		if err != nil {
			return fmt.Errorf("%w: %s failed (%w)", ErrNoProgram, program, err)
		}
		return nil
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
