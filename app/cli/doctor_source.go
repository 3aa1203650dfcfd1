package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"sentinel/app/agent"
	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/config"
	"sentinel/monitor/source"
)

// checkSource looks at a source as the monitor would, once, and at the folder
// of a file.
func (p *program) checkSource(ctx context.Context, c *config.Config, s *config.Source) []finding {
	var found []finding
	if s.Kind == config.KindFile {
		folder, usable := p.checkFolder(s)
		if !usable {
			return folder
		}
		found = folder
	}
	once := *s
	once.Timeout = min(s.Timeout, checkTimeout-time.Second)
	looking, err := agent.NewSource(once, agent.Looking{Rules: c.Rules, Ticks: source.NewTicks(ctx)})
	if err != nil {
		return one(trouble, err.Error(), "Set it where Sentinel is started.")
	}
	return append(found, p.judge(c, s, firstReport(ctx, looking))...)
}

// firstReport runs a source until it has looked once; nil when it has not in
// time.
func firstReport(ctx context.Context, s source.Source) *monitor.Report {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	reports := make(chan monitor.Report, 1)
	go s.Run(ctx, func(r monitor.Report) {
		select {
		case reports <- r:
		default: // the first is enough
		}
	})
	select {
	case r := <-reports:
		return &r
	case <-ctx.Done():
		return nil
	}
}

// checkFolder tells whether a robot can write its status file; usable is false
// when there is nothing to read.
func (p *program) checkFolder(s *config.Source) (found []finding, usable bool) {
	folder := filepath.Dir(s.Path)
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return one(trouble, "the folder "+folder+" does not exist",
			"Make it, or name the right file in the settings; relative names start from where Sentinel is started."), false
	case err != nil:
		return one(trouble, plainError(err), "Give the user that runs Sentinel the right to read it."), false
	case !info.IsDir():
		return one(trouble, folder+" is no folder", "Name the right file in the settings."), false
	}
	written, err := writingTime(folder)
	if err != nil {
		return one(doubt, fmt.Sprintf("the folder %s cannot be written by this user", folder),
			"If the robot runs as this user, give it the right to write there: it cannot report otherwise."), true
	}
	found = one(well, "the folder "+folder+" exists and can be written", "")
	if drift := p.now().Sub(written); drift.Abs() > fileClockDrift {
		found = append(found, finding{
			Health: doubt, Text: fmt.Sprintf("the clock of the folder's file system is %s off", view.Duration(drift.Abs())),
			Next: "Set the clock of the machine that holds it.",
		})
	}
	return found, true
}

// writingTime writes a file into a folder, removes it, and returns the time
// that the file system gave it.
func writingTime(folder string) (at time.Time, err error) {
	f, err := os.CreateTemp(folder, ".sentinel-doctor-*")
	if err != nil {
		return time.Time{}, err
	}
	_, err = f.WriteString("to see whether this folder can be written\n")
	info, statErr := f.Stat()
	err = errors.Join(err, statErr, f.Close(), os.Remove(f.Name()))
	if err != nil {
		return time.Time{}, err
	}
	return info.ModTime(), nil
}

// judge says what a source's first look means.
func (p *program) judge(c *config.Config, s *config.Source, r *monitor.Report) []finding {
	where := s.Path
	if s.Kind == config.KindHTTP {
		where = s.URL
	}
	switch {
	case r == nil:
		return one(trouble, where+" did not answer in time", "Is the machine that holds it away?")
	case r.Outcome == monitor.Trouble:
		return one(trouble, r.Why, nextFor(r.Cause, s))
	case r.Outcome == monitor.Absent && s.BuiltIn:
		return one(doubt, where+" is not there yet",
			"Start the robot, or name its status file in the settings; sentinelctl set waiting shows how one looks.")
	case r.Outcome == monitor.Absent:
		return one(trouble, where+" is not there", "Start the robot, or name the right file in the settings.")
	}
	if r.Outcome == monitor.Unmoved { // at a first look: it was held back
		return one(doubt, where+" answers "+beatWords(r.Beat)+" as of this very moment, as endpoints do whose file is gone",
			"Let the robot write a status. If the answer is made up, Sentinel says so after three of them.")
	}
	return p.judgeBeat(c, s, r, where)
}

func nextFor(cause monitor.Cause, s *config.Source) string {
	switch {
	case cause == monitor.CauseUnreachable:
		return "Is the robot's server running, and the network up? Try the URL in a browser."
	case s.Kind == config.KindHTTP:
		return "Check url, preset and credentials of this source in the settings."
	}
	return "Look into the file, and into the robot's log."
}

func (p *program) judgeBeat(c *config.Config, s *config.Source, r *monitor.Report, where string) []finding {
	interval, grace, maxMisses := c.Rhythm(s.Key(), s)
	h, next := well, ""
	text := fmt.Sprintf("%s: %s, %s ago", where, beatWords(r.Beat), view.Duration(r.Age))
	if bound := time.Duration(maxMisses+1)*interval + grace; r.Age >= bound {
		h, next = trouble, "Is the robot running? Its log says more."
		text += fmt.Sprintf("; a beat is expected every %s", view.Duration(interval))
	}
	found := one(h, text, next)
	if level, _ := monitor.StatusLevel(r.Beat.Status); level > monitor.LevelOK {
		found = append(found, finding{Health: doubt, Text: "the robot reports a trouble of its own: " + beatWords(r.Beat), Next: "Look into the robot's log."})
	}
	if r.Beat.ClockFault != "" {
		found = append(found, finding{Health: doubt, Text: r.Beat.ClockFault, Next: "Set the robot's clock, or timezone of this source in the settings."})
	}
	return found
}

// longestMessage is what a line of the report holds of a message.
const longestMessage = 80

func beatWords(b monitor.Heartbeat) string {
	if b.Message != "" {
		return "“" + view.Cut(b.Message, longestMessage) + "”"
	}
	return b.Status
}
