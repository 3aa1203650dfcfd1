// Package detach starts programs that go on when this one ends: a robot that is
// started again must outlive the monitor that did so.
package detach

import "os/exec"

// Detach prepares a command to outlive this process and its terminal. It is
// called before the command starts.
func Detach(cmd *exec.Cmd) { detach(cmd) }
