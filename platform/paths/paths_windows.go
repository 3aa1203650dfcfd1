package paths

import (
	"path/filepath"

	"golang.org/x/sys/windows"
)

const folderName = "Sentinel"

// find asks for the known folders, which exist also where the environment of a
// service or a scheduled task lacks %APPDATA%.
func find() (Folders, error) {
	local, err := windows.KnownFolderPath(windows.FOLDERID_LocalAppData, windows.KF_FLAG_DEFAULT)
	if err != nil || local == "" {
		return Folders{}, ErrNoHome
	}
	roaming, err := windows.KnownFolderPath(windows.FOLDERID_RoamingAppData, windows.KF_FLAG_DEFAULT)
	if err != nil || roaming == "" {
		return Folders{}, ErrNoHome
	}
	state := filepath.Join(local, folderName)
	return Folders{
		State:  state,
		Config: filepath.Join(roaming, folderName, "config.toml"),
		Log:    filepath.Join(state, "log"),
		Cache:  filepath.Join(state, "cache"),
	}, nil
}
