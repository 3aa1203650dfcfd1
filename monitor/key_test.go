package monitor

import (
	"errors"
	"strings"
	"testing"
)

func TestParseKey(t *testing.T) {
	long := strings.Repeat("x", MaxKeyPart)
	for text, want := range map[string]bool{
		"vps": true, "alpha/ACC_003": true, "a.b-c_D9": true, long: true, long + "/" + long: true,
		"": false, "/": false, "alpha/": false, "/ACC": false, "a/b/c": false, "a b": false, "a~b": false,
		"robot\n": false, "röbot": false, long + "x": false, "alpha/" + long + "x": false,
	} {
		key, err := ParseKey(text)
		if (err == nil) != want {
			t.Errorf("ParseKey(%q): %v", text, err)
		}
		if err != nil && (!errors.Is(err, ErrBadKey) || key != "") {
			t.Errorf("ParseKey(%q) = %q, %v", text, key, err)
		}
	}
}

func TestKeyParts(t *testing.T) {
	robot, err := NewKey("alpha", "")
	if err != nil || robot.Kind() != KindRobot || robot.Robot() != "alpha" || robot.Account() != "" || robot.Name() != "alpha" {
		t.Errorf("robot %q: %v", robot, err)
	}
	account, err := NewKey("alpha", "ACC_003")
	if err != nil || account.Kind() != KindAccount || account.Robot() != "alpha" || account.Name() != "ACC_003" {
		t.Errorf("account %q: %v", account, err)
	}
	if account.PathSegment() != "alpha~ACC_003" {
		t.Errorf("in a path it is %q", account.PathSegment())
	}
	if back, err := ParsePathKey(account.PathSegment()); err != nil || back != account {
		t.Errorf("from a path it is %q: %v", back, err)
	}
}
