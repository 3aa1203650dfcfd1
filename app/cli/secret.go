package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"sentinel/monitor/config"
	"sentinel/platform/secret"
	"sentinel/platform/terminal"
)

type secretCommand struct {
	Set secretSetCommand `cmd:"" help:"Keep a secret in the keyring; it is typed unseen, or read from the standard input."`
}

type secretSetCommand struct {
	Name string `arg:"" help:"The name that the configuration calls it by: keyring:NAME."`
	jsonFlag
}

// secretName is the form of a secret's name.
var secretName = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// mostTyped bounds a secret, in bytes.
const mostTyped = 64 << 10

func (c *secretSetCommand) Run(p *program) error {
	if !secretName.MatchString(c.Name) {
		return usage("a secret's name has 1 to 64 of A-Z a-z 0-9 . _ -")
	}
	value, err := p.typed("The secret " + c.Name + " (it is not shown): ")
	if err != nil {
		return err
	}
	if value == "" {
		return usage("the secret is empty: nothing was changed")
	}
	if err := config.CheckSecret(value); err != nil {
		return usage("the secret %v", err)
	}
	switch err := secret.Set(p.ctx, c.Name, value); {
	case errors.Is(err, secret.ErrNone), errors.Is(err, secret.ErrEmpty):
		return &exit{exitRefused, fmt.Errorf("%w. Keep the secret in a file that only you may read, and write file:PATH instead of keyring:%s:\n"+
			"  install -m 600 /dev/null PATH, then write the secret into it", err, c.Name)}
	case err != nil:
		return &exit{exitRefused, err}
	}
	if c.JSON {
		return p.printJSON(map[string]string{"name": c.Name, "reference": "keyring:" + c.Name})
	}
	p.say("kept in the keyring; write keyring:%s into the configuration", c.Name)
	return nil
}

// typed reads a secret: unseen from a terminal, else the whole standard input
// without its last line end.
func (p *program) typed(question string) (string, error) {
	line, typed, err := terminal.Unseen(os.Stdin, p.err, question)
	if err != nil {
		return "", fmt.Errorf("the secret cannot be read: %w", err)
	}
	if typed {
		return line, nil
	}
	data, err := io.ReadAll(io.LimitReader(os.Stdin, mostTyped))
	if err != nil {
		return "", fmt.Errorf("the secret cannot be read: %w", err)
	}
	return strings.TrimRight(string(data), "\r\n"), nil
}
