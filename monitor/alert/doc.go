// Package alert decides who is told what, and when: from what happened to
// incidents to the messages that channels are given to send.
//
// A case is what one channel knows of one incident. It goes through stages,
// each with a reason that a person can ask for afterwards:
//
//	route     is it for this channel? By level and key.
//	escalate  a channel that speaks only when nobody acknowledged waits so long.
//	mute      acknowledged, snoozed, or in the channel's quiet hours.
//	inhibit   a robot that is silent speaks for its accounts.
//	dedup     each level of an incident is told once.
//	repeat    what is open and nobody acknowledged is told again.
//	group     what comes together becomes one message.
//
// It is pure: it reads no clock and sends nothing. A Desk belongs to one
// goroutine. Whoever owns it keeps its work before sending any of it: then a
// crash at any instant repeats a message rather than losing one.
package alert
