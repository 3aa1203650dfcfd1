// Code generated from FyneApp.toml by "go generate"; DO NOT EDIT.

package main

import "fyne.io/fyne/v2"

// metadata is what FyneApp.toml says, but for the icon, which assets holds.
func metadata() fyne.AppMetadata {
	return fyne.AppMetadata{
		ID: "io.sentinel.heartbeat", Name: "Sentinel", Version: "0.1.0", Build: 1,
		Migrations: map[string]bool{"fyneDo": true},
	}
}
