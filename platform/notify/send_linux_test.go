package notify

import (
	"slices"
	"strings"
	"testing"
)

// FuzzSendArguments holds what may reach notify-send's command line.
func FuzzSendArguments(f *testing.F) {
	for _, text := range hostile {
		f.Add(text, text, byte(2))
	}
	f.Fuzz(func(t *testing.T, title, body string, urgency byte) {
		got := sendArguments("Sentinel", Toast{Title: title, Body: body, Urgency: Urgency(urgency)})
		if len(got) != 5 || got[0] != "--app-name=Sentinel" || got[2] != "--" {
			t.Fatalf("arguments = %q", got)
		}
		if !slices.Contains([]string{"--urgency=low", "--urgency=normal", "--urgency=critical"}, got[1]) {
			t.Errorf("urgency = %q", got[1])
		}
		if got[3] == "" {
			t.Error("no title: notify-send refuses that")
		}
		for _, text := range got[3:] {
			if strings.HasPrefix(text, "-") || strings.ContainsAny(text, "\x00\\<>&") {
				t.Errorf("not plain text: %q", text)
			}
		}
	})
}
