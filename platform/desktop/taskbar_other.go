//go:build !windows

package desktop

import "context"

func waitTaskbar(ctx context.Context) error { return ctx.Err() }

func allowSetForeground(int) error { return nil }
