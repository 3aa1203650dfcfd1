//go:build !windows

package app_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// listed is what `go list` tells about one package.
type listed struct {
	ImportPath string
	Dir        string
	Name       string
	Standard   bool
	GoFiles    []string
	CgoFiles   []string
	Imports    []string
	Deps       []string
}

// list asks the go command about packages as they are built for a system, with cgo or without.
func list(t *testing.T, goos, cgo string, args ...string) []listed {
	t.Helper()
	arguments := []string{"list", "-e", "-json=ImportPath,Dir,Name,Standard,GoFiles,CgoFiles,Imports,Deps"}
	command := exec.CommandContext(t.Context(), "go", append(arguments, args...)...)
	command.Dir = ".."
	command.Env = append(os.Environ(), "GOOS="+goos, "GOARCH=amd64", "CGO_ENABLED="+cgo)
	var complaint bytes.Buffer
	command.Stderr = &complaint
	output, err := command.Output()
	if err != nil {
		t.Fatalf("go list for %s: %v\n%s", goos, err, complaint.String())
	}
	var packages []listed
	decoder := json.NewDecoder(bytes.NewReader(output))
	for {
		var one listed
		if err := decoder.Decode(&one); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatalf("go list for %s: %v", goos, err)
		}
		packages = append(packages, one)
	}
}

// under reports whether path is one of the given packages or lies below one.
func under(path string, roots ...string) bool {
	return slices.ContainsFunc(roots, func(root string) bool {
		return path == root || strings.HasPrefix(path, root+"/")
	})
}

var systems = []string{"linux", "windows", "darwin"}

// mayImport says whether one package of ours may import another: app → monitor/* → monitor, platform and assets
// nothing but their own, and source, history, alert and engine strangers that only the agent joins.
func mayImport(from, to string) bool {
	strangers := []string{"sentinel/monitor/source", "sentinel/monitor/history", "sentinel/monitor/alert", "sentinel/monitor/engine"}
	switch {
	case under(from, "sentinel/app"):
		return true
	case from == "sentinel/monitor":
		return false
	case under(from, "sentinel/monitor/decode", "sentinel/monitor/calendar"):
		return to == "sentinel/monitor"
	case under(from, "sentinel/monitor"):
		for _, one := range strangers {
			for _, other := range strangers {
				if one != other && under(from, one) && under(to, other) {
					return false
				}
			}
		}
		return !under(to, "sentinel/app")
	case under(from, "sentinel/platform"):
		return under(to, "sentinel/platform")
	case under(from, "sentinel/assets"):
		return under(to, "sentinel/assets")
	default:
		return false
	}
}

func TestImportsPointOneWay(t *testing.T) {
	for _, goos := range systems {
		packages := list(t, goos, "1", "./...")
		if len(packages) < 5 {
			t.Fatalf("%s: go list found only %d packages", goos, len(packages))
		}
		for _, one := range packages {
			for _, imported := range one.Imports {
				if under(imported, "sentinel") && !mayImport(one.ImportPath, imported) {
					t.Errorf("%s: %s must not import %s", goos, one.ImportPath, imported)
				}
				if one.ImportPath == "sentinel/monitor" && strings.Contains(imported, ".") {
					t.Errorf("%s: the domain imports %s; it knows the standard library alone", goos, imported)
				}
			}
		}
	}
}

// Graphics libraries cost the tray memory and wake-ups, and keep it from starting where they are missing: who may reach
// what is fixed here, to any depth.
func TestOnlyTheWindowReachesGraphics(t *testing.T) {
	rules := []struct {
		library string
		allowed []string
	}{
		{"fyne.io/fyne/v2", []string{"sentinel/app/window", "sentinel/app/sentinel-window"}},
		{"fyne.io/fyne/v2/app", []string{"sentinel/app/sentinel-window"}},
		{"fyne.io/systray", []string{"sentinel/app/tray", "sentinel/app/sentinel"}},
		{"modernc.org/sqlite", []string{
			"sentinel/monitor/history", "sentinel/app/agent", "sentinel/app/cli", "sentinel/app/sentinel", "sentinel/app/sentinelctl",
			"sentinel/app/sentinelctl/gen", // writes down the command line
			"sentinel/app/e2e/bench",       // measures a history of a year
		}},
	}
	for _, goos := range systems {
		for _, one := range list(t, goos, "1", "./...") {
			for _, rule := range rules {
				// Fyne's app package brings Fyne's own tray along: that is the window's affair.
				if rule.library == "fyne.io/systray" && one.ImportPath == "sentinel/app/sentinel-window" {
					continue
				}
				reaches := slices.ContainsFunc(one.Deps, func(path string) bool { return under(path, rule.library) })
				if reaches && !slices.Contains(rule.allowed, one.ImportPath) {
					t.Errorf("%s: %s reaches %s", goos, one.ImportPath, rule.library)
				}
			}
		}
	}
}

// The tray program and the command line are static: no package of theirs beyond the standard library has C in it.
func TestTrayAndCommandLineNeedNoC(t *testing.T) {
	for _, goos := range []string{"linux", "windows"} {
		for _, program := range []string{"./app/sentinel", "./app/sentinelctl"} {
			for _, one := range list(t, goos, "1", "-deps", program) {
				if !one.Standard && len(one.CgoFiles) > 0 {
					t.Errorf("%s: %s needs C for %s", goos, program, one.ImportPath)
				}
			}
		}
	}
}

// The pure packages take their input as arguments: none of them opens, dials, starts or reads anything itself.
func TestPurePackagesDoNoInput(t *testing.T) {
	pure := []string{"sentinel/monitor", "sentinel/monitor/decode", "sentinel/monitor/calendar", "sentinel/app/view"}
	impure := []string{"os", "net", "syscall", "database/sql", "golang.org/x/sys"}
	for _, one := range list(t, "linux", "0", "./...") {
		if !slices.Contains(pure, one.ImportPath) {
			continue
		}
		for _, imported := range one.Imports {
			if under(imported, impure...) && imported != "net/url" {
				t.Errorf("%s imports %s", one.ImportPath, imported)
			}
		}
	}
}

func TestEveryPackageIsDescribed(t *testing.T) {
	described := map[string]bool{}
	for _, goos := range systems {
		for _, one := range list(t, goos, "1", "./...") {
			for _, name := range slices.Concat(one.GoFiles, one.CgoFiles) {
				file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(one.Dir, name), nil, parser.PackageClauseOnly|parser.ParseComments)
				if err != nil {
					t.Errorf("%v", err)
					continue
				}
				text := file.Doc.Text()
				right := one.Name == "main" && text != "" || strings.HasPrefix(text, "Package "+one.Name+" ")
				described[one.ImportPath] = described[one.ImportPath] || right
			}
		}
	}
	for path, found := range described {
		if !found {
			t.Errorf("%s has no doc comment (a library's begins with \"Package\" and its name)", path)
		}
	}
}
