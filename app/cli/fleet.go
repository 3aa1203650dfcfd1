package cli

import (
	"context"
	"encoding/json"
	"errors"
	"sync"

	"sentinel/app/robots"
)

// carriers is how many requests a simulation has under way at once.
const carriers = 4

// maxLoad is how many beats it sends in one request.
const maxLoad = 1000

// postFunc sends heartbeats in the name of a robot.
type postFunc func(ctx context.Context, robot string, body []byte) (posted, error)

// fleet carries the beats of made-up robots to a monitor: those of one robot
// one after the other, in their order, and those of several at once. It belongs
// to one goroutine.
type fleet struct {
	ctx     context.Context
	post    postFunc
	note    func(format string, args ...any)
	lanes   [carriers]chan load
	lane    map[string]int // of each robot
	running sync.WaitGroup

	mu    sync.Mutex
	tally tally
	down  bool // the monitor takes nothing, and that has been said
}

// tally is what became of the beats.
type tally struct {
	accepted, refused, lost int
	why                     error // the last reason for a loss or a refusal
}

// load is what one robot sends in one request.
type load struct {
	robot string
	beats []robots.Beat
}

func newFleet(ctx context.Context, post postFunc, note func(format string, args ...any)) *fleet {
	f := &fleet{ctx: ctx, post: post, note: note, lane: map[string]int{}}
	for i := range f.lanes {
		lane := make(chan load, 1)
		f.lanes[i] = lane
		f.running.Go(func() {
			for l := range lane {
				f.carry(l)
			}
		})
	}
	return f
}

// send hands posts over. It waits while all that may be under way is: a slow
// monitor slows its robots down, and they hold no heap of beats.
func (f *fleet) send(posts []robots.Post) {
	for _, l := range loads(posts) {
		i, known := f.lane[l.robot]
		if !known {
			i = len(f.lane) % carriers
			f.lane[l.robot] = i
		}
		f.lanes[i] <- l
	}
}

// loads sorts posts by robot; each robot's keep their order.
func loads(posts []robots.Post) []load {
	var all []load
	last := map[string]int{} // of each robot, in all
	for _, p := range posts {
		i, known := last[p.Robot]
		if !known || len(all[i].beats) == maxLoad {
			i = len(all)
			last[p.Robot] = i
			all = append(all, load{robot: p.Robot})
		}
		all[i].beats = append(all[i].beats, p.Beat)
	}
	return all
}

// end waits until all has been carried and returns what became of it.
func (f *fleet) end() tally {
	for _, lane := range f.lanes {
		close(lane)
	}
	f.running.Wait()
	return f.tally
}

func (f *fleet) carry(l load) {
	var body any = l.beats
	if len(l.beats) == 1 {
		body = l.beats[0]
	}
	content, err := json.Marshal(body)
	var answer posted
	if err == nil {
		answer, err = f.post(f.ctx, l.robot, content)
	}
	f.count(len(l.beats), answer, err)
}

// count counts what became of some beats. Robots go on whatever a monitor says,
// so its silence is told once, and its return.
func (f *fleet) count(beats int, answer posted, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var refused *refusal
	switch {
	case err == nil:
		f.tally.accepted += answer.Accepted
		f.tally.refused += len(answer.Rejected)
	case errors.As(err, &refused):
		f.tally.refused += beats
	default:
		f.tally.lost += beats
	}
	switch {
	case err == nil && f.down:
		f.down = false
		f.note("the monitor takes heartbeats again")
	case err != nil && f.ctx.Err() == nil:
		f.tally.why = err
		if !f.down {
			f.down = true
			f.note("heartbeats are not taken: %v; the robots go on", err)
		}
	}
}
