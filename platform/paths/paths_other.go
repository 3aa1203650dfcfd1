//go:build !linux && !darwin && !windows

package paths

func find() (Folders, error) { return findXDG() }
