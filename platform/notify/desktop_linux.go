package notify

import (
	"context"
	"log/slog"
)

func newNotifier(ctx context.Context, appName string, icons icons, log *slog.Logger) Notifier {
	return newService(ctx, appName, icons, log)
}

func probe(ctx context.Context) (string, error) { return probeService(ctx) }
