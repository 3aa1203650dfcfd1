// Package agent puts a monitor together from its configuration: sources feed
// the engine, the engine's state and transitions go into the history, people
// are told, and the API serves what there is to see. It is the same monitor
// under the tray icon and on a server without a desktop.
//
// New makes an Agent, Run runs it until its context ends. All other methods
// may be called from any goroutine, from New on.
package agent
