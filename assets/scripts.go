package assets

import "embed"

// Scripts holds, in the folder scripts, what producers of heartbeats start
// from: update_heartbeat_status in Python, for the shell and for Windows, and
// manual_trade_test.py, which lies beside the Python one.
//
//go:embed scripts
var Scripts embed.FS
