// Package cli is the command line, sentinelctl: one file for each command.
//
// Results go to the standard output, everything else to the standard error.
// The exit codes:
//
//	0   done; for status: ok or off
//	1   refused, or doctor found something; for status: warning
//	2   for status: critical
//	3   no such key, or no monitor; for status also: unknown
//	64  a mistake in the arguments or in the configuration
//	70  something failed that should not
//
// Main may be called several times in one process, one call at a time: it
// reads the environment and, while a command runs, takes SIGINT and SIGTERM as
// the wish to end.
package cli
