//go:build linux

// Command bench measures Sentinel's speed and size on this machine and prints a table: each number beside that of the
// barest program that does the same, taken in turns, so that a busy machine slows both. It needs the programs in bin/ and
// the desktop's packages; make bench runs it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// A row is one line of the table.
type row struct {
	what    string
	got     string
	against string
	bound   string
	held    bool
}

func main() {
	readme := flag.String("readme", "", "the `file` to keep the table in, between its <!-- bench --> marks")
	bin := flag.String("bin", "bin", "the `folder` of the built programs")
	empty := flag.String("empty", "", "the empty Fyne `program`")
	bare := flag.String("bare", "", "the `program` that answers once it has read the body")
	only := flag.String("only", "", "the `part` to measure alone, and to keep no table of: latency, ingest, misses, alerts, scale, year, idle or starts")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := measure(ctx, *readme, *bin, *empty, *bare, *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func measure(ctx context.Context, readme, bin, empty, bare, only string) error {
	bin, err := filepath.Abs(bin)
	if err != nil {
		return fmt.Errorf("find the programs: %w", err)
	}
	if empty, err = filepath.Abs(empty); err != nil {
		return fmt.Errorf("find the empty program: %w", err)
	}
	if bare, err = filepath.Abs(bare); err != nil {
		return fmt.Errorf("find the bare handler: %w", err)
	}
	var rows []row
	for _, part := range []struct {
		name    string
		measure func() ([]row, error)
	}{
		{"latency", func() ([]row, error) { return latency(ctx) }},
		{"ingest", func() ([]row, error) { return ingest(ctx, bin, bare) }},
		{"misses", func() ([]row, error) { return misses(ctx) }},
		{"alerts", func() ([]row, error) { return alerts(ctx, bin) }},
		{"scale", func() ([]row, error) { return scale(ctx) }},
		{"year", func() ([]row, error) { return year(ctx, bin) }},
		{"idle", func() ([]row, error) { return idle(ctx, bin) }},
		{"starts", func() ([]row, error) { return starts(ctx, bin, empty) }},
	} {
		if only != "" && part.name != only {
			continue
		}
		some, err := part.measure()
		if err != nil {
			return err
		}
		for _, one := range some {
			fmt.Fprintf(os.Stderr, "%s: %s %s\n", one.what, one.got, one.against)
		}
		rows = append(rows, some...)
	}
	text := table(rows)
	fmt.Print(text)
	if readme != "" && only == "" {
		if err := keep(readme, text); err != nil {
			return err
		}
	}
	for _, one := range rows {
		if !one.held {
			return fmt.Errorf("not within its bound: %s: %s", one.what, one.got)
		}
	}
	return nil
}

func table(rows []row) string {
	var text strings.Builder
	text.WriteString("| | measured | bound | |\n| --- | --- | --- | --- |\n")
	for _, one := range rows {
		verdict := "holds"
		if !one.held {
			verdict = "**broken**"
		}
		measured := one.got
		if one.against != "" {
			measured += " (" + one.against + ")"
		}
		fmt.Fprintf(&text, "| %s | %s | %s | %s |\n", one.what, measured, one.bound, verdict)
	}
	return text.String()
}

// keep replaces what stands between the marks of a file.
func keep(path, text string) error {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("keep the table: %w", err)
	}
	const begin, end = "<!-- bench -->\n", "<!-- /bench -->"
	before, rest, found := strings.Cut(string(data), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		return fmt.Errorf("keep the table: %s has no lines %q and %q", path, strings.TrimSpace(begin), end)
	}
	if err := os.WriteFile(path, []byte(before+begin+text+end+after), 0o644); err != nil {
		return fmt.Errorf("keep the table: %w", err)
	}
	return nil
}

func median[T int64 | float64](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
