package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode"
)

// maxSecret bounds what is read of a secret's file, in bytes.
const maxSecret = 64 << 10

var errNoReference = errors.New("a secret does not stand in this file: write env:NAME (an environment variable) " +
	"or file:PATH (a file that only you may read)")

// Secret resolves a reference: env:NAME is the value of an environment
// variable, file:PATH the content of a file without its last line end; only
// its owner should be able to read it. Errors never hold what was read, nor a
// reference that may be a secret written in its place.
func Secret(ref string) (string, error) {
	if err := checkReference(ref); err != nil {
		return "", err
	}
	secret, where := "", ""
	if name, isEnv := strings.CutPrefix(ref, "env:"); isEnv {
		where = "environment variable " + name
		secret = os.Getenv(name)
		if secret == "" {
			return "", fmt.Errorf("%s is not set", where)
		}
	} else {
		path := strings.TrimPrefix(ref, "file:")
		where = "the secret's file " + path
		data, err := readFile(path, maxSecret)
		if errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("%s is not there", where)
		} else if err != nil {
			return "", fmt.Errorf("%s: %w", where, err)
		}
		secret = strings.TrimRight(strings.TrimPrefix(string(data), "\ufeff"), "\r\n")
		if secret == "" {
			return "", fmt.Errorf("%s is empty", where)
		}
	}
	if strings.ContainsFunc(secret, unicode.IsControl) {
		return "", fmt.Errorf("%s holds a line break or another control character: want one line", where)
	}
	return secret, nil
}

// Address resolves an address that is a reference, or stands in the file as it
// is for it holds no secret.
func Address(target string) (string, error) {
	if scheme, _, _ := strings.Cut(target, ":"); scheme == "env" || scheme == "file" || scheme == "keyring" {
		return Secret(target)
	}
	return target, nil
}

// checkReference checks the form of a reference.
func checkReference(ref string) error {
	scheme, rest, _ := strings.Cut(ref, ":")
	switch {
	case scheme == "keyring":
		return errors.New("keyring: is not supported yet: use env:NAME or file:PATH")
	case scheme != "env" && scheme != "file":
		return errNoReference
	case rest == "" && scheme == "env":
		return errors.New("env: is followed by the name of an environment variable")
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
