//go:build !linux && !darwin && !windows

package opener

import "context"

func open(ctx context.Context, path string, _ bool) error { return start(ctx, "xdg-open", path) }
