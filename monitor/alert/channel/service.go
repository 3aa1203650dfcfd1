package channel

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/nicholas-fedor/shoutrrr/pkg/router"
	"github.com/nicholas-fedor/shoutrrr/pkg/types"

	"sentinel/monitor/alert"
)

// maxHung is how many tries may hang at once: a mail server that takes a
// connection and then says nothing holds one until it goes away.
const maxHung = 8

// service is a channel that Shoutrrr speaks to.
type service struct {
	dialect
	targets []target
	text    func(alert.Message) (title, body string)
	client  *http.Client
	hung    chan struct{} // holds one for each try that goes on

	mu   sync.Mutex
	id   string          // of the message that was sent last
	have map[string]bool // the targets that took it
}

// target is one who is written to. A URL that names several is taken apart: who
// got a message does not get it again because another did not.
type target struct{ url *url.URL }

func newService(o Options) (*service, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Scheme == "" {
		return nil, errors.New("the url of this channel cannot be used: it has to be like telegram://TOKEN@telegram?chats=ID")
	}
	scheme, _, _ := strings.Cut(strings.ToLower(u.Scheme), "+")
	d, known := dialects[scheme]
	if !known {
		return nil, errors.New("the url of this channel begins with the name of no service that Shoutrrr knows: " +
			"begin it with slack://, telegram://, smtp:// or another of those")
	}
	s := &service{dialect: d, text: o.Text, client: newClient(o.Transport), hung: make(chan struct{}, maxHung)}
	for _, one := range d.apart(u) {
		s.targets = append(s.targets, target{one})
		if !d.accepts(one) {
			return nil, errors.New("the url of this channel is not what " + d.name + " needs" + d.form)
		}
	}
	return s, nil
}

// accepts tries whether a URL has all that the service needs, without a word to
// anybody.
func (d dialect) accepts(u *url.URL) bool {
	offline := newTap(context.Background(), &http.Client{Transport: nowhere{}})
	_, err := open(u, offline)
	return err == nil || offline.used() // it wanted to log in
}

// nowhere is a transport that reaches nobody.
type nowhere struct{}

func (nowhere) RoundTrip(*http.Request) (*http.Response, error) { return nil, errors.New("offline") }

// Send writes to each target, and goes on where it began when it is given the
// same message again.
func (s *service) Send(ctx context.Context, m alert.Message) error {
	title, body := s.fit(s.text(m))
	params := s.params(m, title)
	var worst *Failure
	for _, t := range s.targets {
		if s.has(m.ID, t) {
			continue
		}
		err := s.sendTo(ctx, t, body, params)
		if failure, failed := errors.AsType[*Failure](err); failed {
			worst = worse(worst, failure)
			continue
		}
		if err != nil {
			return err
		}
		s.note(m.ID, t)
	}
	if worst != nil {
		return worst
	}
	return nil
}

// worse is the failure that decides about the next try: one that may be over
// then, before one that lasts; of two such, the one to wait longer for.
func worse(a, b *Failure) *Failure {
	if a == nil || a.Final && !b.Final || a.Final == b.Final && b.After > a.After {
		return b
	}
	return a
}

func (s *service) has(id string, t target) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.id == id && id != "" && s.have[t.url.String()]
}

func (s *service) note(id string, t target) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.id != id {
		s.id, s.have = id, map[string]bool{}
	}
	s.have[t.url.String()] = true
}

// sendTo makes one try at one target.
func (s *service) sendTo(ctx context.Context, t target, body string, params types.Params) error {
	bounded, cancel := context.WithTimeout(ctx, Bound)
	defer cancel()
	select {
	case s.hung <- struct{}{}:
	default:
		return passing("%s has not answered %d earlier tries, which still wait", s.name, maxHung)
	}
	line := newTap(bounded, s.client)
	done := make(chan error, 1)
	go func() {
		defer func() { <-s.hung }()
		done <- deliver(t.url, line, body, params)
	}()
	var err error
	select {
	case err = <-done:
	case <-line.failed:
	case <-bounded.Done():
		select {
		case err = <-done: // at the last moment
		default:
			err = bounded.Err()
		}
	}
	failure := s.outcome(line, err)
	switch {
	case failure == nil:
		return nil
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return timedOut(s.name)
	}
	return failure
}

// errPanic stands for what a service's code fell over: its own words may hold
// the address.
var errPanic = errors.New("the code of the service failed")

// deliver lets the service do its work. It is set up anew each time: some keep
// the title of the first message for all that follow.
func deliver(u *url.URL, line *tap, body string, params types.Params) (err error) {
	defer func() {
		if recover() != nil {
			err = errPanic
		}
	}()
	speaker, err := open(u, line)
	if err != nil {
		return err
	}
	if closer, ok := speaker.(io.Closer); ok {
		defer func() { _ = closer.Close() }()
	}
	return speaker.Send(body, &params)
}

// open sets a service up. All that it says over HTTP goes through the tap.
func open(address *url.URL, line *tap) (speaker types.Service, err error) {
	defer func() {
		if recover() != nil {
			err = errPanic
		}
	}()
	own := *address // some write into it
	u := &own
	scheme, _, custom := strings.Cut(u.Scheme, "+")
	speaker, err = (&router.ServiceRouter{}).NewService(scheme)
	if err != nil {
		return nil, err
	}
	if custom {
		converter, ok := speaker.(types.CustomURLService)
		if !ok {
			return nil, router.ErrCustomURLsNotSupported
		}
		if u, err = converter.GetServiceURLFromCustom(u); err != nil {
			return nil, err
		}
	}
	setter, speaksHTTP := speaker.(types.HTTPClientSetter)
	if speaksHTTP {
		setter.SetHTTPClient(line) // some log in while they are set up
	}
	if err := speaker.Initialize(u, nil); err != nil {
		return nil, err
	}
	if speaksHTTP {
		setter.SetHTTPClient(line) // and some forget it then
	}
	return speaker, nil
}
