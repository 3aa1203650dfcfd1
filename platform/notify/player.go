//go:build !windows && !darwin

package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"
)

// players are the programs that play a WAV file, for PipeWire, PulseAudio and
// bare ALSA. One that is installed need not be the one at work.
var players = []string{"pw-play", "paplay", "aplay"}

// playBound is how long they may take, together.
const playBound = 5 * time.Second

// name is the sound's name in the freedesktop.org sound naming specification.
func (s Sound) name() string {
	return [...]string{"", "dialog-warning", "dialog-error"}[min(s, SoundCritical)]
}

// player makes the sounds that the notification server does not.
type player struct {
	files files
	log   *slog.Logger

	running sync.WaitGroup
	mu      sync.Mutex
	heard   [SoundCritical + 1]bool // what is being played now
}

// play begins a toast's sound, unless the same or a louder one is heard now: a
// storm of toasts is no storm of noise. quiet is asked first, on a goroutine of
// the player's.
func (p *player) play(toast Toast, quiet func() bool) {
	sound := min(toast.Sound, SoundCritical)
	if sound == SoundNone || len(toast.SoundWAV) == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if slices.Contains(p.heard[sound:], true) {
		return
	}
	p.heard[sound] = true
	p.running.Go(func() {
		if !quiet() {
			if err := p.perform(sound, toast.SoundWAV); err != nil {
				p.log.Warn("toast without its sound", "error", err)
			}
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.heard[sound] = false
	})
}

// perform plays by the first program that can.
func (p *player) perform(sound Sound, wav []byte) error {
	path, err := p.files.keep(sound.name()+".wav", wav)
	if err != nil || path == "" {
		return err
	}
	// Not the notifier's context: a sound is heard to its end.
	ctx, cancel := context.WithTimeout(context.Background(), playBound)
	defer cancel()
	var failures []error
	for _, name := range players {
		program, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		err = exec.CommandContext(ctx, program, path).Run()
		if err == nil {
			return nil
		}
		failures = append(failures, fmt.Errorf("%s: %w", name, err))
	}
	if failures == nil {
		return fmt.Errorf("nothing here plays sounds: install one of %s", strings.Join(players, ", "))
	}
	return errors.Join(failures...)
}

// wait returns when all is quiet. No play may begin meanwhile.
func (p *player) wait() { p.running.Wait() }
