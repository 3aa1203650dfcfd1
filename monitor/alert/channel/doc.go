// Package channel gives messages to the services that bring them to people:
// Slack, Telegram, email and whatever else Shoutrrr speaks, webhooks, and
// Alertmanager.
//
// A Sender makes one try, of at most Bound, and says in one sentence what came
// of it: whether it is of use to try again, and when. It keeps nothing over a
// restart; to send each message until it was taken is its caller's. Any
// goroutine may call it.
//
// The address of a channel holds secrets, and libraries put it into their
// errors. So no foreign text leaves this package, neither an error's nor an
// answer's: what went wrong is told in words of its own. The text of robots is
// hostile: what a service would take for markup, mentions or links is made
// harmless before it gets there.
package channel
