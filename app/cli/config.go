package cli

import (
	"errors"
	"io/fs"
	"os"

	"sentinel/monitor/config"
)

type configCommand struct {
	Check configCheckCommand `cmd:"" help:"Say what is wrong or doubtful in the configuration file."`
	Init  configInitCommand  `cmd:"" help:"Write a configuration file to start from."`
	Path  configPathCommand  `cmd:"" help:"Print where the configuration file is expected."`
}

type configPathCommand struct{ jsonFlag }

func (c *configPathCommand) Run(p *program) error {
	path, _, err := p.configPath()
	if err != nil {
		return err
	}
	if c.JSON {
		return p.printJSON(map[string]any{"path": path, "exists": exists(path)})
	}
	p.say("%s", path)
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

type configInitCommand struct{ jsonFlag }

func (c *configInitCommand) Run(p *program) error {
	path, _, err := p.configPath()
	if err != nil {
		return err
	}
	if err := config.Init(path); errors.Is(err, fs.ErrExist) {
		return &exit{exitRefused, err}
	} else if err != nil {
		return err
	}
	if c.JSON {
		return p.printJSON(map[string]string{"path": path})
	}
	p.say("%s", path)
	p.note("written; sentinelctl config check says whether an edit of it is right")
	return nil
}

type configCheckCommand struct{ jsonFlag }

// finding is what config check prints as JSON.
type configFinding struct {
	Path    string `json:"path"`
	Line    int    `json:"line"`
	Message string `json:"message"`
	Warning bool   `json:"warning"`
}

func (c *configCheckCommand) Run(p *program) error {
	path, optional, err := p.configPath()
	if err != nil {
		return err
	}
	found := []config.Finding{}
	builtIn := optional && !exists(path)
	if !builtIn {
		found = config.Check(path)
	}
	if c.JSON {
		err = p.printFindings(path, found)
	} else {
		p.sayFindings(path, builtIn, found)
	}
	for _, f := range found {
		if !f.Warning {
			return &exit{code: exitUsage}
		}
	}
	return err
}

func (p *program) sayFindings(path string, builtIn bool, found []config.Finding) {
	for _, f := range found {
		p.say("%s", f)
	}
	switch {
	case builtIn:
		p.say("%s: there is no such file, and none is needed: everything is as built in", path)
	case len(found) == 0:
		p.say("%s: all is well", path)
	}
}

func (p *program) printFindings(path string, found []config.Finding) error {
	list := []configFinding{}
	valid := true
	for _, f := range found {
		list = append(list, configFinding(f))
		valid = valid && f.Warning
	}
	return p.printJSON(map[string]any{"path": path, "valid": valid, "findings": list})
}
