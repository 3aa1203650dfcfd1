package cli

import (
	"context"
	"errors"
	"fmt"

	"sentinel/app/agent"
	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/config"
	"sentinel/monitor/statusfile"
	"sentinel/platform/paths"
)

// The exit codes beyond those of status.
const (
	exitDone       = 0
	exitRefused    = 1
	exitUnknown    = 3
	exitUsage      = 64
	exitUnexpected = 70
)

// exit is an error with the code that the program ends with.
type exit struct {
	code int
	err  error // nil: all has been said
}

func (e *exit) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

// usage is a mistake in the arguments.
func usage(format string, args ...any) error {
	return &exit{exitUsage, fmt.Errorf(format, args...)}
}

// codeOf tells which code an error ends the program with.
func codeOf(err error) int {
	switch {
	case errors.Is(err, context.Canceled):
		return exitDone // interrupted, as wished
	case errors.Is(err, api.ErrNoMonitor), errors.Is(err, api.ErrNotFound), errors.Is(err, api.ErrUnavailable):
		return exitUnknown
	case errors.Is(err, statusfile.ErrUsage), errors.Is(err, config.ErrInvalid), errors.Is(err, agent.ErrConfig),
		errors.Is(err, api.ErrInvalid), errors.Is(err, monitor.ErrBadKey), errors.Is(err, paths.ErrNoHome),
		errors.Is(err, agent.ErrRunning): // --state-dir names the folder of another one
		return exitUsage
	case errors.Is(err, api.ErrRefused):
		return exitRefused
	}
	return exitUnexpected
}
