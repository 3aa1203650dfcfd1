package config

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode"

	keyring "sentinel/platform/secret"
)

// maxSecret bounds what is read of a secret's file, in bytes.
const maxSecret = 64 << 10

var errNoReference = errors.New("a secret does not stand in this file: write env:NAME (an environment variable), " +
	"file:PATH (a file that only you may read) or keyring:NAME (see sentinelctl secret set)")

// Secret resolves a reference: env:NAME is the value of an environment
// variable, file:PATH the content of a file without its last line end, which
// only its owner should be able to read, keyring:NAME what the user's keyring
// holds. Errors never hold what was read, nor a reference that may be a secret
// written in its place.
func Secret(ref string) (string, error) {
	if err := checkReference(ref); err != nil {
		return "", err
	}
	scheme, rest, _ := strings.Cut(ref, ":")
	secret, where, err := "", "", error(nil)
	switch scheme {
	case "env":
		where = "environment variable " + rest
		if secret = os.Getenv(rest); secret == "" {
			return "", fmt.Errorf("%s is not set", where)
		}
	case "file":
		where = "the secret's file " + rest
		secret, err = secretFile(rest)
	default:
		where = "the secret " + rest
		secret, err = keyring.Get(context.Background(), rest)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("%s is not there", where)
	case errors.Is(err, keyring.ErrNotFound):
		return "", fmt.Errorf("%s: %w: run sentinelctl secret set %s", where, err, rest)
	case err != nil:
		return "", fmt.Errorf("%s: %w", where, err)
	case secret == "":
		return "", fmt.Errorf("%s is empty", where)
	}
	if err := CheckSecret(secret); err != nil {
		return "", fmt.Errorf("%s %w", where, err)
	}
	return secret, nil
}

func secretFile(path string) (string, error) {
	data, err := readFile(path, maxSecret)
	return strings.TrimRight(strings.TrimPrefix(string(data), "\ufeff"), "\r\n"), err
}

// CheckSecret tells whether a secret is one line, as all that use one expect.
func CheckSecret(secret string) error {
	if strings.ContainsFunc(secret, unicode.IsControl) {
		return errors.New("holds a line break or another control character: want one line")
	}
	return nil
}

// checkReference checks the form of a reference.
func checkReference(ref string) error {
	scheme, rest, _ := strings.Cut(ref, ":")
	switch {
	case scheme != "env" && scheme != "file" && scheme != "keyring":
		return errNoReference
	case rest == "" && scheme == "env":
		return errors.New("env: is followed by the name of an environment variable")
	case rest == "" && scheme == "keyring":
		return errors.New("keyring: is followed by the name of a secret, as sentinelctl secret set was given it")
	case rest == "":
		return errors.New("file: is followed by the path of a file")
	case strings.ContainsFunc(rest, unicode.IsControl):
		return fmt.Errorf("%s: is followed by a control character: in double quotes a backslash "+
			`is written twice; use single quotes: 'file:C:\robot\secret'`, scheme)
	}
	return nil
}

// openToOthers tells whether others than its owner may read a secret's file.
func openToOthers(ref string) bool {
	path, isFile := strings.CutPrefix(ref, "file:")
	if !isFile {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && permissionsMean && info.Mode().Perm()&0o077 != 0
}

// readFile reads a plain file of at most most bytes.
func readFile(path string, most int64) ([]byte, error) {
	// Looked at first: to open a FIFO would wait for its writer.
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, plain(err)
	case info.IsDir():
		return nil, errors.New("this is a folder: name a file")
	case !info.Mode().IsRegular():
		return nil, errors.New("this is not a plain file: name another")
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, plain(err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err != nil {
		return nil, plain(err)
	}
	if int64(len(data)) > most {
		return nil, fmt.Errorf("it has more than %d KiB: %w", most>>10, errTooLarge)
	}
	return data, nil
}

var errTooLarge = errors.New("too large")

// plain takes the operation and the path off an error of the file system: they
// are named already.
func plain(err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		return pathError.Err
	}
	return err
}
