package opener

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/windows"
)

// noAssociation is SE_ERR_NOASSOC: no program is known for this kind of file.
const noAssociation = syscall.Errno(31)

// open asks the Windows shell, and takes Notepad for a file of a kind that no
// program is registered for, as .toml usually is.
func open(ctx context.Context, path string, folder bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	target, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return err
	}
	verb, err := windows.UTF16PtrFromString("open")
	if err != nil {
		return err
	}
	err = windows.ShellExecute(0, verb, target, nil, nil, windows.SW_SHOWNORMAL)
	if err == nil || folder {
		return err
	}
	if !errors.Is(err, noAssociation) && !errors.Is(err, windows.ERROR_NO_ASSOCIATION) {
		return err
	}
	return notepad(path)
}

func notepad(path string) error {
	system, err := windows.GetSystemDirectory()
	if err != nil {
		return err
	}
	editor := exec.Command(filepath.Join(system, "notepad.exe"), path)
	if err := editor.Start(); err != nil {
		return fmt.Errorf("%w: %w", ErrNoProgram, err)
	}
	return editor.Process.Release()
}
