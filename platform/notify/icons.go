package notify

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sentinel/platform/atomicfile"
)

// icons keeps the pictures of toasts as files, which is what desktops take and
// what stays after the program that showed them.
type icons struct{ folder string }

// file gives the path of a toast's picture, "" when it has none.
func (i icons) file(toast Toast) (string, error) {
	if toast.Icon == "" || len(toast.IconPNG) == 0 || i.folder == "" {
		return "", nil
	}
	if strings.Trim(toast.Icon, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return "", fmt.Errorf("an icon cannot be called %q", toast.Icon)
	}
	folder, err := filepath.Abs(i.folder)
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, toast.Icon+".png")
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, toast.IconPNG) {
		return path, nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	return path, atomicfile.Write(path, toast.IconPNG, 0o600)
}
