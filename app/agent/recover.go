package agent

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"

	"sentinel/monitor"
	"sentinel/monitor/api"
	"sentinel/monitor/config"
	"sentinel/monitor/decode"
	"sentinel/monitor/recovery"
	"sentinel/platform/detach"
)

const (
	// recoveryLook is how often is looked whether a robot is to be started again.
	recoveryLook = 5 * time.Second
	// recoveryOutput is how much of what a try printed is kept, in bytes.
	recoveryOutput = 4 << 10
	// lingering is how long the output of a command is read that has ended: the
	// robot that it started may hold it open for good.
	lingering = 2 * time.Second
	// leastSecret is how long what may be a secret is at least: shorter ones are
	// ordinary words.
	leastSecret = 6
	// recoverer is who writes to an incident what was tried.
	recoverer = "recovery"
)

// recoveries starts robots again that are silent, as the configuration allows.
// It belongs to the goroutine of its run.
type recoveries struct {
	*Agent
	guards map[watch]*recovery.Guard
	busy   sync.Map               // the robots of which a try is under way
	noted  map[monitor.Key]noted  // by robot
	last   map[monitor.Key]string // the incident of the latest try that has not helped yet
}

// watch is a robot and the mode of its plan: a dry run spends no budget of those
// in earnest.
type watch struct {
	robot monitor.Key
	mode  string
}

// noted is what was written to an incident: each reason once, also when it comes
// and goes.
type noted struct {
	incident string
	texts    map[string]bool
}

func newRecoveries(a *Agent) *recoveries {
	return &recoveries{Agent: a, guards: map[watch]*recovery.Guard{}, noted: map[monitor.Key]noted{}, last: map[monitor.Key]string{}}
}

// run ends with ctx.
func (r *recoveries) run(ctx context.Context) {
	ticker := time.NewTicker(recoveryLook)
	defer ticker.Stop()
	var trying sync.WaitGroup
	defer trying.Wait()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		r.mu.Lock()
		plans := r.config.Recovery
		r.mu.Unlock()
		for _, plan := range plans {
			if plan.Mode != config.RecoverOff {
				r.look(ctx, plan, time.Now(), &trying)
			}
		}
	}
}

// look starts a robot again if it may be. Robots do not wait for one another.
func (r *recoveries) look(ctx context.Context, plan config.Recovery, now time.Time, trying *sync.WaitGroup) {
	if _, busy := r.busy.Load(plan.Robot); busy {
		return
	}
	state, err := r.stateOf(ctx, plan.Robot)
	if err != nil {
		return // it was never seen, or the engine stands still
	}
	r.helped(ctx, plan.Robot, state)
	guard, err := r.guardOf(ctx, plan, now)
	if err != nil {
		r.log.Error("how often a robot was started again is not known, so it is not", "robot", plan.Robot, "error", err)
		return
	}
	ruling := guard.Rule(state, now)
	incident, open := r.openIncident(ctx, plan.Robot)
	switch {
	case !open:
		return
	case ruling.Spent && plan.Mode == config.RecoverDry:
		r.note(ctx, plan.Robot, incident, fmt.Sprintf("a dry run: it would not be started again any more after %d tries within %s", plan.Budget, plan.Window))
		return
	case ruling.Spent:
		r.note(ctx, plan.Robot, incident, "not started again: "+ruling.Reason+". Look at it yourself.")
		r.notices.set("recovery "+string(plan.Robot), fmt.Sprintf("%s is not started again any more: %s.", plan.Robot, ruling.Reason))
		return
	case !ruling.Try:
		r.note(ctx, plan.Robot, incident, "not started again: "+ruling.Reason)
		return
	}
	guard.Tried(now)
	if plan.Mode == config.RecoverDry {
		r.note(ctx, plan.Robot, incident, fmt.Sprintf("a dry run: it would be started again now, try %d of %d, by %s", len(guard.Tries), plan.Budget, wayOf(plan)))
		return
	}
	r.log.Warn("a silent robot is started again", "robot", plan.Robot, "try", len(guard.Tries), "of", plan.Budget)
	r.last[plan.Robot] = incident
	number := len(guard.Tries)
	// Kept first: a monitor that crashes over and over has the budget all the same.
	if err := r.store.WriteNote(ctx, incident, monitor.Note{
		At: now, By: recoverer, Text: fmt.Sprintf("%s %d of %d, by %s", tryPrefix, number, plan.Budget, wayOf(plan)),
	}); err != nil {
		r.log.Error("a try to start a robot again is not kept", "robot", plan.Robot, "error", err)
	}
	r.busy.Store(plan.Robot, true)
	trying.Go(func() {
		defer r.busy.Delete(plan.Robot)
		words := r.try(ctx, plan)
		if err := r.store.WriteNote(context.WithoutCancel(ctx), incident, monitor.Note{
			At: time.Now(), By: recoverer, Text: fmt.Sprintf("try %d of %d: %s", number, plan.Budget, words),
		}); err != nil {
			r.log.Error("what a try came to is not kept", "robot", plan.Robot, "error", err)
		}
		r.changed.signal()
	})
}

// helped tells of a try after which the robot beats again: only that is success.
func (r *recoveries) helped(ctx context.Context, robot monitor.Key, s recovery.State) {
	incident, tried := r.last[robot]
	if !tried || s.Robot.Liveness != monitor.Alive {
		return
	}
	delete(r.last, robot)
	r.notices.set("recovery "+string(robot), "")
	r.note(ctx, robot, incident, "it beats again: starting it again helped")
}

// guardOf returns the guard of a plan. The first time it counts what earlier runs
// tried.
func (r *recoveries) guardOf(ctx context.Context, plan config.Recovery, now time.Time) (*recovery.Guard, error) {
	of := watch{plan.Robot, plan.Mode}
	guard := r.guards[of]
	if guard == nil {
		guard = &recovery.Guard{}
		if plan.Mode == config.RecoverOn {
			tries, err := r.triesOf(ctx, plan.Robot, now.Add(-plan.Window), now)
			if err != nil {
				return nil, err
			}
			guard.Tries = tries
		}
		r.guards[of] = guard
	}
	guard.Plan = recovery.Plan{
		After: plan.After, AnyOrders: plan.AnyOrders, MarketOpen: plan.MarketOpen,
		Budget: plan.Budget, Window: plan.Window, Pause: plan.Pause,
	}
	return guard, nil
}

// tryPrefix begins the note of each try.
const tryPrefix = "starting it again, try"

// triesOf reads in the incidents of a robot when it was started again.
func (r *recoveries) triesOf(ctx context.Context, robot monitor.Key, from, to time.Time) (tries []time.Time, err error) {
	list, err := r.Incidents(ctx, api.IncidentQuery{State: "all", Key: robot, From: from, To: to})
	if err != nil {
		return nil, err
	}
	for _, i := range list {
		for _, note := range i.Notes {
			if note.By == recoverer && strings.HasPrefix(note.Text, tryPrefix) && note.At.After(from) {
				tries = append(tries, note.At)
			}
		}
	}
	slices.SortFunc(tries, time.Time.Compare)
	return tries, nil
}

// stateOf tells how a robot is, and how many orders its accounts have open.
func (r *recoveries) stateOf(ctx context.Context, robot monitor.Key) (recovery.State, error) {
	s, err := r.Subject(ctx, robot)
	if err != nil {
		return recovery.State{}, err
	}
	state := recovery.State{Robot: s, OpenOrders: s.OpenOrders}
	for offset := 0; ; offset += monitor.MaxLimit {
		page, err := r.Page(ctx, monitor.Query{Robot: string(robot), Sort: "key", Offset: offset, Limit: monitor.MaxLimit})
		if err != nil {
			return state, err
		}
		for _, account := range page.Subjects {
			if account.Kind != monitor.KindAccount {
				continue
			}
			if account.OpenOrders == nil {
				return recovery.State{Robot: s}, nil
			}
			sum := *account.OpenOrders
			if state.OpenOrders != nil {
				sum += *state.OpenOrders
			}
			state.OpenOrders = &sum
		}
		if offset+len(page.Subjects) >= page.Total || len(page.Subjects) == 0 {
			return state, nil
		}
	}
}

func (r *recoveries) openIncident(ctx context.Context, robot monitor.Key) (id string, open bool) {
	list, err := r.Incidents(ctx, api.IncidentQuery{State: "open", Key: robot})
	if err != nil {
		return "", false
	}
	for _, i := range list {
		if !i.Test {
			return i.ID, true
		}
	}
	return "", false
}

// note writes to an incident what is new.
func (r *recoveries) note(ctx context.Context, robot monitor.Key, incident, text string) {
	if r.noted[robot].incident != incident {
		r.noted[robot] = noted{incident, map[string]bool{}}
	}
	if r.noted[robot].texts[text] {
		return
	}
	r.noted[robot].texts[text] = true
	if err := r.store.WriteNote(ctx, incident, monitor.Note{At: time.Now(), By: recoverer, Text: text}); err != nil {
		r.log.Error("what was decided on starting a robot again is not kept", "robot", robot, "error", err)
	}
	r.changed.signal()
}

// try starts a robot again and says what came of it. What a robot wrote is no
// part of it.
func (r *recoveries) try(ctx context.Context, plan config.Recovery) string {
	limited, cancel := context.WithTimeout(ctx, plan.Timeout)
	defer cancel()
	if plan.URL != "" {
		return r.post(limited, plan)
	}
	output := &limitedBuffer{left: recoveryOutput}
	cmd := exec.CommandContext(limited, plan.Command[0], plan.Command[1:]...)
	cmd.Stdout, cmd.Stderr = output, output
	cmd.WaitDelay = lingering
	cmd.Env = append(os.Environ(), "SENTINEL_ROBOT="+string(plan.Robot))
	detach.Detach(cmd)
	err := cmd.Run()
	words := "done"
	var exit *exec.ExitError
	switch {
	case limited.Err() != nil:
		words = fmt.Sprintf("it did not end within %s", plan.Timeout)
	case errors.As(err, &exit):
		words = fmt.Sprintf("it ended with %s", exit)
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		words = "it could not be started: " + err.Error()
	}
	if printed := decode.Clean(output.String()); printed != "" {
		words += "; it printed: " + printed
	}
	return words
}

// post asks an address, which is a secret: an answer that repeats some of it is not
// shown.
func (r *recoveries) post(ctx context.Context, plan config.Recovery) string {
	address, err := config.Address(plan.URL)
	if err != nil {
		return err.Error()
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, http.NoBody)
	if err != nil {
		return "the url is no address"
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	response, err := client.Do(request)
	if err != nil {
		return "no answer from " + request.URL.Host
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(io.LimitReader(response.Body, recoveryOutput))
	words := fmt.Sprintf("%s answered %s", request.URL.Host, statusOf(response))
	switch said := decode.Clean(string(answer)); {
	case said == "":
		return words
	case repeats(said, request.URL):
		return words + ", and repeats what may be a secret"
	default:
		return words + ": " + said
	}
}

// repeats tells whether a text holds a part of an address behind its host, or the
// credentials in it as they are sent.
func repeats(text string, address *url.URL) bool {
	parts := strings.Split(address.Path+"/"+address.EscapedPath(), "/")
	for key, values := range address.Query() {
		parts = append(append(parts, key), values...)
	}
	password, _ := address.User.Password()
	user := address.User.Username()
	parts = append(parts, address.RawQuery, user, password, base64.StdEncoding.EncodeToString([]byte(user+":"+password)))
	return slices.ContainsFunc(parts, func(part string) bool {
		return len(part) >= leastSecret && strings.Contains(strings.ToLower(text), strings.ToLower(part))
	})
}

// wayOf names how a robot is started again, without secrets: arguments may hold
// some.
func wayOf(plan config.Recovery) string {
	if plan.URL != "" {
		return "its url"
	}
	return plan.Command[0]
}

// limitedBuffer keeps the beginning of what is written to it. Both outputs of a
// command are written by one goroutine.
type limitedBuffer struct {
	strings.Builder
	left int
}

func (b *limitedBuffer) Write(p []byte) (int, error) {
	kept := p[:min(len(p), b.left)]
	b.left -= len(kept)
	b.Builder.Write(kept)
	return len(p), nil
}
