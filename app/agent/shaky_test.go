package agent

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/alert"
	"sentinel/monitor/alert/channel"
)

// shaky is a channel that takes most messages, and fails at random in each way in
// which a channel may.
type shaky struct {
	mu       sync.Mutex
	random   *rand.Rand
	steady   bool
	tries    int
	inVain   int // since it took one
	messages []alert.Message
	times    map[string]int // how often it took each
	unheard  int            // of what it took it did not get to say so
}

// mostInVain bounds how long it fails: what a desktop is to show is history after an
// hour.
const mostInVain = 12

func newShaky(seed uint64) *shaky {
	return &shaky{random: rand.New(rand.NewPCG(seed, 2)), times: map[string]int{}}
}

func (s *shaky) Send(ctx context.Context, m alert.Message) error {
	way, slow := s.choose()
	answers := time.NewTimer(slow)
	defer answers.Stop()
	select {
	case <-answers.C:
	case <-ctx.Done():
		way = lost
	}
	switch way {
	case lost:
		s.takeUnheard(m)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &channel.Failure{Reason: "the server did not answer within 10s"}
	case taken:
		s.take(m)
		return nil
	}
	return way
}

// The ways in which a try ends that are no failure.
var (
	taken = error(nil)
	lost  = &channel.Failure{} // perhaps it was taken
)

func (s *shaky) choose() (way error, slow time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tries++
	slow = time.Duration(s.random.IntN(3000)) * time.Millisecond
	if s.inVain++; s.steady || s.inVain > mostInVain {
		s.inVain = 0
		return taken, slow
	}
	switch s.random.IntN(16) {
	case 0, 1, 2:
		return &channel.Failure{Reason: "the trouble is on its side"}, slow
	case 3:
		return &channel.Failure{Reason: "too many messages", After: time.Duration(1+s.random.IntN(300)) * time.Second}, slow
	case 4, 5:
		return &channel.Failure{Reason: "the token is wrong", Final: true}, slow
	case 6:
		return &channel.Failure{Reason: "it does not take this message", Final: true, Itself: true}, slow
	case 7:
		return errNoAnswer, slow
	case 8, 9:
		return lost, channel.Bound
	}
	s.inVain = 0
	return taken, slow
}

func (s *shaky) take(m alert.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keep(m)
}

func (s *shaky) takeUnheard(m alert.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.random.IntN(2) == 0 {
		s.keep(m)
		s.unheard++
	}
}

func (s *shaky) keep(m alert.Message) {
	if s.times[m.ID]++; s.times[m.ID] == 1 {
		s.messages = append(s.messages, m)
	}
}

// calm lets it take everything from now on.
func (s *shaky) calm() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.steady = true
}

// repeated is how often it took a message again.
func (s *shaky) repeated() (n int) {
	for _, times := range s.times {
		n += times - 1
	}
	return n
}

// shakyWall is a desktop of the kind.
type shakyWall struct{ *shaky }

func (w shakyWall) Show(ctx context.Context, m alert.Message, _ bool) error { return w.Send(ctx, m) }
func (shakyWall) Settle(monitor.Key)                                        {}
