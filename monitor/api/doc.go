// Package api is the HTTP server through which a running monitor is seen and
// asked, and the client that the window and the command line use.
//
// It owns two files in the state folder: control-token (the secret that
// everything needs that changes the monitor; readable by its user alone, kept
// over restarts) and address (where the server listens now; gone when it does
// not). It owns no state of the monitor: the server reads that from a Monitor,
// which the agent implements.
//
// The server trusts nobody by being on loopback: a web page in the user's own
// browser can reach it too. guard.go refuses whatever such a page could send.
//
// Handler, Listener and Client may be used from any goroutine. A Monitor's
// methods are called from the goroutines of requests, several at once.
package api
