package source

import "golang.org/x/sys/windows"

// How the operating system says that there is no connection. The constants of
// package syscall with these names are never returned on Windows.
const (
	errnoRefused   = windows.WSAECONNREFUSED
	errnoReset     = windows.WSAECONNRESET
	errnoAborted   = windows.WSAECONNABORTED
	errnoNoNetwork = windows.WSAENETUNREACH
	errnoNoHost    = windows.WSAEHOSTUNREACH
)
