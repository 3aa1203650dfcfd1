//go:build !windows

package main

import "runtime"

// displayNeedsNone: this system always has a display.
const displayNeedsNone = runtime.GOOS == "darwin"
