package desktop

import (
	"context"
	"fmt"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	user32                   = windows.NewLazySystemDLL("user32.dll")
	findWindow               = user32.NewProc("FindWindowW")
	allowSetForegroundWindow = user32.NewProc("AllowSetForegroundWindow")
)

// taskbarLook is how often the taskbar is looked for. Windows tells of a new
// taskbar only those who have a window already.
const taskbarLook = 250 * time.Millisecond

func waitTaskbar(ctx context.Context) error {
	class, err := windows.UTF16PtrFromString("Shell_TrayWnd")
	if err != nil {
		return err
	}
	ticks := time.NewTicker(taskbarLook)
	defer ticks.Stop()
	for {
		if window, _, _ := findWindow.Call(uintptr(unsafe.Pointer(class)), 0); window != 0 {
			return nil
		}
		select {
		case <-ticks.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func allowSetForeground(pid int) error {
	if done, _, err := allowSetForegroundWindow.Call(uintptr(uint32(pid))); done == 0 {
		return fmt.Errorf("cannot let the window come to the front; click it in the taskbar: %w", err)
	}
	return nil
}
