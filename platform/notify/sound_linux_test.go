package notify_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sentinel/platform/notify"
	"sentinel/platform/sessionbus/bustest"
)

// loudspeaker is a PATH of its own with players that write down, line by line,
// who played what.
type loudspeaker struct {
	folder string
	said   string
}

func newLoudspeaker(t *testing.T, players ...string) loudspeaker {
	t.Helper()
	l := loudspeaker{folder: t.TempDir()}
	l.said = filepath.Join(l.folder, "said")
	for _, name := range players {
		l.install(t, name, "")
	}
	t.Setenv("PATH", l.folder)
	return l
}

// install puts a player there that goes on with further lines of shell.
func (l loudspeaker) install(t *testing.T, name, more string) {
	t.Helper()
	script := "#!/bin/sh\necho \"" + name + " $# $1\" >> '" + l.said + "'\n" + more
	if err := os.WriteFile(filepath.Join(l.folder, name), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
}

// heard closes the notifier, which waits for its sounds, and gives what was
// played: each player, and the file it was given as its only argument.
func (l loudspeaker) heard(t *testing.T, n notify.Notifier) []string {
	t.Helper()
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	said, err := os.ReadFile(l.said)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var heard []string
	for line := range strings.Lines(string(said)) {
		fields := strings.Fields(line)
		if len(fields) != 3 || fields[1] != "1" {
			t.Fatalf("a player was called as %q", line)
		}
		heard = append(heard, fields[0]+" "+filepath.Base(fields[2]))
	}
	return heard
}

func loud(sound notify.Sound) notify.Toast {
	return notify.Toast{ID: "a", Title: "t", Sound: sound, SoundWAV: []byte("the sound")}
}

const kde, dunst = "org.freedesktop.Notifications", "org.dunstproject.cmd0"

func TestWhoMakesTheSound(t *testing.T) {
	all := []string{"aplay", "paplay", "pw-play"}
	warning, critical := loud(notify.SoundWarning), loud(notify.SoundCritical)
	tests := []struct {
		name    string
		able    string
		players []string
		tells   properties
		toast   notify.Toast
		asked   string   // of the server
		hushed  bool     // the server
		heard   []string // from us
	}{
		{name: "silent unless asked", able: "sound", players: all, toast: loud(notify.SoundNone), hushed: true},
		{name: "the server, a warning", able: "sound", players: all, toast: warning, asked: "dialog-warning"},
		{name: "the server, a critical", able: "sound", players: all, toast: critical, asked: "dialog-error"},
		{name: "the server, louder than there is", able: "sound", players: all, toast: loud(200), asked: "dialog-error"},
		{name: "we, a warning", players: all, toast: warning, hushed: true, heard: []string{"pw-play dialog-warning.wav"}},
		{name: "we, a critical", players: all, toast: critical, hushed: true, heard: []string{"pw-play dialog-error.wav"}},
		{name: "we, without PipeWire", players: all[:2], toast: warning, hushed: true, heard: []string{"paplay dialog-warning.wav"}},
		{name: "we, with ALSA alone", players: all[:1], toast: warning, hushed: true, heard: []string{"aplay dialog-warning.wav"}},
		{name: "nobody can", toast: warning, hushed: true},
		{name: "no sound of ours", players: all, toast: notify.Toast{Title: "t", Sound: notify.SoundWarning}, hushed: true},
		{
			name: "KDE asks for quiet", players: all, toast: critical, hushed: true,
			tells: properties{{kde, "Inhibited"}: true},
		},
		{
			name: "KDE does not", players: all, toast: warning, hushed: true,
			tells: properties{{kde, "Inhibited"}: false}, heard: []string{"pw-play dialog-warning.wav"},
		},
		{
			name: "dunst asks for quiet", players: all, toast: critical, hushed: true,
			tells: properties{{dunst, "paused"}: true},
		},
		{
			name: "dunst does not", players: all, toast: warning, hushed: true,
			tells: properties{{dunst, "paused"}: false}, heard: []string{"pw-play dialog-warning.wav"},
		},
		{
			name: "something else of that name", players: all, toast: warning, hushed: true,
			tells: properties{{kde, "Inhibited"}: "true"}, heard: []string{"pw-play dialog-warning.wav"},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := serve(t, bustest.Start(t), test.able)
			if test.tells != nil {
				server.tells(t, test.tells)
			}
			speaker := newLoudspeaker(t, test.players...)
			n := newNotifier(t)
			tell(t, n, test.toast)
			if diff := cmp.Diff(test.heard, speaker.heard(t, n)); diff != "" {
				t.Error("played by us:", diff)
			}
			// Quiet or not, the toast itself is sent.
			if got := <-server.shown; got.Sound != test.asked || got.Silent != test.hushed {
				t.Errorf("the server was asked for %q, hushed: %v", got.Sound, got.Silent)
			}
		})
	}
}

func TestSoundBecomesAFile(t *testing.T) {
	serve(t, bustest.Start(t))
	speaker := newLoudspeaker(t)
	copied := filepath.Join(speaker.folder, "copied")
	speaker.install(t, "paplay", "while read -r line; do echo \"$line\"; done < \"$1\" > '"+copied+"'\n")
	for _, sound := range []string{"one\n", "two\n"} {
		n := newNotifier(t)
		tell(t, n, notify.Toast{Title: "t", Sound: notify.SoundWarning, SoundWAV: []byte(sound)})
		speaker.heard(t, n)
		if got, err := os.ReadFile(copied); err != nil || string(got) != sound {
			t.Errorf("played %q, %v; want %q", got, err, sound)
		}
	}
}

// PipeWire's player is installed on many machines where PulseAudio is at work.
func TestPlayerThatFails(t *testing.T) {
	serve(t, bustest.Start(t))
	speaker := newLoudspeaker(t, "aplay")
	speaker.install(t, "pw-play", "exit 1\n")
	speaker.install(t, "paplay", "exit 1\n")
	n := newNotifier(t)
	tell(t, n, loud(notify.SoundWarning))
	want := []string{"pw-play dialog-warning.wav", "paplay dialog-warning.wav", "aplay dialog-warning.wav"}
	if diff := cmp.Diff(want, speaker.heard(t, n)); diff != "" {
		t.Error(diff)
	}
}

// While a sound is heard, which here is until the test lets it end, toasts are
// shown, the same sound is not begun again, and a louder one is.
func TestStormOfSounds(t *testing.T) {
	server := serve(t, bustest.Start(t))
	speaker := newLoudspeaker(t)
	begun, end := fifo(t, speaker.folder, "begun"), fifo(t, speaker.folder, "end")
	speaker.install(t, "paplay", "echo > '"+begun.Name()+"'\nread -r line < '"+end.Name()+"'\n")
	n := newNotifier(t)
	line := make([]byte, 1)
	wait := func() {
		t.Helper()
		if _, err := begun.Read(line); err != nil {
			t.Fatal(err)
		}
	}

	tell(t, n, loud(notify.SoundWarning))
	wait()
	tell(t, n, loud(notify.SoundWarning))
	tell(t, n, loud(notify.SoundCritical))
	wait()
	tell(t, n, loud(notify.SoundCritical))
	tell(t, n, loud(notify.SoundWarning))
	for range 5 {
		<-server.shown
	}
	if _, err := end.WriteString("\n\n"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"paplay dialog-warning.wav", "paplay dialog-error.wav"}, speaker.heard(t, n)); diff != "" {
		t.Error(diff)
	}
}

func TestSoundsOneAfterTheOther(t *testing.T) {
	server := serve(t, bustest.Start(t))
	speaker := newLoudspeaker(t)
	begun := fifo(t, speaker.folder, "begun")
	speaker.install(t, "paplay", "echo > '"+begun.Name()+"'\n")
	n := newNotifier(t)
	line := make([]byte, 1)
	for range 3 {
		// Its end is not seen from here: asked for until it begins.
		heard := make(chan error, 1)
		go func() {
			_, err := begun.Read(line)
			heard <- err
		}()
		for waiting := true; waiting; {
			tell(t, n, loud(notify.SoundCritical))
			<-server.shown
			select {
			case err := <-heard:
				if err != nil {
					t.Fatal(err)
				}
				waiting = false
			default:
			}
		}
	}
}

// Nobody knows what notify-send's reader makes of a toast: we are heard.
func TestSoundBesideNotifySend(t *testing.T) {
	said := sender(t)
	bustest.Start(t)
	speaker := newLoudspeaker(t, "paplay")
	if err := os.Rename(filepath.Join(filepath.Dir(said), "notify-send"), filepath.Join(speaker.folder, "notify-send")); err != nil {
		t.Fatal(err)
	}
	n := newNotifier(t)
	tell(t, n, loud(notify.SoundWarning))
	if diff := cmp.Diff([]string{"paplay dialog-warning.wav"}, speaker.heard(t, n)); diff != "" {
		t.Error(diff)
	}
}

func TestToastThatTimesOutIsHeard(t *testing.T) {
	server := serve(t, bustest.Start(t))
	server.hang(t)
	speaker := newLoudspeaker(t, "paplay")
	n := newNotifier(t)
	if err := n.Notify(t.Context(), loud(notify.SoundCritical)); err == nil {
		t.Fatal("no error")
	}
	if diff := cmp.Diff([]string{"paplay dialog-error.wav"}, speaker.heard(t, n)); diff != "" {
		t.Error(diff)
	}
}
