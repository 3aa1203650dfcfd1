package agent

import (
	"fmt"
	"sync"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/engine"
)

// crowdedFor is how long people are told that somebody was turned away: longer
// than most robots wait before they knock again.
const crowdedFor = 10 * time.Minute

// crowd tells people when robots are turned away since there are too many, and
// takes it back when none is any more.
type crowd struct {
	notices *notices

	mu    sync.Mutex
	clear *time.Timer // nil: nobody is told
}

func newCrowd(n *notices) *crowd { return &crowd{notices: n} }

// turnedAway says that a posting of this key was refused. It may be called from
// any goroutine.
func (c *crowd) turnedAway(key monitor.Key) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.clear != nil && c.clear.Reset(crowdedFor) {
		return // and whom the notice names, it goes on to name
	}
	c.notices.set("crowd", fmt.Sprintf("%s is turned away: no more than %s robots and accounts are watched. "+
		"Forget those that are gone: sentinelctl forget KEY", key, view.Grouped(engine.MaxSubjects)))
	c.clear = time.AfterFunc(crowdedFor, func() { c.notices.set("crowd", "") })
}

// close ends the waiting.
func (c *crowd) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.clear != nil {
		c.clear.Stop()
	}
}
