package reference

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// Edition is what a manual page says of its program's making.
type Edition struct {
	Version string
	Date    string // like 2026-01-31
}

// Man writes a manual page of section 1. The tail is added as it is: the
// sections that no command line knows, such as what the exit codes mean.
func Man(app *kong.Application, edition Edition, tail string) string {
	var out strings.Builder
	summary := strings.TrimSuffix(app.Help, ".")
	fmt.Fprintf(&out, ".TH %s 1 %q %q \"User Commands\"\n", strings.ToUpper(app.Name), edition.Date, "Sentinel "+edition.Version)
	fmt.Fprintf(&out, ".SH NAME\n%s \\- %s\n", roff(app.Name), roff(strings.ToLower(summary[:1])+summary[1:]))
	fmt.Fprintf(&out, ".SH SYNOPSIS\n.B %s\n.I command\n.RI [ flags ]\n", roff(app.Name))
	fmt.Fprintf(&out, ".SH OPTIONS\nThese may stand before or after any command.\n")
	writeFlags(&out, app.Flags)
	out.WriteString(".SH COMMANDS\n")
	walk(app.Node, func(node *kong.Node) {
		if len(commands(node)) == 0 {
			writeCommand(&out, node)
		}
	})
	out.WriteString(tail)
	return out.String()
}

func writeCommand(out *strings.Builder, node *kong.Node) {
	fmt.Fprintf(out, ".SS \"%s\"\n%s\n", roff(strings.TrimPrefix(node.Path(), rootName(node)+" ")), roff(node.Help))
	for _, argument := range node.Positional {
		fmt.Fprintf(out, ".TP\n.I %s\n%s\n", roff(argument.Summary()), roff(argument.Help))
	}
	writeFlags(out, node.Flags)
}

func rootName(node *kong.Node) string {
	for node.Parent != nil {
		node = node.Parent
	}
	return node.Name
}

func writeFlags(out *strings.Builder, flags []*kong.Flag) {
	for _, flag := range flags {
		if flag.Hidden {
			continue
		}
		fmt.Fprintf(out, ".TP\n.B %s\n%s\n", roff(flag.String()), roff(flag.Help))
		if len(flag.Envs) > 0 {
			fmt.Fprintf(out, "Environment: %s.\n", roff(strings.Join(flag.Envs, ", ")))
		}
	}
}

// roff makes text stand on a page as it is.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "\n", " ", `"`, `\(dq`).Replace(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text
	}
	return text
}
