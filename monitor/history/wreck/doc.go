// Package wreck reads the rows that are left in a damaged SQLite file. SQLite
// itself gives up a table for one bad page, and a whole file for a bad first
// one; here every page is read for what it says, by its own light, with what
// the write-ahead log beside the file has for it.
//
// It reads what Sentinel writes: pages of 4096 bytes, UTF-8, no vacuuming by
// itself. Nothing that it reads is trusted: a file of any content ends in fewer
// rows, never in a panic or in much memory. Which rows are to be believed is for
// the caller to tell.
//
// A File belongs to one goroutine at a time.
package wreck
