package notify

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sentinel/platform/atomicfile"
)

// files keeps the pictures and sounds of toasts as files, which is what
// desktops and players take and what stays after the program that showed them.
// Any goroutine may call it.
type files struct{ folder string }

// icon gives the path of a toast's picture, "" when it has none.
func (f files) icon(toast Toast) (string, error) {
	if toast.Icon == "" || len(toast.IconPNG) == 0 {
		return "", nil
	}
	if strings.Trim(toast.Icon, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return "", fmt.Errorf("an icon cannot be called %q", toast.Icon)
	}
	return f.keep(toast.Icon+".png", toast.IconPNG)
}

// keep gives the path of a file that holds the data, "" when there is no folder
// for it.
func (f files) keep(name string, data []byte) (string, error) {
	if f.folder == "" {
		return "", nil
	}
	folder, err := filepath.Abs(f.folder)
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, name)
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, data) {
		return path, nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	return path, atomicfile.Write(path, data, 0o600)
}
