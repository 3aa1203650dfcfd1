package channel

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"
)

// mailbox is a mail server that answers as it is told, and keeps what it takes.
type mailbox struct {
	address string
	answers map[string]string // by the first word of a command; the greeting by ""
	mu      sync.Mutex
	mails   []string
}

func receiveMail(t *testing.T, answers map[string]string) *mailbox {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	m := &mailbox{address: l.Addr().String(), answers: answers}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go m.talk(conn)
		}
	}()
	return m
}

// talk is one conversation. An answer of "-" is none: the server hangs up.
func (m *mailbox) talk(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	say := func(command, usual string) bool {
		answer, told := m.answers[command]
		if !told {
			answer = usual
		}
		if answer == "-" {
			return false
		}
		fmt.Fprintf(conn, "%s\r\n", answer)
		return true
	}
	if !say("", "220 here") {
		return
	}
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		usual := "250 well"
		command := strings.ToUpper(strings.Fields(line + " x")[0])
		switch command {
		case "EHLO":
			usual = "250-here\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN"
		case "AUTH":
			usual = "235 well"
		case "QUIT":
			usual = "221 bye"
		case "DATA":
			usual = "354 go on"
		}
		if !say(command, usual) {
			return
		}
		if command == "DATA" && m.answers["DATA"] == "" {
			var text strings.Builder
			for line, err = in.ReadString('\n'); err == nil && line != ".\r\n"; line, err = in.ReadString('\n') {
				text.WriteString(strings.TrimPrefix(line, "."))
			}
			if !say("text", "250 taken") {
				return
			}
			if m.answers["text"] == "" {
				m.mu.Lock()
				m.mails = append(m.mails, text.String())
				m.mu.Unlock()
			}
		}
	}
}

func (m *mailbox) taken() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.mails
}

func (m *mailbox) url() string {
	return "smtp://" + canary + ":" + canary + "@" + m.address + "/?from=sentinel@example.com&to=a@example.com&usehtml=yes&subject=x"
}

func TestMail(t *testing.T) {
	t.Parallel()
	for _, title := range []string{"ACC_003 went silent", "ünïcode ⬣ " + strings.Repeat("long ", 60), "a\r\nBcc: evil@example.com\r\n\r\nboo"} {
		m := receiveMail(t, nil)
		s := sender(t, Options{Kind: KindShoutrrr, URL: m.url(), Text: words(title, "Robot alpha\n.\n<b>bold</b>\nSince 12:00")})
		if err := s.Send(t.Context(), opened(silent("alpha"))); err != nil {
			t.Fatal(err)
		}
		if len(m.taken()) != 1 {
			t.Fatalf("%d mails came", len(m.taken()))
		}
		got, err := mail.ReadMessage(strings.NewReader(m.taken()[0]))
		if err != nil {
			t.Fatal(err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
		want := cut(strings.Join(strings.Fields(title), " "), maxTitle)
		if err != nil || subject != want {
			t.Errorf("subject %q (%v), want %q", subject, err, want)
		}
		body, err := io.ReadAll(got.Body)
		if err != nil || string(body) != "Robot alpha\r\n.\r\n<b>bold</b>\r\nSince 12:00\r\n" {
			t.Errorf("body %q, %v", body, err)
		}
		if got.Header.Get("Bcc") != "" || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/plain") || got.Header.Get("To") != "a@example.com" {
			t.Errorf("header %v", got.Header)
		}
	}
}

func TestMailServersAnswers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		answers map[string]string
		want    string
		final   bool
	}{
		{"wrong password", map[string]string{"AUTH": "535 5.7.8 " + canary}, "does not take the user and password (535)", true},
		{"auth later", map[string]string{"AUTH": "454 later"}, "does not take the message now (454)", false},
		{"sender", map[string]string{"MAIL": "550 " + canary}, "does not take the sender's address (550)", true},
		{"receiver", map[string]string{"RCPT": "550 no such user " + canary}, "does not take the receiver's address (550)", true},
		{"greylisted", map[string]string{"RCPT": "451 try again"}, "does not take the message now (451)", false},
		{"data", map[string]string{"DATA": "554 no"}, "does not take the message (554)", true},
		{"text", map[string]string{"text": "552 too large"}, "does not take the message (552)", true},
		{"full", map[string]string{"text": "452 full"}, "does not take the message now (452)", false},
		{"greeting", map[string]string{"": "554 go away"}, "does not take the message (554)", true},
		{"busy", map[string]string{"": "421 busy"}, "does not take the message now (421)", false},
		{"cut", map[string]string{"": "-"}, "cut the connection", false},
		{"cut later", map[string]string{"text": "-"}, "cut the connection", false},
		{"garbage", map[string]string{"": "HTTP/1.1 400 " + canary}, "no answer that can be understood", false},
		{"STARTTLS refused", map[string]string{"EHLO": "250-here\r\n250 STARTTLS", "STARTTLS": "454 " + canary}, "STARTTLS did not come about", false},
	} {
		m := receiveMail(t, test.answers)
		s := sender(t, Options{Kind: KindShoutrrr, URL: m.url()})
		err := s.Send(t.Context(), opened(silent("alpha")))
		checkFailure(t, test.name, err, test.want, test.final, 0)
		if sung(chain(err)) || len(m.taken()) > 0 {
			t.Errorf("%s: %s, %d mails came", test.name, chain(err), len(m.taken()))
		}
	}
	m := receiveMail(t, nil)
	s := sender(t, Options{Kind: KindShoutrrr, URL: strings.Replace(m.url(), "127.0.0.1", "LOCALHOST", 1)}) // which passes for another machine
	checkFailure(t, "in the clear", s.Send(t.Context(), opened(silent("alpha"))), "offers no encryption, so the password is not sent to it", true, 0)
	s = sender(t, Options{Kind: KindShoutrrr, URL: m.url() + "&requirestarttls=yes"})
	checkFailure(t, "no STARTTLS", s.Send(t.Context(), opened(silent("alpha"))), "does not offer STARTTLS", true, 0)
	s = sender(t, Options{Kind: KindShoutrrr, URL: strings.Replace(m.url(), m.address, closed(t), 1)})
	checkFailure(t, "refused", s.Send(t.Context(), opened(silent("alpha"))), "cannot be reached", false, 0)
}

// A server that does not say goodbye has the mail all the same: to send it again
// would be once too often.
func TestMailWithoutGoodbye(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{"-", "500 what"} {
		m := receiveMail(t, map[string]string{"QUIT": answer})
		s := sender(t, Options{Kind: KindShoutrrr, URL: m.url()})
		if err := s.Send(t.Context(), opened(silent("alpha"))); err != nil || len(m.taken()) != 1 {
			t.Errorf("%s: %v, %d mails", answer, err, len(m.taken()))
		}
	}
}

// A server that takes connections and says nothing holds up a few tries, and no
// more than those.
func TestSilentMailServer(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0") // nobody accepts: the system does
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := sender(t, Options{Kind: KindShoutrrr, URL: "smtp://" + l.Addr().String() + "/?from=a@example.com&to=b@example.com"})
	ctx, cancel := context.WithDeadline(t.Context(), time.Now())
	defer cancel()
	for range maxHung {
		checkFailure(t, "silent", s.Send(ctx, opened(silent("alpha"))), "did not answer within", false, 0)
	}
	checkFailure(t, "one too many", s.Send(ctx, opened(silent("alpha"))), "8 earlier tries", false, 0)
	cancel()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Send(ended, opened(silent("alpha"))); err == nil || errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}
