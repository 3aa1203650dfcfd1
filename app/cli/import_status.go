package cli

import (
	"bytes"
	"io"
	"os"
	"time"

	"sentinel/monitor/api"
	"sentinel/monitor/decode"
)

// largestStatus bounds a status file, in bytes.
const largestStatus = 64 << 10

// statusFile reads a file as one that a robot's status was written to and that
// somebody kept: one beat, at the time that stands in it. It is false for any
// other file, from which nothing was read then.
func (c *importCommand) statusFile(file *os.File, info os.FileInfo, zone *time.Location) (kept api.KeptBeat, is bool, err error) {
	if c.As == "" || info.Size() > largestStatus {
		return kept, false, nil
	}
	content, err := io.ReadAll(file)
	if err != nil {
		return kept, false, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return kept, false, err
	}
	if bytes.HasPrefix(bytes.TrimSpace(content), []byte("{")) {
		return kept, false, nil // what export wrote
	}
	read := decode.File(content, decode.FileOptions{Format: decode.FormatSentinel, Zone: zone, ModTime: info.ModTime(), Now: time.Now()})
	if !read.Complete || read.TimeUnparsable || read.Beat.SentAt.IsZero() {
		return kept, false, nil
	}
	sent := read.Beat.SentAt
	return api.KeptBeat{
		Key: c.As.key(), At: sent.UTC(), SentAt: &sent, Source: "status file",
		Status: read.Beat.Status, Kind: "beat", Disposition: "counted", Raw: read.Beat.Message,
	}, true, nil
}
