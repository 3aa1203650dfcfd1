package assets

import "embed"

const trayEnding = "-32.ico"

//go:embed icons/*-32.ico
var trayIcons embed.FS
