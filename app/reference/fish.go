package reference

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// Fish writes completions for fish: one line a command, a flag or an argument,
// each with the place where it holds.
func Fish(app *kong.Application) string {
	var places []string
	var lines strings.Builder
	walk(app.Node, func(node *kong.Node) {
		if node.Parent != nil {
			places = append(places, place(node))
		}
		here := fmt.Sprintf("complete -c %s -n 'test \"$(__%[1]s_at)\" = %q'", app.Name, place(node))
		for _, child := range commands(node) {
			fmt.Fprintf(&lines, "%s -a %s -d %s\n", here, child.Name, fishQuoted(child.Help))
		}
		for _, flag := range allFlags(node) {
			fmt.Fprintf(&lines, "%s%s -d %s\n", here, fishFlag(flag), fishQuoted(flag.Help))
		}
		for _, argument := range node.Positional {
			lines.WriteString(fishArgument(here, argument))
		}
	})
	return fmt.Sprintf(`# Completions of %[1]s for fish; made from its command line.
function __%[1]s_at
    set -l at
    for word in (commandline -opc)[2..]
        switch "$at/$word"
            case %[2]s
                set at "$at/$word"
        end
    end
    echo $at
end

complete -c %[1]s -f
%[3]s`, app.Name, strings.Join(places, " "), lines.String())
}

func fishFlag(flag *kong.Flag) string {
	out := " -l " + flag.Name
	if flag.Short != 0 {
		out += " -s " + string(flag.Short)
	}
	if !takesValue(flag) {
		return out
	}
	switch flagKind(flag) {
	case choice:
		return out + " -x -a " + fishQuoted(choices(flag.Value))
	case file:
		return out + " -r -F"
	case folder:
		return out + " -x -a '(__fish_complete_directories)'"
	default:
		return out + " -x"
	}
}

func fishArgument(here string, argument *kong.Positional) string {
	switch argumentKind(argument) {
	case choice:
		return fmt.Sprintf("%s -a %s\n", here, fishQuoted(choices(argument)))
	case file:
		return here + " -F\n"
	}
	return ""
}

func fishQuoted(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`, "\n", " ").Replace(text) + "'"
}
