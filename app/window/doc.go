// Package window is the Heartbeat Monitor window: the answer to "am I all
// right?", the table of accounts and robots, the Incidents, the Alerts,
// the Trends, the Controls and the Remote tab.
//
// The window is a client of a running monitor, through Backend. It shows what
// the monitor said, how long ago that was, and says so when the monitor does
// not answer: old state is never shown as current.
//
// Widgets belong to Fyne's main goroutine. Exactly one goroutine of the
// package, the feed, asks the monitor for what the tables show; it hands a
// finished snapshot over with fyne.Do, at most four times a second and not
// while the window is hidden. What a person asks for (a test status, a log)
// runs on a goroutine of its own and comes back the same way. Exported methods
// are for the main goroutine unless they say otherwise.
//
// A list that the monitor gives at once is filtered and sorted here. Of a longer
// one the window knows how long it is and has the rows around those on the
// screen: what it asks for, keeps and draws is bounded by the screen, not by the
// list.
//
// Incidents are asked for while their tab is shown: all of a time once, and from
// then on what happened since. They are put together away from the screen.
//
// So are the channels and the newest of what they were told; older messages as
// one scrolls there. The address of a channel goes to the monitor only: it is
// typed hidden, and never comes back.
//
// A chart is a drawing, made of values alone: the raster paints it at the size of
// the screen's pixels, and the same drawing is what is saved as a picture. A
// history is asked for while Trends are shown, one at a time.
//
// The text of robots is shown as it is: it goes through canvas texts, labels
// and text grids, never through anything that reads markup.
package window
