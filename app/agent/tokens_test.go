package agent

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sentinel/monitor/config"
)

func TestRobotTokens(t *testing.T) {
	t.Setenv("TOKEN_ALPHA", "secret-of-alpha")
	t.Setenv("TOKEN_BETA", "secret-of-beta")
	t.Setenv("TOKEN_EMPTY", "")
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("secret-of-gamma\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		tokens []config.Token
		want   string // robot=secret
		err    string
	}{
		"none":         {nil, "", ""},
		"two":          {[]config.Token{{Robot: "alpha", Value: "env:TOKEN_ALPHA"}, {Robot: "gamma", Value: "file:" + file}}, "alpha=secret-of-alpha gamma=secret-of-gamma", ""},
		"two of one":   {[]config.Token{{Robot: "alpha", Value: "env:TOKEN_ALPHA"}, {Robot: "alpha", Value: "env:TOKEN_BETA"}}, "alpha=secret-of-alpha alpha=secret-of-beta", ""},
		"not set":      {[]config.Token{{Robot: "alpha", Value: "env:TOKEN_EMPTY"}}, "", "the token of robot alpha cannot be read: environment variable TOKEN_EMPTY is not set"},
		"no file":      {[]config.Token{{Robot: "beta", Value: "file:" + file + "x"}}, "", "the token of robot beta cannot be read: "},
		"one for both": {[]config.Token{{Robot: "alpha", Value: "env:TOKEN_ALPHA"}, {Robot: "beta", Value: "env:TOKEN_ALPHA"}}, "", "robots alpha and beta have the same token"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			tokens, err := robotTokens(&config.Config{Tokens: test.tokens})
			var got []string
			for _, token := range tokens {
				got = append(got, token.Robot+"="+token.Secret)
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("got %v", got)
			}
			if (err == nil) != (test.err == "") || err != nil && !strings.HasPrefix(err.Error(), test.err) {
				t.Errorf("got %v, want %s", err, test.err)
			}
			if err != nil && strings.Contains(err.Error(), "secret-of") {
				t.Errorf("tells a secret: %v", err)
			}
		})
	}
}

// Without its tokens a monitor would refuse its robots, or hear anybody.
func TestUnreadableTokenStopsTheStart(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "config.toml")
	text := "[listen]\naddress = \"127.0.0.1:0\"\n[[token]]\nrobot = \"alpha\"\nvalue = \"env:TOKEN_THAT_IS_NOT_SET\"\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := New(t.Context(), Options{ConfigPath: path, StateDir: filepath.Join(dir, "state")})
	if err == nil {
		_ = a.Close()
		t.Fatal("it starts")
	}
	if !errors.Is(err, ErrConfig) || !strings.Contains(err.Error(), "robot alpha") {
		t.Errorf("got %v", err)
	}
}
