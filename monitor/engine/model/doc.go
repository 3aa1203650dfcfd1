// Package model is the plain reference that the engine is held to, and the
// maker of the lives that it is tried with. Only tests import it.
//
// A Subject of this package knows the rules of truth in the plainest words: it
// keeps what happened (beats, looks, absences, what people said) and works out
// from that, anew at each instant, what holds. It shares no code with the
// engine, and does nothing to be fast or small.
//
// A Script makes, from one seed, the months that some robots and their monitor
// live through: beats that come late, twice, in another order or not at all,
// clocks that lie, markets that close, people who pause, snooze, play tests and
// change the rules, and a monitor that sleeps, stalls, is restarted and killed.
// Nothing here may be called from several goroutines at
// once but the methods of Week.
package model
