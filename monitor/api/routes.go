package api

import (
	"io"
	"net/http"
	"slices"
	"strings"

	"sentinel/monitor"
)

func (s *server) health(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(w, "ok\n")
	return ignore(err)
}

// ignore: the caller is gone, and nobody is left to tell.
func ignore(error) error { return nil }

func (s *server) sources(w http.ResponseWriter, r *http.Request) error {
	if p := readParams(r); p.err != nil {
		return p.err
	}
	list := slices.Clone(s.monitor.Sources())
	if list == nil {
		list = []SourceInfo{}
	}
	for i := range list {
		if at := list[i].LastLook; at != nil {
			moved := at.UTC()
			list[i].LastLook = &moved
		}
	}
	return answer(w, http.StatusOK, list)
}

func (s *server) info(w http.ResponseWriter, r *http.Request) error {
	if p := readParams(r); p.err != nil {
		return p.err
	}
	info := s.monitor.Info()
	info.Started = info.Started.UTC()
	if info.Notices == nil {
		info.Notices = []string{}
	}
	return answer(w, http.StatusOK, info)
}

func (s *server) setTest(w http.ResponseWriter, r *http.Request) error {
	test := TestStatus{TTL: Duration(DefaultTTL)}
	if err := readBody(w, r, &test); err != nil {
		return err
	}
	if err := test.check(); err != nil {
		return err
	}
	if err := s.monitor.SetTest(r.Context(), test); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (t TestStatus) check() error {
	switch {
	case !slices.Contains(StatusTypes, t.Type):
		return invalid("type", "type %q: want one of %s", t.Type, strings.Join(StatusTypes, ", "))
	case t.Type == monitor.StatusCustom && strings.TrimSpace(t.Message) == "":
		return invalid("message", "a custom status needs a message")
	case strings.ContainsAny(t.Message, "\r\n"):
		return invalid("message", "a message is one line")
	case t.TTL <= 0 || t.TTL > Duration(MaxTTL):
		return invalid("ttl", "a test status stands for more than 0s and at most %s", "24h")
	}
	return nil
}

func (s *server) showWindow(w http.ResponseWriter, r *http.Request) error {
	if err := readBody(w, r, &struct{}{}); err != nil {
		return err
	}
	if err := s.monitor.ShowWindow(r.Context()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *server) remote(w http.ResponseWriter, r *http.Request) error {
	p := readParams(r, "what", "type", "lines")
	ask := RemoteQuery{
		What:    p.choice("what", RemoteWhats...),
		LogType: p.choice("type", RemoteLogs...),
		Lines:   p.number("lines", 1, MaxRemoteLines, 100),
	}
	if p.err != nil {
		return p.err
	}
	content, err := s.monitor.Remote(r.Context(), r.PathValue("name"), ask)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, err = w.Write(content)
	return ignore(err)
}
