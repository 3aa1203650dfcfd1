// Package config owns Sentinel's settings: it reads config.toml, checks every
// word of it, fills in what is built in, and writes a starter file.
//
// The file is read strictly. An unknown key or a bad value is refused with the
// file, as its name was given, and the line; all mistakes are told at once, the
// first one first:
//
//	config.toml:6: unknown key "intervall"; did you mean "interval"?
//
// Where the file lies is for the programs to decide; this package is given its
// name. Relative paths inside the file (status files, secrets) are relative to
// the folder that the program works in, but for files of holidays: they belong
// to the configuration and are relative to its folder.
//
// Nothing here keeps state: all functions may be called from any goroutine. A
// Config is not written to after Load returned it, so it may be shared.
package config
