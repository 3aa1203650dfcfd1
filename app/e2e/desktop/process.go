//go:build linux

package desktop

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Patience bounds every wait. It is far longer than anything takes on a busy machine: running out of it is a failure.
const Patience = 60 * time.Second

// A Process is one program that was started on a desktop. It leads a process group, which ends with it.
type Process struct {
	name   string
	cmd    *exec.Cmd
	output lockedBuffer
	done   chan struct{} // closed when the process has ended
	err    error         // what Wait said; set before done is closed
}

// lockedBuffer collects what a process prints while others read it.
type lockedBuffer struct {
	mu   sync.Mutex
	data bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.data.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.data.String()
}

func launch(cmd *exec.Cmd) (*Process, error) {
	p := &Process{name: cmd.Args[0], cmd: cmd, done: make(chan struct{})}
	cmd.Stdout = &p.output
	cmd.Stderr = &p.output
	// Nothing outlives a test that was killed.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	// A grandchild that keeps the output open must not keep Wait from returning.
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", p.name, err)
	}
	go func() {
		p.err = cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// PID is the process's number.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Done is closed when the process has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Output is what the process has printed so far, on both streams.
func (p *Process) Output() string { return p.output.String() }

// Signal sends a signal to the process alone.
func (p *Process) Signal(signal syscall.Signal) error {
	if err := p.cmd.Process.Signal(signal); err != nil {
		return fmt.Errorf("signal %s: %w", p.name, err)
	}
	return nil
}

// Wait waits for the process to end by itself and returns its exit status, -1 after a signal.
func (p *Process) Wait() (int, error) {
	select {
	case <-p.done:
	case <-time.After(Patience):
		return 0, fmt.Errorf("%s did not end within %s; it printed:\n%s", p.name, Patience, p.Output())
	}
	var exit *exec.ExitError
	if p.err != nil && !errors.As(p.err, &exit) && !errors.Is(p.err, exec.ErrWaitDelay) {
		return 0, fmt.Errorf("wait for %s: %w", p.name, p.err)
	}
	return p.cmd.ProcessState.ExitCode(), nil
}

// Kill ends the process and its group, and waits until it has ended.
func (p *Process) Kill() {
	// It may have ended by itself.
	_ = syscall.Kill(-p.PID(), syscall.SIGKILL)
	<-p.done
}

// Until waits until ok holds. What is the condition in words, for the error.
func Until(ctx context.Context, what string, ok func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("waited in vain until %s: %w", what, ctx.Err())
		case <-tick.C:
		}
	}
	return nil
}

// run runs a short command to its end and returns what it printed to stdout.
func run(cmd *exec.Cmd) (string, error) {
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	output, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", strings.Join(cmd.Args, " "), err, complaint.String())
	}
	return string(output), nil
}
