package paths_test

import (
	"path/filepath"
	"strings"
	"testing"

	"sentinel/platform/paths"
)

func TestFind(t *testing.T) {
	found, err := paths.Find()
	if err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"state": found.State, "config": found.Config, "log": found.Log, "cache": found.Cache} {
		if !filepath.IsAbs(path) || !strings.Contains(path, `\Sentinel`) {
			t.Errorf("%s = %q", name, path)
		}
	}
	if filepath.Base(found.Config) != "config.toml" {
		t.Errorf("config = %q", found.Config)
	}
	if !strings.Contains(found.Config, "Roaming") && !strings.Contains(found.Config, "Application Data") {
		t.Errorf("the configuration does not roam with its user: %q", found.Config)
	}
}

// A service may lack the variables; the known folders are there all the same.
func TestFindWithoutEnvironment(t *testing.T) {
	want, err := paths.Find()
	if err != nil {
		t.Fatal(err)
	}
	for _, variable := range []string{"APPDATA", "LOCALAPPDATA", "USERPROFILE", "HOME"} {
		t.Setenv(variable, "")
	}
	if got, err := paths.Find(); err != nil || got != want {
		t.Errorf("Find = %+v, %v; want %+v", got, err, want)
	}
}
