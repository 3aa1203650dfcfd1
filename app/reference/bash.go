package reference

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// Bash writes completions for bash. They need no other package. Bash parts words
// at =, so that a flag and its value come as three.
func Bash(app *kong.Application) string {
	var places, valued, cases []string
	values := map[string]bool{} // "place flag" of which the values are known
	var known strings.Builder
	walk(app.Node, func(node *kong.Node) {
		if node.Parent != nil {
			places = append(places, place(node))
		}
		for _, flag := range allFlags(node) {
			for _, name := range names(flag) {
				if !takesValue(flag) {
					continue
				}
				valued = append(valued, name)
				if pattern := place(node) + " " + name; !values[pattern] && flagKind(flag) != text {
					values[pattern] = true
					fmt.Fprintf(&known, "\t\t%q) %s ;;\n", pattern, bashValues(flagKind(flag), flag.Value))
				}
			}
		}
		cases = append(cases, bashCommand(node))
	})
	slices.Sort(valued)
	name := "_" + app.Name
	return fmt.Sprintf(`# Completions of %[1]s for bash; made from its command line.
%[2]s() {
	local current=${COMP_WORDS[COMP_CWORD]} at= flag= word i
	COMPREPLY=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		case $word in
		%[3]s)
			[[ ${COMP_WORDS[i + 1]} == = ]] && ((i++))
			((i++))
			if ((i == COMP_CWORD)) || ((i > COMP_CWORD)); then
				flag=$word
				[[ $current == = ]] && current=
			fi
			continue
			;;
		esac
		case $at/$word in
		%[4]s) at=$at/$word ;;
		esac
	done
	if [[ -n $flag ]]; then
		case "$at $flag" in
%[5]s		esac
		return
	fi
	case $at in
%[6]s	esac
}
complete -F %[2]s %[1]s
`, app.Name, name, strings.Join(slices.Compact(valued), " | "), strings.Join(places, " | "), known.String(), strings.Join(cases, ""))
}

// bashCommand completes the words after a command: flags where one has begun,
// else what it is followed by.
func bashCommand(node *kong.Node) string {
	var flags, next []string
	for _, flag := range allFlags(node) {
		flags = append(flags, names(flag)...)
	}
	for _, child := range commands(node) {
		next = append(next, child.Name)
	}
	follow := fmt.Sprintf(`mapfile -t COMPREPLY < <(compgen -W %q -- "$current")`, strings.Join(next, " "))
	if len(node.Positional) > 0 {
		follow = bashValues(argumentKind(node.Positional[0]), node.Positional[0])
	}
	return fmt.Sprintf("\t%q)\n\t\tif [[ $current == -* ]]; then\n\t\t\tmapfile -t COMPREPLY < <(compgen -W %q -- \"$current\")\n\t\telse\n\t\t\t%s\n\t\tfi\n\t\t;;\n",
		place(node), strings.Join(flags, " "), follow)
}

func bashValues(k kind, value *kong.Value) string {
	switch k {
	case choice:
		return fmt.Sprintf(`mapfile -t COMPREPLY < <(compgen -W %q -- "$current")`, choices(value))
	case file:
		return `compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$current")`
	case folder:
		return `compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$current")`
	}
	return ":"
}

// names are the ways to write a flag.
func names(flag *kong.Flag) []string {
	all := []string{"--" + flag.Name}
	if flag.Short != 0 {
		all = append(all, "-"+string(flag.Short))
	}
	return all
}
