// Package pack keeps the beats of one subject in a small block of bytes: two to
// three bytes for a beat that comes every minute, and every byte that was
// posted can be read again.
//
// It is pure: no input, output or clock; every function may be called from any
// goroutine. Whatever bytes a block is made of, they read it in time and memory
// that are bounded, and never panic.
//
// Of each receipt a block keeps Source, Remote, Kind, Disposition, Unexpected,
// Raw, At, and of the decoded beat Status and SentAt with its offset. It does
// not keep the key, which all its beats share, and the ID.
//
// # What a block is made of
//
//	version      a byte
//	head         earliest At; latest At; how many beats
//	shapes       what beats have in common: how they came, and what was posted
//	             with a hole where the time stood; compressed
//	runs         which shape each beat has
//	arrivals     At of each beat, as what a regular beat does not tell
//	departures   SentAt of each beat that has one, as what At does not tell
//	checksum     2 bytes
//
// Numbers are varints of encoding/binary. A beat whose text changes every time,
// such as a balance, is a shape of its own, which says only what it has not in
// common with the one before.
package pack
