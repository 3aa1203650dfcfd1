package reference

import (
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// grammar has one of everything that is written down.
type grammar struct {
	State string `placeholder:"DIR" env:"STATE" help:"Where the state is."`

	List struct {
		Key   string `arg:"" optional:"" help:"Of this one only."`
		State string `name:"how" enum:"open,closed" default:"open" help:"Which: open or closed."`
		Quick bool   `short:"q" help:"Don't wait."`
	} `cmd:"" help:"List [them]: all."`
	Channel struct {
		Test struct {
			Kind string `arg:"" enum:"mail,chat" help:"What it is."`
		} `cmd:"" help:"Try one."`
	} `cmd:"" help:"What tells people."`
	Secret struct{} `cmd:"" hidden:"" help:"Nobody's business."`
}

func model(t *testing.T) *kong.Application {
	t.Helper()
	parser, err := kong.New(&grammar{}, kong.Name("robots"), kong.Description("Watches robots."))
	if err != nil {
		t.Fatal(err)
	}
	return parser.Model
}

func TestEachIsWrittenDown(t *testing.T) {
	app := model(t)
	for name, c := range map[string]struct {
		written string
		want    []string
	}{
		"man": {Man(app, Edition{"1.2", "2026-01-31"}, ".SH FILES\n"), []string{
			`.TH ROBOTS 1 "2026-01-31" "Sentinel 1.2"`, "robots \\- watches robots\n", `\-\-state=DIR`, "Environment: STATE.",
			`.SS "list"`, ".I [<key>]", `\-q, \-\-quick`, `.SS "channel test"`, ".I <kind>", ".SH FILES\n",
		}},
		"bash": {Bash(app), []string{
			"/list | /channel | /channel/test)", "--how | --state)", `"/list --how") mapfile -t COMPREPLY < <(compgen -W "open closed"`,
			`--state") compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d`, `compgen -W "list channel"`, `compgen -W "mail chat"`, "-q",
		}},
		"zsh": {Zsh(app), []string{
			"#compdef robots\n", `'list:List [them]: all.'`, `'--how=[Which\: open or closed.]:how:(open closed)'`,
			`'--quick[Don'\''t wait.]'`, `'-q[`, "test) _robots_channel_test ;;", "::key: ", "':kind:(mail chat)'", ":_files -/'",
		}},
		"fish": {Fish(app), []string{
			"case /list /channel /channel/test\n", `= ""' -a list -d 'List [them]: all.'`, `= "/channel"' -a test`,
			`-l how -x -a 'open closed'`, `-l quick -s q -d 'Don\'t wait.'`, `= "/channel/test"' -a 'mail chat'`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, want := range c.want {
				if !strings.Contains(c.written, want) {
					t.Errorf("%q is missing in\n%s", want, c.written)
				}
			}
			for _, unwanted := range []string{"Nobody", "secret"} {
				if strings.Contains(c.written, unwanted) {
					t.Errorf("%q is hidden, and stands in\n%s", unwanted, c.written)
				}
			}
		})
	}
}

func TestTextStandsOnAPageAsItIs(t *testing.T) {
	for text, want := range map[string]string{
		"--past 30d":      `\-\-past 30d`,
		".profile":        `\&.profile`,
		"'ROBOT/*'":       `\&'ROBOT/*'`,
		`C:\robots`:       `C:\erobots`,
		`says "well"`:     `says \(dqwell\(dq`,
		"two\nlines":      "two lines",
		"nothing special": "nothing special",
	} {
		if got := roff(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
