package paths_test

import (
	"errors"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sentinel/platform/paths"
)

func TestFind(t *testing.T) {
	who, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name        string
		environment map[string]string
		want        paths.Folders
	}{
		{"usual", map[string]string{"HOME": "/home/trader"}, paths.Folders{
			State:  "/home/trader/.local/state/sentinel",
			Config: "/home/trader/.config/sentinel/config.toml",
			Log:    "/home/trader/.local/state/sentinel/log",
			Cache:  "/home/trader/.cache/sentinel",
		}},
		{"XDG variables win", map[string]string{
			"HOME": "/home/trader", "XDG_STATE_HOME": "/s", "XDG_CONFIG_HOME": "/c", "XDG_CACHE_HOME": "/k",
		}, paths.Folders{
			State: "/s/sentinel", Config: "/c/sentinel/config.toml", Log: "/s/sentinel/log", Cache: "/k/sentinel",
		}},
		{"a relative variable counts as unset", map[string]string{
			"HOME": "/home/trader", "XDG_STATE_HOME": "state",
		}, paths.Folders{
			State:  "/home/trader/.local/state/sentinel",
			Config: "/home/trader/.config/sentinel/config.toml",
			Log:    "/home/trader/.local/state/sentinel/log",
			Cache:  "/home/trader/.cache/sentinel",
		}},
		{"without HOME the user's record is asked, never the root folder", nil, paths.Folders{
			State:  filepath.Join(who.HomeDir, ".local/state/sentinel"),
			Config: filepath.Join(who.HomeDir, ".config/sentinel/config.toml"),
			Log:    filepath.Join(who.HomeDir, ".local/state/sentinel/log"),
			Cache:  filepath.Join(who.HomeDir, ".cache/sentinel"),
		}},
		{"without HOME the variables are enough", map[string]string{
			"XDG_STATE_HOME": "/s", "XDG_CONFIG_HOME": "/c", "XDG_CACHE_HOME": "/k",
		}, paths.Folders{
			State: "/s/sentinel", Config: "/c/sentinel/config.toml", Log: "/s/sentinel/log", Cache: "/k/sentinel",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, variable := range []string{"HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"} {
				t.Setenv(variable, test.environment[variable])
			}
			got, err := paths.Find()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFindSaysWhatToDo(t *testing.T) {
	for _, variable := range []string{"XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"} {
		t.Setenv(variable, "")
	}
	t.Setenv("HOME", "not/absolute")
	_, err := paths.Find()
	if !errors.Is(err, paths.ErrNoHome) || !strings.Contains(err.Error(), "--state-dir") {
		t.Errorf("error = %v", err)
	}
}

func TestMake(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a", "b")
	if err := paths.Make(folder); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(folder)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o700 {
		t.Errorf("the folder's mode is %o: others could read the control token", got)
	}
	if err := paths.Make(folder); err != nil {
		t.Errorf("a folder that exists: %v", err)
	}
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := paths.Make(filepath.Join(file, "c")); err == nil || !strings.Contains(err.Error(), "cannot make the folder") {
		t.Errorf("below a file: error = %v", err)
	}
}
