// Gen writes the manual page and the completions of sentinelctl into a folder:
//
//	go run ./app/sentinelctl/gen -version 1.2.3 -date 2026-01-31 -tail TAIL FOLDER
//
// TAIL is a file with the sections of the manual page that no command line knows.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"sentinel/app/cli"
	"sentinel/app/reference"
)

func main() {
	if err := generate(); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func generate() error {
	var edition reference.Edition
	flag.StringVar(&edition.Version, "version", "dev", "the version that the manual page names")
	flag.StringVar(&edition.Date, "date", "", "the date that it bears")
	tailPath := flag.String("tail", "", "the file with the sections that it ends with")
	flag.Parse()
	if flag.NArg() != 1 {
		return errors.New("want one folder to write into")
	}
	tail, err := os.ReadFile(*tailPath)
	if err != nil {
		return err
	}
	model, err := cli.Model()
	if err != nil {
		return err
	}
	for name, content := range map[string]string{
		"sentinelctl.1":    reference.Man(model, edition, string(tail)),
		"sentinelctl.bash": reference.Bash(model),
		"sentinelctl.zsh":  reference.Zsh(model),
		"sentinelctl.fish": reference.Fish(model),
	} {
		if err := os.WriteFile(filepath.Join(flag.Arg(0), name), []byte(content), 0o644); err != nil {
			return err
		}
	}
	return nil
}
