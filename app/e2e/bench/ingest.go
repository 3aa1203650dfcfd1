//go:build linux

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

const (
	ingestRounds  = 5     // of each, in turns
	ingestPosts   = 20000 // a round of many clients
	ingestClients = 64
	aloneRounds   = 600 // of one client
)

// ingest measures the receiver against a handler that only reads the body: how many heartbeats it makes durable from 64
// clients, and how long one client waits for its answer, against the loopback's round trip and one fdatasync.
func ingest(ctx context.Context, bin, bare string) ([]row, error) {
	folder, err := os.MkdirTemp("", "sentinel-bench-")
	if err != nil {
		return nil, fmt.Errorf("ingest: %w", err)
	}
	defer os.RemoveAll(folder)
	bareURL, endBare, err := startBare(ctx, bare)
	if err != nil {
		return nil, err
	}
	defer endBare()
	sentinelURL, endSentinel, err := startReceiver(ctx, filepath.Join(bin, "sentinelctl"), folder, "")
	if err != nil {
		return nil, err
	}
	defer endSentinel()

	var bares, durables []float64
	for range ingestRounds {
		for url, to := range map[string]*[]float64{bareURL: &bares, sentinelURL: &durables} {
			rate, err := postMany(ctx, url)
			if err != nil {
				return nil, err
			}
			*to = append(*to, rate)
		}
	}
	share := median(durables) / median(bares)
	rows := []row{{
		what:    "heartbeats of 64 clients made durable, against a handler that only reads the body, medians",
		got:     fmt.Sprintf("%.2f×", share),
		against: fmt.Sprintf("%.0f/s against %.0f/s", median(durables), median(bares)),
		bound:   "at least 0.5×",
		held:    share >= 0.5,
	}}
	alone, err := oneClient(ctx, bareURL, sentinelURL, filepath.Join(folder, "sync"))
	return append(rows, alone...), err
}

func oneClient(ctx context.Context, bareURL, sentinelURL, file string) ([]row, error) {
	disk, err := os.Create(file)
	if err != nil {
		return nil, fmt.Errorf("ingest: %w", err)
	}
	defer disk.Close()
	if _, err := disk.Write(make([]byte, 1<<20)); err != nil {
		return nil, fmt.Errorf("ingest: %w", err)
	}
	client := &http.Client{}
	var trips, syncs, durables []float64
	for range aloneRounds {
		began := time.Now()
		if err := post(ctx, client, bareURL, 0); err != nil {
			return nil, err
		}
		tripped := time.Now()
		if _, err := disk.WriteAt(make([]byte, 4096), 0); err != nil {
			return nil, fmt.Errorf("ingest: %w", err)
		}
		if err := unix.Fdatasync(int(disk.Fd())); err != nil {
			return nil, fmt.Errorf("ingest: %w", err)
		}
		synced := time.Now()
		if err := post(ctx, client, sentinelURL, 0); err != nil {
			return nil, err
		}
		trips, syncs = append(trips, took(began, tripped)), append(syncs, took(tripped, synced))
		durables = append(durables, took(synced, time.Now()))
	}
	ratio := median(durables) / (median(trips) + median(syncs))
	return []row{{
		what:    "one client's durable answer, against a round trip and one fdatasync, medians",
		got:     fmt.Sprintf("%.2f×", ratio),
		against: fmt.Sprintf("%.0f µs against %.0f + %.0f µs", median(durables), median(trips), median(syncs)),
		bound:   "1.5×",
		held:    ratio <= 1.5,
	}}, nil
}

// postMany lets 64 clients post and returns how many a second were answered.
func postMany(ctx context.Context, url string) (float64, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: ingestClients}}
	defer client.CloseIdleConnections()
	work := make(chan int, ingestPosts)
	for i := range ingestPosts {
		work <- i
	}
	close(work)
	failed := make(chan error, ingestClients)
	var posting sync.WaitGroup
	began := time.Now()
	for range ingestClients {
		posting.Go(func() {
			for i := range work {
				if err := post(ctx, client, url, i%1000); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	posting.Wait()
	select {
	case err := <-failed:
		return 0, err
	default:
	}
	return ingestPosts / time.Since(began).Seconds(), nil
}

func post(ctx context.Context, client *http.Client, url string, account int) error {
	return postBeat(ctx, client, url, fmt.Sprintf(`{"event":"ACCOUNT_HEARTBEAT","account":"ACC_%03d","status":"active","session_valid":true,"open_orders":2,"timestamp":%q}`,
		account, time.Now().Format(time.RFC3339Nano)))
}

func postBeat(ctx context.Context, client *http.Client, url, beat string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(beat))
	if err != nil {
		return fmt.Errorf("post: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("post: %w", err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		return fmt.Errorf("post: %s %s: %w", response.Status, answer, err)
	}
	return nil
}

// startBare starts the program of testdata/bare.go and returns where it listens.
func startBare(ctx context.Context, program string) (url string, end func(), err error) {
	cmd := exec.CommandContext(ctx, program)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, fmt.Errorf("start the bare handler: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return "", nil, fmt.Errorf("start the bare handler: %w", err)
	}
	end = func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		end()
		return "", nil, fmt.Errorf("start the bare handler: %w", err)
	}
	return "http://" + strings.TrimSpace(address), end, nil
}

// startReceiver starts the headless monitor on a free port, with settings besides.
func startReceiver(ctx context.Context, program, folder, settings string) (url string, end func(), err error) {
	config, state := filepath.Join(folder, "config.toml"), filepath.Join(folder, "state")
	if err := os.WriteFile(config, []byte("[listen]\naddress = \"127.0.0.1:0\"\n"+settings), 0o600); err != nil {
		return "", nil, fmt.Errorf("start the monitor: %w", err)
	}
	cmd := exec.CommandContext(ctx, program, "run", "--config", config, "--state-dir", state)
	if err := cmd.Start(); err != nil {
		return "", nil, fmt.Errorf("start the monitor: %w", err)
	}
	end = func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	for range 200 {
		address, err := os.ReadFile(filepath.Join(state, "address"))
		if err == nil {
			return "http://" + strings.TrimSpace(string(address)) + "/api/heartbeat/alpha", end, nil
		}
		select {
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
		}
	}
	end()
	return "", nil, errors.New("the monitor did not start within 10 s")
}
