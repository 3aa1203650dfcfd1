package history

import (
	"fmt"
	"path/filepath"
	"strings"
)

// counted are the tables of which a person is told how much was saved and lost,
// with the word for one and for several.
var counted = []struct{ table, one, several string }{
	{"subjects", "the state of 1 robot or account", "the state of %d robots and accounts"},
	{"incidents", "1 incident", "%d incidents"},
	{"notes", "1 note", "%d notes"},
	{"outbox", "1 message to a channel", "%d messages to channels"},
	{"beats", "1 heartbeat", "%d heartbeats"},
	{"days", "1 day summed up", "%d days summed up"},
}

// begun says what a person needs to know when the watch begins.
func (t tally) begun(rest unfinished, folder string) string {
	return fmt.Sprintf("The history was damaged (%s) and has been begun anew with what can be read of it: so far %s. The rest is being saved. The damaged file is %s.",
		rest.why, t.savedWords(), filepath.Join(folder, rest.file))
}

// ended says it when all that can be read is saved, or cannot be saved now; gone: the
// damaged file is not there any more.
func (t tally) ended(rest unfinished, folder string, gone bool, err error) string {
	file := filepath.Join(folder, rest.file)
	switch {
	case gone:
		return fmt.Sprintf("The history was damaged (%s) and has been begun anew. Not all that could be read of the damaged file was saved yet, and it is gone: %s.",
			rest.why, file)
	case err != nil:
		return fmt.Sprintf("The history was damaged (%s) and has been begun anew. What else can be read of the damaged file %s cannot be saved now, which is tried again each minute: %v",
			rest.why, file, err)
	}
	if len(t.saved) == 0 {
		return fmt.Sprintf("The history was damaged (%s) and has been begun anew. Nothing could be read of the damaged file: %s.", rest.why, file)
	}
	return fmt.Sprintf("The history was damaged (%s) and has been begun anew. What could be read was saved: %s. %s The damaged file is %s.",
		rest.why, t.savedWords(), t.lostWords(), file)
}

func (t tally) savedWords() string {
	var words []string
	for _, one := range counted {
		if n := t.saved[one.table]; n > 0 {
			words = append(words, plural(n, one.one, one.several))
		}
	}
	if len(words) == 0 {
		return "nothing of what robots sent"
	}
	return strings.Join(words, ", ")
}

// lostIn names what the tables hold.
var lostIn = []struct{ table, what string }{
	{"subjects", "states of robots and accounts"},
	{"incidents", "incidents"},
	{"notes", "notes"},
	{"transitions", "what happened to incidents"},
	{"outbox", "messages to channels"},
	{"cases", "what channels know of incidents"},
	{"decisions", "who was told what"},
	{"numbers", "where the history stands"},
	{"names", "names of robots and accounts"},
	{"turns", "changes of state"},
	{"absences", "times in which nobody watched"},
	{"beats", "the latest heartbeats"},
	{"tails", "heartbeats"},
	{"blocks", "heartbeats"},
	{"days", "days summed up"},
}

func (t tally) lostWords() string {
	var words []string
	for _, one := range lostIn {
		lost := t.lost[one.table]
		switch {
		case lost.Pages > 0:
			words = append(words, fmt.Sprintf("%s (%s of the file)", one.what, plural(lost.Pages, "1 page", "%d pages")))
		case lost.Rows > 0:
			words = append(words, fmt.Sprintf("%s (%s)", one.what, plural(lost.Rows, "1 row", "%d rows")))
		}
	}
	if len(words) == 0 {
		return "Nothing is known to be lost."
	}
	return "Lost: " + strings.Join(words, ", ") + "."
}

func plural(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(several, n)
}
