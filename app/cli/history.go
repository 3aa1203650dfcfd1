package cli

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

type historyCommand struct {
	Key   subjectKey `arg:"" optional:"" help:"A robot or an account (ROBOT/ACCOUNT); without it: all of them together."`
	Robot string     `placeholder:"ROBOT" help:"A robot together with its accounts."`
	Past  pastSpan   `default:"24h" placeholder:"LENGTH" help:"How long until now: 24h, 7d, 30d, 1y (default: 24h)."`
	From  *time.Time `placeholder:"TIME" help:"From this time on, such as 2026-01-20T09:30:00Z; instead of --past."`
	To    *time.Time `placeholder:"TIME" help:"Until this time."`
	CSV   bool       `name:"csv" xor:"form" help:"Print each beat as CSV: a header and one row a beat."`
	JSON  bool       `name:"json" xor:"form" help:"Print JSON."`
}

func (c *historyCommand) Run(p *program) error {
	switch {
	case c.Key != "" && c.Robot != "":
		return usageError(errors.New("name a robot or account, or --robot for a robot with its accounts, and not both"))
	case c.Key == "" && c.CSV:
		return usageError(errors.New("--csv prints the beats of one robot or account: name it"))
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
	q.Step = stepOf(q.To.Sub(q.From))
	switch {
	case c.Key == "":
		return p.overall(client, q, c.Robot, c.JSON)
	case c.CSV:
		return c.printBeats(p, client, q)
	}
	history, err := client.History(p.ctx, c.Key.key(), q)
	if err != nil {
		return err
	}
	if c.JSON {
		return p.printJSON(history)
	}
	for _, line := range historyLines(history) {
		p.say("%s", line)
	}
	return p.sayRhythm(client, c.Key.key())
}

func (c *historyCommand) printBeats(p *program, client *api.Client, q api.HistoryQuery) error {
	beats, err := client.Beats(p.ctx, c.Key.key(), q.From, q.To, "csv")
	if err != nil {
		return err
	}
	defer beats.Close()
	if err := copyText(p.out, beats); err != nil {
		return fmt.Errorf("the history broke off: %w", err)
	}
	return nil
}

// stepOf sums up hours of some days, and days of more.
func stepOf(length time.Duration) time.Duration {
	if length <= 3*24*time.Hour {
		return time.Hour
	}
	return 24 * time.Hour
}

// bandCells is how many cells the band of states has.
const bandCells = 72

func historyLines(h api.History) []string {
	t := h.Total
	lines := []string{
		fmt.Sprintf("%s, %s to %s", h.Key, h.From.Local().Format("2006-01-02 15:04"), h.To.Local().Format("2006-01-02 15:04")),
		"",
		"  " + view.Band(h.Turns, h.From, h.To, bandCells),
		"  " + view.BandLegend,
		"",
		"  availability     " + view.Availability(t.Availability) + leftOut(t.LeftOutSeconds),
		fmt.Sprintf("  beats            %d of %d expected, %d missed", t.Beats, t.Expected, t.Misses),
	}
	if g := t.GapSeconds; g.Median != nil {
		lines = append(lines, fmt.Sprintf("  between beats    %s in the middle, 95 %% within %s, 99 %% within %s, at most %s",
			view.Gap(*g.Median), view.Gap(*g.P95), view.Gap(*g.P99), view.Gap(t.LongestGapSeconds)))
	}
	lines = append(lines, fmt.Sprintf("  outages          %d, %s in all", t.Outages, view.Duration(secondsOf(t.DownSeconds))))
	for _, episode := range monitor.Episodes(h.Incidents) {
		lines = append(lines, "    "+episodeLine(episode))
	}
	return lines
}

// leftOut says how much time says nothing, and why.
func leftOut(l api.LeftOut) string {
	if words := view.LeftOut(l); words != "" {
		return " (left out: " + words + ")"
	}
	return ""
}

func secondsOf(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// pastSpan is a length of time that may be of days and years.
type pastSpan time.Duration

// UnmarshalText reads 90m, 24h, 7d, 4w or 1y.
func (s *pastSpan) UnmarshalText(text []byte) error {
	said := string(text)
	if length, err := time.ParseDuration(said); err == nil && length > 0 {
		*s = pastSpan(length)
		return nil
	}
	units := map[byte]time.Duration{'d': 24 * time.Hour, 'w': 7 * 24 * time.Hour, 'y': 365 * 24 * time.Hour}
	if last := len(said) - 1; last > 0 {
		n, err := strconv.Atoi(said[:last])
		unit, known := units[said[last]]
		if err == nil && known && n > 0 && time.Duration(n) <= math.MaxInt64/unit {
			*s = pastSpan(time.Duration(n) * unit)
			return nil
		}
	}
	return fmt.Errorf("%q is not a length of time: write it like 90m, 24h, 7d, 4w or 1y", said)
}
