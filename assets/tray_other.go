//go:build !windows

package assets

import "embed"

const trayEnding = "-22.png"

//go:embed icons/*-22.png
var trayIcons embed.FS
