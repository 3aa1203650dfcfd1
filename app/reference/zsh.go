package reference

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// Zsh writes completions for zsh: one function a command.
func Zsh(app *kong.Application) string {
	var out strings.Builder
	fmt.Fprintf(&out, "#compdef %s\n# Completions of %[1]s for zsh; made from its command line.\n", app.Name)
	walk(app.Node, func(node *kong.Node) {
		fmt.Fprintf(&out, "\n%s() {\n", zshName(node))
		if len(commands(node)) > 0 {
			zshCommands(&out, node)
		} else {
			fmt.Fprintf(&out, "\t_arguments -s -S%s\n", zshFlags(node)+zshArguments(node))
		}
		out.WriteString("}\n")
	})
	// The file is either loaded as the function of its name, at the first use, or read by hand.
	fmt.Fprintf(&out, "\nif [[ $funcstack[1] == %[1]s ]]; then\n\t%[1]s \"$@\"\nelse\n\tcompdef %[1]s %[2]s\nfi\n", zshName(app.Node), app.Name)
	return out.String()
}

func zshName(node *kong.Node) string { return "_" + strings.ReplaceAll(words(node), " ", "_") }

// zshCommands completes a command that is followed by another.
func zshCommands(out *strings.Builder, node *kong.Node) {
	fmt.Fprintf(out, "\tlocal state line\n\t_arguments -C -s%s \\\n\t\t'1: :->command' '*:: :->rest'\n\tcase $state in\n\tcommand)\n\t\tlocal -a commands=(\n", zshFlags(node))
	for _, child := range commands(node) {
		fmt.Fprintf(out, "\t\t\t%s\n", quoted(strings.ReplaceAll(child.Name, ":", `\:`)+":"+child.Help))
	}
	out.WriteString("\t\t)\n\t\t_describe command commands\n\t\t;;\n\trest)\n\t\tcase $line[1] in\n")
	for _, child := range commands(node) {
		fmt.Fprintf(out, "\t\t%s) %s ;;\n", child.Name, zshName(child))
	}
	out.WriteString("\t\tesac\n\t\t;;\n\tesac\n")
}

func zshFlags(node *kong.Node) string {
	var out strings.Builder
	for _, flag := range allFlags(node) {
		for _, name := range names(flag) {
			spec := name
			if takesValue(flag) && strings.HasPrefix(name, "--") {
				spec += "="
			}
			spec += "[" + zshPlain(flag.Help) + "]"
			if takesValue(flag) {
				spec += ":" + zshPlain(flag.Name) + ":" + zshAction(flagKind(flag), flag.Value)
			}
			out.WriteString(" \\\n\t\t" + quoted(spec))
		}
	}
	return out.String()
}

func zshArguments(node *kong.Node) string {
	var out strings.Builder
	for _, argument := range node.Positional {
		var count string
		switch {
		case argument.IsCumulative():
			count = "*:"
		case !argument.Required:
			count = "::"
		default:
			count = ":"
		}
		out.WriteString(" \\\n\t\t" + quoted(count+zshPlain(argument.Name)+":"+zshAction(argumentKind(argument), argument)))
	}
	return out.String()
}

func zshAction(k kind, value *kong.Value) string {
	switch k {
	case choice:
		return "(" + choices(value) + ")"
	case file:
		return "_files"
	case folder:
		return "_files -/"
	}
	return " "
}

// zshPlain keeps text from ending the part of a specification that it stands in.
func zshPlain(text string) string {
	return strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, ":", `\:`, "\n", " ").Replace(text)
}

// quoted is a word of a POSIX shell.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
