//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// scale measures what must not grow with the number of accounts, by the benchmarks that stand beside the code.
func scale(ctx context.Context) ([]row, error) {
	engine, err := goBench(ctx, "./monitor/engine", "^(BenchmarkRearm|BenchmarkPage|BenchmarkMemory)$", "50ms")
	if err != nil {
		return nil, err
	}
	window, err := goBench(ctx, "./app/window", "^BenchmarkScroll$", "200x")
	if err != nil {
		return nil, err
	}
	few, many := median(engine["Rearm/1000 ns/op"]), median(engine["Rearm/1000000 ns/op"])
	allocations := median(engine["Rearm/1000000 allocs/op"])
	memory := median(engine["Memory B/account"])
	page := median(engine["Page/100000/urgency ns/op"]) / 1e6
	worst, name := 0.0, ""
	for key, values := range engine {
		kind, isPage := strings.CutPrefix(key, "Page/100000/")
		if kind, isTime := strings.CutSuffix(kind, " ns/op"); isPage && isTime && median(values)/1e6 > worst {
			worst, name = median(values)/1e6, kind
		}
	}
	short, long := median(window["Scroll/rows=100 ns/op"]), median(window["Scroll/rows=100000 ns/op"])
	return []row{
		{
			what: "re-arming a deadline among 1,000,000 accounts, against 1,000, medians",
			got:  fmt.Sprintf("%.2f×", many/few), against: fmt.Sprintf("%.1f ns against %.1f ns, %.0f allocations", many, few, allocations),
			bound: "1.3×, 0 allocations", held: many/few <= 1.3 && allocations == 0,
		},
		{
			what: "live heap of an account, of 100,000", got: fmt.Sprintf("%.0f bytes", memory),
			bound: "400 bytes", held: memory <= 400,
		},
		{
			what: "a page of the table from 100,000 accounts, median", got: fmt.Sprintf("%.2f ms", page),
			against: fmt.Sprintf("the slowest kind, %s: %.2f ms", name, worst), bound: "5 ms", held: page <= 5,
		},
		{
			what: "scrolling the table at 100,000 rows, against 100, medians", got: fmt.Sprintf("%.2f×", long/short),
			against: fmt.Sprintf("%.2f ms against %.2f ms", long/1e6, short/1e6), bound: "1.3×", held: long/short <= 1.3,
		},
	}, nil
}

// goBench runs benchmarks of a package five times and returns each of their figures: "Rearm/1000 ns/op".
func goBench(ctx context.Context, pkg, pattern, length string) (map[string][]float64, error) {
	cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", pattern, "-benchtime", length, "-count", "5", "-benchmem", pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("benchmarks of %s: %w\n%s", pkg, err, out)
	}
	figures := map[string][]float64{}
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name := strings.TrimPrefix(fields[0], "Benchmark")
		if i := strings.LastIndexByte(name, '-'); i > 0 {
			name = name[:i] // the number of processors
		}
		for i := 2; i+1 < len(fields); i += 2 {
			value, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return nil, fmt.Errorf("benchmarks of %s: %q: %w", pkg, lines.Text(), err)
			}
			key := name + " " + fields[i+1]
			figures[key] = append(figures[key], value)
		}
	}
	return figures, nil
}
