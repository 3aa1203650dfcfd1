package window

import (
	"slices"
	"strings"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
)

// explain shows a notice in place of a table that would be empty.
func (a *accounts) explain(rows int, stale bool) {
	never := a.snap.at.IsZero()
	fresh := !never && a.nothingSeen()
	switch {
	case never && a.snap.err == nil:
		a.guide.say(view.IconOff, "Asking the monitor …", "", "")
	case never:
		a.guide.say(view.IconStalled, "The monitor does not answer",
			sentenceOf(a.snap.err)+"\nIt is asked again every second; nothing needs to be done here once it runs.", "")
	case fresh:
		a.guide.say(view.IconOff, "No robot has been seen yet", a.guideWords(), a.guideExample())
	case rows == 0:
		a.guide.say(view.IconOff, "Nothing matches the filter",
			"None of the "+counted(a.total(), "robot or account", "robots and accounts")+" does. Esc shows them all again.", "")
	}
	guided := never || fresh || rows == 0
	setVisible(a.guide.action, fresh && !stale)
	setVisible(a.guide, guided)
	setVisible(a.table, !guided)
	setVisible(a.chips, !never && !fresh)
	setVisible(a.search, !never && !fresh)
	if guided {
		a.guide.replace()
	}
}

func (a *accounts) total() int {
	total := 0
	for _, n := range modelOf(a.snap).Counts() {
		total += n
	}
	return total
}

// nothingSeen tells that there is nothing to show yet, and nothing is wrong.
func (a *accounts) nothingSeen() bool {
	return !a.snap.long() &&
		!slices.ContainsFunc(a.snap.page.Subjects, func(s monitor.Subject) bool { return !s.Bystander })
}

// watchedFile is the path of the first file that is watched.
func (a *accounts) watchedFile() string {
	for _, s := range a.snap.sources {
		if s.Kind == "file" && s.Where != "" {
			return oneLine(s.Where)
		}
	}
	return ""
}

func (a *accounts) guideWords() string {
	path := a.watchedFile()
	if path == "" {
		return "No status file is watched. Name one in the settings file:\n" + oneLine(a.snap.info.ConfigPath)
	}
	return "Sentinel watches the file\n" + path +
		"\nand shows the robot here as soon as it writes to it. In Python, for example:"
}

func (a *accounts) guideExample() string {
	path := a.watchedFile()
	if path == "" {
		return "[[source]]\nname = \"vps\"\nkind = \"file\"\npath = \"logs/heartbeat_status.txt\""
	}
	return "import datetime, os\n" +
		`os.makedirs(r"` + parent(path) + `", exist_ok=True)` + "\n" +
		`with open(r"` + path + `", "w", encoding="utf-8") as f:` + "\n" +
		`    f.write("✅ Login successful\n" + datetime.datetime.now().isoformat())`
}

// parent is the folder of a path, which may be another system's.
func parent(path string) string {
	if i := strings.LastIndexAny(path, `/\`); i > 0 {
		return path[:i]
	}
	return "."
}

// headOf is the headline of a snapshot.
func headOf(s snapshot, now time.Time, stale bool) view.Headline {
	switch {
	case s.at.IsZero() && s.err == nil:
		return view.Headline{Icon: view.IconOff, Title: "Asking the monitor …"}
	case s.at.IsZero():
		return view.Headline{Icon: view.IconStalled, Title: "The monitor does not answer", Detail: sentenceOf(s.err)}
	case stale:
		return view.Headline{
			Icon: view.IconStalled, Level: monitor.LevelUnknown, Title: "The monitor does not answer",
			Detail: "What is shown is from " + view.Clock(s.at, now) + ", " + view.Duration(apart(s.at, now)) +
				" ago, and may no longer be so. " + sentenceOf(s.err),
		}
	}
	return view.Head(modelOf(s), now)
}

// modelOf is what the words are made of.
func modelOf(s snapshot) view.Model {
	m := view.Model{Page: s.page, Beside: s.beside, At: s.at, Notices: s.info.Notices}
	for _, source := range s.sources {
		if source.Kind == "file" {
			m.Waiting = oneLine(source.Where)
			break
		}
	}
	return m
}
