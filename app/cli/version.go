package cli

import "runtime"

type versionCommand struct{ jsonFlag }

func (c *versionCommand) Run(p *program) error {
	if c.JSON {
		return p.printJSON(map[string]string{
			"version": p.version, "go": runtime.Version(), "os": runtime.GOOS, "arch": runtime.GOARCH,
		})
	}
	p.say("sentinelctl %s (%s, %s/%s)", p.version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
