// Package reference writes down a command line for the tools around it: as a
// manual page, and as completions for bash, zsh and fish. What it writes comes
// from the parser's own model, so that it says what the program does.
//
// It is pure; any goroutine may call it.
package reference

import (
	"strings"

	"github.com/alecthomas/kong"
)

// walk visits a command and those below it, from the top down, in the order of
// the help.
func walk(node *kong.Node, visit func(*kong.Node)) {
	visit(node)
	for _, child := range commands(node) {
		walk(child, visit)
	}
}

// commands are the commands directly below a node that help shows.
func commands(node *kong.Node) []*kong.Node {
	var shown []*kong.Node
	for _, child := range node.Children {
		if child.Type == kong.CommandNode && !child.Hidden {
			shown = append(shown, child)
		}
	}
	return shown
}

// place is where a command stands: /channel/list, and nothing for the program.
func place(node *kong.Node) string {
	if node.Parent == nil {
		return ""
	}
	return place(node.Parent) + "/" + node.Name
}

// words is how a command is typed: sentinelctl channel list.
func words(node *kong.Node) string {
	if node.Parent == nil {
		return node.Name
	}
	return words(node.Parent) + " " + node.Name
}

// allFlags are the flags that a command takes, those of the commands above it too.
func allFlags(node *kong.Node) []*kong.Flag {
	var flags []*kong.Flag
	for _, group := range node.AllFlags(true) {
		flags = append(flags, group...)
	}
	return flags
}

// takesValue reports whether a flag is followed by something.
func takesValue(flag *kong.Flag) bool { return !flag.IsBool() && !flag.IsCounter() }

// kind is what the value of a flag or an argument is.
type kind int

const (
	text kind = iota
	choice
	file
	folder
)

func flagKind(flag *kong.Flag) kind {
	switch {
	case flag.Enum != "":
		return choice
	case flag.PlaceHolder == "PATH":
		return file
	case flag.PlaceHolder == "DIR":
		return folder
	}
	return text
}

func argumentKind(argument *kong.Positional) kind {
	switch {
	case argument.Enum != "":
		return choice
	case argument.Name == "file", argument.Name == "files", argument.Name == "path":
		return file
	}
	return text
}

// choices are the words of an enumeration.
func choices(value *kong.Value) string { return strings.Join(value.EnumSlice(), " ") }
