//go:build !windows

package config

// permissionsMean says whether a file's mode tells who may read it.
const permissionsMean = true
