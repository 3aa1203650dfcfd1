package cli

import (
	"context"
	"errors"
	"sync"
	"time"

	"sentinel/app/view"
	"sentinel/monitor"
	"sentinel/monitor/api"
)

type watchCommand struct{ jsonFlag }

// again is how long watch waits before it looks for a monitor that went away.
const again = 2 * time.Second

func (c *watchCommand) Run(p *program) error {
	client, err := p.client()
	if err != nil {
		return err
	}
	w := &watcher{p: p, client: client, json: c.JSON, fresh: make(chan struct{}, 1)}
	defer func() { w.client.Close() }()
	if err := w.look(); err != nil {
		return err
	}
	drawn, stopDrawing := context.WithCancel(p.ctx)
	var drawing sync.WaitGroup
	defer drawing.Wait()
	defer stopDrawing()
	if _, ok := frameOf(p.out); ok && !c.JSON {
		w.live = true
		drawing.Go(func() { p.live(drawn, p.out, &screen{out: p.out}, w.fresh, w.view) })
	}
	return w.follow()
}

// watcher keeps a view of a monitor that may come and go.
type watcher struct {
	p      *program
	client *api.Client
	json   bool
	live   bool
	fresh  chan struct{} // holds a signal when the view has changed

	mu    sync.Mutex
	model view.Model
	gone  time.Time // since when the monitor does not answer; zero: it does
}

// view returns what is known now.
func (w *watcher) view() view.Model {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := w.model
	if !w.gone.IsZero() {
		m.Stalled = max(w.p.now().Sub(w.gone), time.Millisecond)
	}
	return m
}

// look asks the monitor for as much of the list as is shown.
func (w *watcher) look() error {
	limit := monitor.DefaultLimit
	if f, ok := frameOf(w.p.out); ok {
		limit = max(limit, f.rows)
	}
	m, err := w.p.model(w.client, limit)
	if err != nil {
		return err
	}
	w.mu.Lock()
	w.model, w.gone = m, time.Time{}
	w.mu.Unlock()
	w.signal()
	return nil
}

func (w *watcher) signal() {
	select {
	case w.fresh <- struct{}{}:
	default:
	}
}

// follow tells what happens until the program is to end.
func (w *watcher) follow() error {
	for {
		err := w.listen()
		if w.p.ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, api.ErrRefused) {
			return err
		}
		w.lost(err)
		if !w.p.sleep(again) {
			return nil
		}
		if client, err := w.p.client(); err == nil { // it may have another address now
			w.client.Close()
			w.client = client
		}
	}
}

// lost says once that the monitor went away.
func (w *watcher) lost(err error) {
	w.mu.Lock()
	first := w.gone.IsZero()
	if first {
		w.gone = w.p.now()
	}
	w.mu.Unlock()
	w.signal()
	if first && !w.live {
		w.p.note("the monitor is gone; waiting for it: %v", err)
	}
}

// listen takes events until there are no more. Where there is no table, it
// begins with how things stand.
func (w *watcher) listen() (ended error) {
	lines := !w.live && !w.json
	begun := false
	for event, err := range w.client.Events(w.p.ctx) {
		if err != nil {
			return err
		}
		if w.json {
			if err := w.p.printJSON(event); err != nil {
				return err
			}
		}
		if event.Snapshot != nil {
			if err := w.look(); err != nil {
				return err
			}
			if lines && !begun {
				w.p.say("%s", view.PluginLine(w.view(), w.p.now()))
			}
			begun = true
		}
		if event.Transition != nil && lines {
			w.tell(*event.Transition)
		}
	}
	return nil
}

// tell prints a transition as a line, where there is no table.
func (w *watcher) tell(t api.Transition) {
	line := t.At.Local().Format("2006-01-02 15:04:05") + " " + view.Glyph(t.Level) + " " + string(t.Key) + " " + string(t.Kind)
	switch {
	case t.Silence != nil:
		line += " after " + view.Duration(time.Duration(*t.Silence*float64(time.Second)))
	case t.Kind == monitor.Opened || t.Kind == monitor.Worsened:
		line += ": " + t.Level.String() + ", " + orWord(string(t.Cause))
	}
	w.p.say("%s", printable(line))
}
