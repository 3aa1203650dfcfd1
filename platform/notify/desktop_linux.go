package notify

import (
	"context"
	"log/slog"
)

func newNotifier(ctx context.Context, appName string, files files, log *slog.Logger) Notifier {
	return newService(ctx, appName, files, log)
}

func probe(ctx context.Context) (string, error) { return probeService(ctx) }
