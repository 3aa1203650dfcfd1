package window

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

// storyMost is of how many incidents of an episode the story is told.
const storyMost = 20

// told are the incidents of an episode that the story is told of.
func told(e monitor.Episode) []monitor.Incident {
	return e.Incidents[:min(len(e.Incidents), storyMost)]
}

// event is one thing that happened, and when.
type event struct {
	at    time.Time
	words string
	ink   fyne.ThemeColorName
}

// storyOf tells what happened in an episode, in the order of time. What of an
// incident's story has not come is told as far as the incident knows it itself.
func storyOf(e monitor.Episode, stories map[string]api.IncidentStory, now time.Time) (events []event) {
	say := func(at time.Time, words string, ink fyne.ThemeColorName) {
		events = append(events, event{at, oneLine(words), ink})
	}
	incidents := told(e)
	for n := len(incidents) - 1; n >= 0; n-- {
		i := incidents[n]
		opened, level := "Opened", i.Level
		if n < len(e.Incidents)-1 {
			opened = "Opened again"
		}
		for _, t := range stories[i.ID].Happened {
			switch t.Kind {
			case monitor.Opened:
				level = t.Level
			case monitor.Worsened:
				words := "Worsened to " + strings.ToLower(view.LevelWord(t.Level))
				if t.Cause != monitor.CauseNone {
					words += ": " + string(t.Cause)
				}
				say(t.At, words, levelColor(t.Level.String()))
			}
		}
		say(i.Opened, opened+", "+strings.ToLower(view.LevelWord(level)), levelColor(level.String()))
		if i.AcknowledgedAt != nil {
			by := ""
			if i.AcknowledgedBy != "" {
				by = " by " + i.AcknowledgedBy
			}
			say(*i.AcknowledgedAt, "Acknowledged"+by, colorText)
		}
		if i.Closed != nil {
			ink := colorText
			if i.End == monitor.EndRecovered {
				ink = colorOK
			}
			say(*i.Closed, view.FullSentence(string(i.End)+" after "+view.Duration(seconds(i.Duration))), ink)
		}
	}
	slices.SortStableFunc(events, func(a, b event) int { return a.at.Compare(b.at) })
	if left := len(e.Incidents) - len(incidents); left > 0 {
		before := event{e.First().Opened, "The first of " + counted(left, "incident", "incidents") + " before", colorDim}
		events = append([]event{before}, events...)
	}
	return events
}

// notesOf are the notes to the incidents of an episode, oldest first.
func notesOf(e monitor.Episode) (notes []monitor.Note) {
	for n := len(e.Incidents) - 1; n >= 0; n-- {
		notes = append(notes, e.Incidents[n].Notes...)
	}
	slices.SortStableFunc(notes, func(a, b monitor.Note) int { return a.At.Compare(b.At) })
	return notes
}
