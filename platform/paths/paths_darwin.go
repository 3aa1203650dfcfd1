package paths

import (
	"os"
	"path/filepath"
)

const folderName = "Sentinel"

func find() (Folders, error) {
	home, err := os.UserHomeDir()
	if err != nil || !filepath.IsAbs(home) {
		return Folders{}, ErrNoHome
	}
	library := filepath.Join(home, "Library")
	state := filepath.Join(library, "Application Support", folderName)
	return Folders{
		State:  state,
		Config: filepath.Join(state, "config.toml"),
		Log:    filepath.Join(library, "Logs", folderName),
		Cache:  filepath.Join(library, "Caches", folderName),
	}, nil
}
