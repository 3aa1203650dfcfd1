package channel

import (
	"errors"
	"net/textproto"

	"github.com/nicholas-fedor/shoutrrr/pkg/services/email/smtp"
)

const mailServer = "the mail server"

// mailFailure tells why a mail was not taken; nil when it was: a server that
// does not say goodbye has it all the same.
func mailFailure(err error) *Failure {
	var said *textproto.Error
	answered := errors.As(err, &said)
	switch {
	case onlyFarewell(err):
		return nil
	case at(err, smtp.FailConnectToServer), at(err, smtp.FailGetSMTPClient) && !answered:
		return unreached(mailServer, err)
	case at(err, smtp.FailEnableStartTLS):
		if f := untrusted(mailServer, err); f != nil {
			return f
		}
		if errors.Is(err, smtp.ErrServerNoStartTLS) {
			return final("the mail server does not offer STARTTLS, which the url demands")
		}
		return passing("the mail server: encryption with STARTTLS did not come about")
	case at(err, smtp.FailAuthenticating) && !answered: // the library does not send a password in the clear
		return final("the mail server offers no encryption, so the password is not sent to it: use its port for TLS, 465 or 587")
	case at(err, smtp.FailAuthenticating) && said.Code >= 500:
		return final("the mail server does not take the user and password (%d): check them in the url; many providers want a password made for apps", said.Code)
	case at(err, smtp.FailSetSender) && answered && said.Code >= 500:
		return final("the mail server does not take the sender's address (%d): check from= in the url", said.Code)
	case at(err, smtp.FailSetRecipient) && answered && said.Code >= 500:
		return final("the mail server does not take the receiver's address (%d): check to= in the url", said.Code)
	case answered && said.Code >= 500:
		return final("the mail server does not take the message (%d)", said.Code)
	case answered:
		return passing("the mail server does not take the message now (%d)", said.Code)
	}
	return unreached(mailServer, err)
}

// onlyFarewell tells that all went well but the end of the conversation.
func onlyFarewell(err error) bool {
	farewell := false
	for one := range leaves(err) {
		if !is(one, smtp.FailClosingSession) {
			return false
		}
		farewell = true
	}
	return farewell
}

// leaves goes through the failures at the ends of the branches of an error: of
// a mail, one for each receiver and one for the end.
func leaves(err error) func(yield func(error) bool) {
	return func(yield func(error) bool) {
		for err != nil {
			if many, ok := err.(interface{ Unwrap() []error }); ok {
				for _, one := range many.Unwrap() {
					if !yield(one) {
						return
					}
				}
				return
			}
			err = errors.Unwrap(err)
		}
	}
}

// is tells whether an error is a failure of this kind. The library's type for
// them has no name outside of it.
func is[ID comparable](err error, kind ID) bool {
	f, ok := err.(interface{ ID() ID })
	return ok && f.ID() == kind
}

// at tells whether a failure of this kind is anywhere in an error.
func at[ID comparable](err error, kind ID) bool {
	for err != nil {
		if is(err, kind) {
			return true
		}
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			for _, one := range many.Unwrap() {
				if at(one, kind) {
					return true
				}
			}
			return false
		}
		err = errors.Unwrap(err)
	}
	return false
}

// brokerFailure tells why an MQTT broker was not told.
func brokerFailure(err error) *Failure { return unreached("the MQTT broker", err) }
