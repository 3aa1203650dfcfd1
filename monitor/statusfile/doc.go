// Package statusfile writes status files as producers do: a line with the
// message, a line with the time and, when there is something to say, a line of
// JSON.
//
// A file is never seen empty or torn: new content is written beside it and
// takes its place at once. Test statuses remember what was there before, in
// the state folder, and give it back when their time is over.
//
// Nothing here keeps state in memory: all functions may be called from any
// goroutine, and by several programs at once.
package statusfile
