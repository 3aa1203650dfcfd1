// Package robots makes robots up, for demonstrations and for load: a World of
// robots and their accounts that beat as real ones do, and go wrong in all the
// ways that Sentinel must see through.
//
// It is pure: a World opens nothing and reads no clock. The same seed, stepped
// through the same instants, tells the same story. A World belongs to one
// goroutine.
package robots
