// Gen writes metadata.go from FyneApp.toml, so that a plain "go build" carries
// the name, the ID and the version that Fyne's packager would put in. It is
// run in app/sentinel-window by "go generate".
package main

import (
	"bytes"
	"fmt"
	"go/format"
	"log"
	"maps"
	"os"
	"slices"

	"github.com/pelletier/go-toml/v2"
)

func main() {
	log.SetFlags(0)
	source, err := os.ReadFile("../../FyneApp.toml")
	if err != nil {
		log.Fatal(err)
	}
	code, err := generate(source)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("metadata.go", code, 0o644); err != nil {
		log.Fatal(err)
	}
}

// metadata is FyneApp.toml.
type metadata struct {
	Details struct {
		Icon, Name, ID, Version string
		Build                   int
	}
	Migrations map[string]bool
}

// generate turns the text of FyneApp.toml into Go code.
func generate(source []byte) ([]byte, error) {
	var m metadata
	decoder := toml.NewDecoder(bytes.NewReader(source)).DisallowUnknownFields()
	if err := decoder.Decode(&m); err != nil {
		return nil, fmt.Errorf("FyneApp.toml: %w", err)
	}
	var code bytes.Buffer
	fmt.Fprintf(&code, `// Code generated from FyneApp.toml by "go generate"; DO NOT EDIT.

package main

import "fyne.io/fyne/v2"

// metadata is what FyneApp.toml says, but for the icon, which assets holds.
func metadata() fyne.AppMetadata {
	return fyne.AppMetadata{
		ID: %q, Name: %q, Version: %q, Build: %d,
		Migrations: map[string]bool{`, m.Details.ID, m.Details.Name, m.Details.Version, m.Details.Build)
	for _, name := range slices.Sorted(maps.Keys(m.Migrations)) {
		fmt.Fprintf(&code, "%q: %t,", name, m.Migrations[name])
	}
	code.WriteString("},\n}\n}\n")
	return format.Source(code.Bytes())
}
