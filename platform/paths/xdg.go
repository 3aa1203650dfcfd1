//go:build !darwin && !windows

package paths

import (
	"os"
	"os/user"
	"path/filepath"

	"github.com/adrg/xdg"
)

const folderName = "sentinel"

func findXDG() (Folders, error) {
	xdg.Reload() // the library read the environment when the program was loaded
	home := os.Getenv("HOME")
	fallback := home == ""
	if fallback { // a service, or cron: the library would take the root folder
		if who, err := user.Current(); err == nil {
			home = who.HomeDir
		}
	}

	pick := func(variable, known string, usual ...string) string {
		if fallback && !filepath.IsAbs(os.Getenv(variable)) {
			if !filepath.IsAbs(home) || home == "/" {
				return ""
			}
			known = filepath.Join(append([]string{home}, usual...)...)
		}
		if known == "" {
			return ""
		}
		return filepath.Join(known, folderName)
	}
	state := pick("XDG_STATE_HOME", xdg.StateHome, ".local", "state")
	config := pick("XDG_CONFIG_HOME", xdg.ConfigHome, ".config")
	cache := pick("XDG_CACHE_HOME", xdg.CacheHome, ".cache")
	if state == "" || config == "" || cache == "" {
		return Folders{}, ErrNoHome
	}
	return Folders{
		State:  state,
		Config: filepath.Join(config, "config.toml"),
		Log:    filepath.Join(state, "log"),
		Cache:  cache,
	}, nil
}
