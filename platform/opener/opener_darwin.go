package opener

import "context"

// open takes the text editor for a file, because nothing else is known to open
// a .toml, and Finder for a folder.
func open(ctx context.Context, path string, folder bool) error {
	if folder {
		return start(ctx, "/usr/bin/open", path)
	}
	return start(ctx, "/usr/bin/open", "-t", path)
}
