package monitor

import (
	"errors"
	"fmt"
	"strings"
)

// MaxKeyPart is the longest a robot's or an account's name may be, in bytes.
const MaxKeyPart = 64

// ErrBadKey is wrapped by every error about a key that is not well formed.
var ErrBadKey = errors.New("a key is ROBOT or ROBOT/ACCOUNT, each 1 to 64 of A-Z a-z 0-9 . _ -")

// Key names a subject: "ROBOT" for a robot, "ROBOT/ACCOUNT" for an account.
// The zero Key is invalid. Make one with ParseKey or NewKey.
type Key string

// NewKey joins a robot and an account; an empty account makes a robot's key.
func NewKey(robot, account string) (Key, error) {
	if account == "" {
		return ParseKey(robot)
	}
	return ParseKey(robot + "/" + account)
}

// ParseKey checks s against the form of a key.
func ParseKey(s string) (Key, error) {
	robot, account, isAccount := strings.Cut(s, "/")
	if !validKeyPart(robot) || isAccount && !validKeyPart(account) {
		return "", fmt.Errorf("key %q: %w", s, ErrBadKey)
	}
	return Key(s), nil
}

// ParsePathKey reads a key from one segment of a URL's path, where "/" is
// written "~".
func ParsePathKey(segment string) (Key, error) {
	return ParseKey(strings.Replace(segment, "~", "/", 1))
}

// PathSegment returns the key as one segment of a URL's path.
func (k Key) PathSegment() string { return strings.Replace(string(k), "/", "~", 1) }

// Robot returns the name of the robot, also for an account.
func (k Key) Robot() string {
	robot, _, _ := strings.Cut(string(k), "/")
	return robot
}

// Account returns the name of the account, or "" for a robot.
func (k Key) Account() string {
	_, account, _ := strings.Cut(string(k), "/")
	return account
}

// Kind tells whether the key is a robot's or an account's.
func (k Key) Kind() Kind {
	if strings.Contains(string(k), "/") {
		return KindAccount
	}
	return KindRobot
}

// Name is what a person calls the subject: the account's name, else the robot's.
func (k Key) Name() string {
	if account := k.Account(); account != "" {
		return account
	}
	return k.Robot()
}

func validKeyPart(s string) bool {
	if len(s) == 0 || len(s) > MaxKeyPart {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch {
		case 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9',
			c == '.', c == '_', c == '-':
		default:
			return false
		}
	}
	return true
}

// Kind tells robots from accounts.
type Kind string

// The two kinds of subject.
const (
	KindRobot   Kind = "robot"
	KindAccount Kind = "account"
)
