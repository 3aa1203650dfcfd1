package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
}

func TestMetadataIsWhatFyneAppTomlSays(t *testing.T) {
	want, err := generate(read(t, "../../../FyneApp.toml"))
	if err != nil {
		t.Fatal(err)
	}
	if got := read(t, "../metadata.go"); !bytes.Equal(got, want) {
		t.Errorf("app/sentinel-window/metadata.go is not what FyneApp.toml says: run make generate\ngot:\n%s\nwant:\n%s", got, want)
	}
}

func TestFyneAppTomlNamesAnIconThatExists(t *testing.T) {
	var m metadata
	if err := toml.Unmarshal(read(t, "../../../FyneApp.toml"), &m); err != nil {
		t.Fatal(err)
	}
	if icon := read(t, "../../../"+m.Details.Icon); !bytes.HasPrefix(icon, []byte("\x89PNG")) {
		t.Errorf("%s is no PNG", m.Details.Icon)
	}
}

func TestGenerateRefusesWhatItDoesNotKnow(t *testing.T) {
	_, err := generate([]byte("[Details]\nColour = \"red\"\n"))
	if err == nil || !strings.Contains(err.Error(), "FyneApp.toml") {
		t.Errorf("got error %v, want one that names the file", err)
	}
}
