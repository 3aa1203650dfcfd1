// The command sentinelctl is Sentinel's command line, and the whole monitor
// without a desktop: see package sentinel/app/cli.
package main

import (
	"os"

	"sentinel/app/cli"
)

// version is set by the linker.
var version = "dev"

func main() {
	os.Exit(cli.Main(version, os.Args[1:], os.Stdout, os.Stderr))
}
