package cli

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/history"
)

type exportCommand struct {
	Key    []subjectKey `arg:"" optional:"" help:"Of these robots and accounts only."`
	Past   pastSpan     `default:"30d" placeholder:"LENGTH" help:"How long until now: 24h, 7d, 30d, 1y (default: 30d)."`
	From   *time.Time   `placeholder:"TIME" help:"From this time on, such as 2026-01-20T09:30:00Z; instead of --past."`
	To     *time.Time   `placeholder:"TIME" help:"Until this time."`
	What   string       `default:"beats" enum:"beats,incidents" help:"beats or incidents."`
	Format string       `default:"ndjson" enum:"ndjson,csv" help:"ndjson or csv. What is to be imported again is ndjson."`
	Output string       `short:"o" placeholder:"PATH" help:"Write to this file, which must not exist yet (default: print)."`
	Copy   bool         `help:"Copy the whole history into --output, as a database; also while the monitor runs."`
}

func (c *exportCommand) Run(p *program) error {
	if c.Copy {
		return c.copyAll(p)
	}
	client, err := p.client()
	if err != nil {
		return err
	}
	defer client.Close()
	q, err := spanOf(p.now(), c.Past, c.From, c.To)
	if err != nil {
		return err
	}
	out, done, err := c.output(p)
	if err != nil {
		return err
	}
	if c.What == "incidents" {
		err = c.incidents(p, client, q, out)
	} else {
		err = c.beats(p, client, q, out)
	}
	return errors.Join(err, done())
}

func (c *exportCommand) copyAll(p *program) error {
	if c.Output == "" {
		return usageError(errors.New("--copy needs --output"))
	}
	state, err := p.stateDir()
	if err != nil {
		return err
	}
	return history.Copy(p.ctx, state, c.Output)
}

// spanOf is the time that the flags name.
func spanOf(now time.Time, past pastSpan, from, to *time.Time) (api.HistoryQuery, error) {
	q := api.HistoryQuery{To: now}
	if to != nil {
		q.To = *to
	}
	q.From = q.To.Add(-time.Duration(past))
	if from != nil {
		q.From = *from
	}
	if !q.From.Before(q.To) {
		return q, usageError(errors.New("--from is not before --to"))
	}
	return q, nil
}

// output is where the export goes; done ends it.
func (c *exportCommand) output(p *program) (out io.Writer, done func() error, err error) {
	if c.Output == "" {
		return p.out, func() error { return nil }, nil
	}
	file, err := os.OpenFile(c.Output, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("the file cannot be made: %w", err)
	}
	buffer := bufio.NewWriter(file)
	return buffer, func() error { return errors.Join(buffer.Flush(), file.Close()) }, nil
}

func (c *exportCommand) beats(p *program, client *api.Client, q api.HistoryQuery, out io.Writer) error {
	keys, err := c.keys(p, client)
	if err != nil {
		return err
	}
	bar := p.progress("exporting", len(keys))
	defer bar.end()
	for i, key := range keys {
		beats, err := client.Beats(p.ctx, key, q.From, q.To, c.Format)
		if err != nil {
			return err
		}
		err = copyLines(out, beats, c.Format == "csv" && i > 0)
		beats.Close()
		if err != nil {
			return fmt.Errorf("the export of %s broke off: %w", key, err)
		}
		bar.at(i + 1)
	}
	return nil
}

// copyLines copies all lines, but for a header that was written already.
func copyLines(out io.Writer, from io.Reader, headless bool) error {
	reader := bufio.NewReader(from)
	if headless {
		if _, err := reader.ReadString('\n'); err != nil {
			return err
		}
	}
	return copyText(out, reader)
}

// copyText copies what robots wrote: as it is into a file or a pipe, but a
// terminal is shown only what cannot move its cursor.
func copyText(out io.Writer, from io.Reader) error {
	if _, live := frameOf(out); !live {
		_, err := io.Copy(out, from)
		return err
	}
	return showText(out, from)
}

func showText(out io.Writer, from io.Reader) error {
	for reader := bufio.NewReader(from); ; {
		line, err := reader.ReadString('\n')
		if line != "" {
			if _, err := fmt.Fprintln(out, printable(strings.TrimRight(line, "\r\n"))); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// keys are those that were named, or all that are watched or have a history.
func (c *exportCommand) keys(p *program, client *api.Client) (keys []monitor.Key, err error) {
	for _, key := range c.Key {
		keys = append(keys, key.key())
	}
	for len(c.Key) == 0 {
		page, err := client.Subjects(p.ctx, monitor.Query{Sort: "key", Offset: len(keys), Limit: monitor.MaxLimit})
		if err != nil {
			return nil, err
		}
		for _, s := range page.Subjects {
			keys = append(keys, s.Key)
		}
		if len(page.Subjects) == 0 || len(keys) >= page.Total {
			break
		}
	}
	if len(c.Key) > 0 {
		return keys, nil
	}
	remembered, err := client.Remembered(p.ctx)
	keys = append(keys, remembered...)
	slices.Sort(keys)
	return slices.Compact(keys), err
}

var incidentColumns = []string{
	"id", "key", "level", "cause", "message", "opened", "closed", "end", "duration_seconds", "acknowledged", "acknowledged_by", "test",
}

func (c *exportCommand) incidents(p *program, client *api.Client, q api.HistoryQuery, out io.Writer) error {
	list, err := client.Incidents(p.ctx, api.IncidentQuery{State: "all", From: q.From, To: q.To})
	if err != nil {
		return err
	}
	table, lines := csv.NewWriter(out), json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	if c.Format == "csv" {
		_ = table.Write(incidentColumns) // what fails comes up at the end
	}
	for _, i := range list {
		if !c.wants(i.Key) {
			continue
		}
		if c.Format == "ndjson" {
			if err := lines.Encode(i); err != nil {
				return fmt.Errorf("the export broke off: %w", err)
			}
			continue
		}
		closed := ""
		if i.Closed != nil {
			closed = i.Closed.Format(time.RFC3339Nano)
		}
		_ = table.Write([]string{
			i.ID, string(i.Key), i.Level.String(), string(i.Cause), plainCell(i.Message), i.Opened.Format(time.RFC3339Nano), closed,
			string(i.End), fmt.Sprint(i.Duration), fmt.Sprint(i.Acknowledged), i.AcknowledgedBy, fmt.Sprint(i.Test),
		})
	}
	table.Flush()
	return table.Error()
}

func (c *exportCommand) wants(key monitor.Key) bool {
	for _, one := range c.Key {
		if one.key() == key {
			return true
		}
	}
	return len(c.Key) == 0
}

// plainCell keeps a spreadsheet from taking a robot's text for a formula.
func plainCell(text string) string {
	if text != "" && (text[0] == '=' || text[0] == '+' || text[0] == '-' || text[0] == '@') {
		return "'" + text
	}
	return text
}
