package cli

import "github.com/alecthomas/kong"

// Model is the command line as its parser knows it, for what is written about it.
func Model() (*kong.Application, error) {
	parser, err := newParser(&grammar{})
	if err != nil {
		return nil, err
	}
	return parser.Model, nil
}
