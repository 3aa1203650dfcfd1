//go:build unix

package source

import "syscall"

// How the operating system says that there is no connection.
const (
	errnoRefused   = syscall.ECONNREFUSED
	errnoReset     = syscall.ECONNRESET
	errnoAborted   = syscall.EPIPE
	errnoNoNetwork = syscall.ENETUNREACH
	errnoNoHost    = syscall.EHOSTUNREACH
)
