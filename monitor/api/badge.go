package api

import (
	"fmt"
	"html"
	"net/http"
	"strings"
	"unicode/utf8"

	"sentinel/monitor"
)

// badge draws how a subject fares: its key, and its level in words and colour.
// Like all reading it is for programs of this machine, or with a token; a web
// page cannot show it.
func (s *server) badge(w http.ResponseWriter, r *http.Request) error {
	name, isSVG := strings.CutSuffix(r.PathValue("file"), ".svg")
	key, err := monitor.ParsePathKey(name)
	if !isSVG || err != nil {
		return failure(http.StatusNotFound, "there is nothing at %s: want /badge/KEY.svg, with ~ for / in the key", r.URL.Path)
	}
	subject, err := s.monitor.Subject(r.Context(), key)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	_, err = w.Write([]byte(drawBadge(string(key), badgeWords(subject), badgeColours[subject.Level])))
	return ignore(err)
}

var badgeColours = map[monitor.Level]string{
	monitor.LevelOK: "#1a7f4b", monitor.LevelWarning: "#9a6700", monitor.LevelCritical: "#b42318",
	monitor.LevelUnknown: "#57606a", monitor.LevelOff: "#57606a",
}

func badgeWords(s monitor.Subject) string {
	words := s.Level.String()
	if string(s.Liveness) != words && s.Liveness != monitor.Alive {
		words += ", " + string(s.Liveness)
	}
	if s.Test {
		words = "TEST: " + words
	}
	return words
}

func drawBadge(left, right, colour string) string {
	const high, pad, letter = 20, 8, 7
	leftWide := utf8.RuneCountInString(left)*letter + 2*pad
	wide := leftWide + utf8.RuneCountInString(right)*letter + 2*pad
	left, right = html.EscapeString(left), html.EscapeString(right)
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="%[2]d" role="img" aria-label="%[5]s: %[6]s">`+
		`<title>%[5]s: %[6]s</title>`+
		`<rect width="%[1]d" height="%[2]d" rx="3" fill="#24292f"/>`+
		`<path d="M%[3]d 0H%[4]dq3 0 3 3v14q0 3-3 3H%[3]dz" fill="%[7]s"/>`+
		`<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">`+
		`<text x="%[8]d" y="14" textLength="%[9]d">%[5]s</text><text x="%[10]d" y="14" textLength="%[11]d">%[6]s</text></g></svg>`+"\n",
		wide, high, leftWide, wide-3, left, right, colour, pad, leftWide-2*pad, leftWide+pad, wide-leftWide-2*pad)
}
