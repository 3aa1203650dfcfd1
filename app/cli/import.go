package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/decode"
)

type importCommand struct {
	File     string     `arg:"" help:"A file that export wrote as ndjson, a heartbeat.log, or a status file that was kept."`
	As       subjectKey `placeholder:"KEY" help:"Whose beats they are: of a heartbeat.log or a status file, which do not say so."`
	Timezone string     `default:"Local" placeholder:"ZONE" help:"The zone of times that have none, such as UTC or Asia/Jakarta."`
}

// A part of a file is sent when it reaches one of these.
const (
	importLines = 5000
	importBytes = api.MaxImport / 2
)

func (c *importCommand) Run(p *program) error {
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil {
		return usageError(fmt.Errorf("--timezone %q is no time zone, such as UTC or Asia/Jakarta", c.Timezone))
	}
	file, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("the file cannot be read: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("the file cannot be read: %w", err)
	}
	client, err := p.client()
	if err != nil {
		return err
	}
	defer client.Close()
	i := importer{p: p, client: client, parts: map[monitor.Key]*importPart{}, bar: p.progress("importing", int(info.Size()))}
	switch kept, is, readErr := c.statusFile(file, info, zone); {
	case readErr != nil:
		err = fmt.Errorf("the file cannot be read: %w", readErr)
	case is:
		err = i.add(kept)
	default:
		err = c.read(bufio.NewReader(file), zone, &i)
	}
	i.bar.end()
	if err == nil {
		err = i.sendAll()
	}
	if err == nil || i.total != (api.Imported{}) {
		p.say("%d beats added, %d were there already", i.total.Added, i.total.Known)
	}
	return err
}

// byteOrderMark is what editors on Windows begin a file with.
var byteOrderMark = []byte("\ufeff")

// read reads line by line. What stands before a bad line is imported; to import
// the mended file again changes nothing of that.
func (c *importCommand) read(from *bufio.Reader, zone *time.Location, to *importer) error {
	for number, read := 1, 0; ; number++ {
		line, err := from.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("the file cannot be read: %w", err)
		}
		if text := bytes.TrimSpace(bytes.TrimPrefix(line, byteOrderMark)); len(text) > 0 {
			kept, bad := c.line(text, zone)
			if bad != nil {
				return &exit{exitUsage, errors.Join(fmt.Errorf("%s:%d: %w", c.File, number, bad), to.sendAll())}
			}
			if err := to.add(kept); err != nil {
				return errors.Join(fmt.Errorf("%s:%d: %w", c.File, number, err), to.sendAll())
			}
		}
		read += len(line)
		to.bar.at(read)
		if err != nil {
			return nil
		}
	}
}

func (c *importCommand) line(text []byte, zone *time.Location) (kept api.KeptBeat, err error) {
	if text[0] == '{' {
		if err := json.Unmarshal(text, &kept); err != nil {
			return kept, fmt.Errorf("it is not a beat as export writes them: %w", err)
		}
		if kept.At.IsZero() {
			return kept, errors.New("it is not a beat as export writes them; incidents cannot be imported")
		}
		return kept, nil
	}
	if c.As == "" {
		return kept, usageError(errors.New("say whose heartbeat.log it is: --as ROBOT"))
	}
	trail, err := decode.TrailLine(string(text), zone)
	if err != nil {
		return kept, err
	}
	kept = api.KeptBeat{
		Key: c.As.key(), At: trail.At.UTC(), SentAt: &trail.At, Source: "heartbeat.log",
		Status: monitor.StatusHealthy, Kind: "beat", Disposition: "counted", Raw: decode.Clean(string(text)),
	}
	if !trail.Healthy { // somebody looked, and there was no beat
		kept.Status, kept.Kind, kept.Disposition = "", "log", "kept"
	}
	return kept, nil
}

// importer sends what was read, by subject and in parts.
type importer struct {
	p      *program
	client *api.Client
	parts  map[monitor.Key]*importPart
	bar    *progress
	total  api.Imported
}

type importPart struct {
	body  bytes.Buffer
	lines int
}

func (i *importer) add(kept api.KeptBeat) error {
	key, err := monitor.ParseKey(string(kept.Key))
	if err != nil {
		return err
	}
	part := i.parts[key]
	if part == nil {
		part = &importPart{}
		i.parts[key] = part
	}
	encoder := json.NewEncoder(&part.body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(kept); err != nil {
		return err
	}
	if part.lines++; part.lines >= importLines || part.body.Len() >= importBytes {
		return i.send(key)
	}
	return nil
}

func (i *importer) send(key monitor.Key) error {
	result, err := i.client.Import(i.p.ctx, key, i.parts[key].body.Bytes())
	if err != nil {
		return err
	}
	delete(i.parts, key)
	i.total.Added += result.Added
	i.total.Known += result.Known
	return nil
}

func (i *importer) sendAll() error {
	for key := range i.parts {
		if err := i.send(key); err != nil {
			return err
		}
	}
	return nil
}
