package channel

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// Failure says why a message was not taken.
type Failure struct {
	Reason string        // for a person; holds no secret
	Final  bool          // to try again is of no use before somebody has changed something
	After  time.Duration // the service asks to be left alone for so long; 0: it does not
	Itself bool          // it is this message that is refused, such as one that is too large: others may be taken
	Maybe  bool          // it may have been taken, and twice would be worse than never: it is not to be sent again
}

func (f *Failure) Error() string { return f.Reason }

// passing is a failure that may be over at the next try.
func passing(format string, args ...any) *Failure {
	return &Failure{Reason: fmt.Sprintf(format, args...)}
}

// final is a failure that lasts until somebody changes something.
func final(format string, args ...any) *Failure {
	return &Failure{Reason: fmt.Sprintf(format, args...), Final: true}
}

// refused tells of an answer whose status is not 200 to 299.
func refused(whom string, a answer) *Failure {
	says := strings.TrimSpace(fmt.Sprintf("%s answered %d %s", whom, a.status, http.StatusText(a.status)))
	switch {
	case a.status == http.StatusUnauthorized, a.status == http.StatusForbidden:
		return final("%s: the token or password of this channel is wrong, or was revoked", says)
	case a.status == http.StatusNotFound, a.status == http.StatusGone:
		return final("%s: the address of this channel is wrong, or is no more", says)
	case a.status == http.StatusProxyAuthRequired:
		return final("%s: the proxy wants a password", says)
	case a.status == http.StatusTooManyRequests:
		f := passing("%s: too many messages", says)
		f.After = a.retryAfter()
		if f.After > 0 {
			f.Reason += fmt.Sprintf("; it asks to wait %s", f.After.Round(time.Second))
		}
		return f
	case a.status == http.StatusRequestTimeout, a.status == http.StatusTooEarly, a.status >= 500:
		f := passing("%s: the trouble is on its side", says)
		f.After = a.retryAfter()
		return f
	case a.status >= 300 && a.status < 400:
		return passing("%s: it wants to send us elsewhere, where no message is sent to: check the address, or whether a login page of the network is in the way", says)
	}
	f := final("%s: it does not take this message: check the address of this channel", says)
	f.Itself = a.status == http.StatusBadRequest || a.status == http.StatusRequestEntityTooLarge || a.status == http.StatusUnprocessableEntity
	return f
}

// unreached tells why there was no whole answer.
func unreached(whom string, err error) *Failure {
	if f := untrusted(whom, err); f != nil {
		return f
	}
	var (
		dns  *net.DNSError
		op   *net.OpError
		slow interface{ Timeout() bool }
	)
	if errors.As(err, &op) && op.Op == "proxyconnect" {
		whom = "the proxy before " + whom
	}
	text := err.Error() // read, and never shown: it holds addresses
	switch {
	case strings.Contains(text, "invalid proxy"):
		return final("the proxy that the environment names cannot be used")
	case strings.Contains(text, http.StatusText(http.StatusProxyAuthRequired)):
		return final("the proxy before %s wants a password", whom)
	case errors.As(err, &dns) && dns.IsNotFound:
		return passing("%s cannot be found: DNS knows no such name: check the address, or whether this machine is online", whom)
	case errors.As(err, &dns):
		return passing("%s cannot be found: DNS does not answer: is this machine online?", whom)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return timedOut(whom)
	case errors.As(err, &op) && op.Op == "dial", errors.As(err, &op) && op.Op == "proxyconnect":
		return passing("%s cannot be reached: nothing takes connections at its address, or there is no way to it", whom)
	case errors.As(err, &op), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return passing("%s cut the connection", whom)
	}
	return passing("%s gave no answer that can be understood", whom)
}

func timedOut(whom string) *Failure {
	return passing("%s did not answer within %s", whom, Bound)
}

// untrusted tells of trouble with TLS.
func untrusted(whom string, err error) *Failure {
	var (
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
		unknown x509.UnknownAuthorityError
		record  tls.RecordHeaderError
		alert   tls.AlertError
		verify  *tls.CertificateVerificationError
	)
	switch {
	case errors.As(err, &name):
		return passing("%s: TLS: its certificate is for another host", whom)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return passing("%s: TLS: its certificate has expired or is not valid yet, or the clock here is wrong", whom)
	case errors.As(err, &unknown):
		return passing("%s: TLS: its certificate is signed by nobody that this machine trusts", whom)
	case errors.As(err, &invalid), errors.As(err, &verify):
		return passing("%s: TLS: its certificate is not valid", whom)
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return passing("%s: TLS: it does not speak TLS: is another port or http:// meant?", whom)
	case errors.As(err, &alert):
		return passing("%s: TLS: it refused the handshake", whom)
	}
	return nil
}
