package api

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sentinel/platform/atomicfile"
)

// The files of this package in the state folder.
const (
	tokenFile   = "control-token"
	addressFile = "address"
)

const tokenBytes = 32

// ReadOrCreateToken returns the control token of the state folder, made when
// there is none. It corrects permissions that would let others read it.
func ReadOrCreateToken(stateDir string) (string, error) {
	token, err := readToken(stateDir)
	if err == nil {
		return token, closeToOthers(filepath.Join(stateDir, tokenFile))
	}
	if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errBadToken) {
		return "", err
	}
	secret := make([]byte, tokenBytes)
	rand.Read(secret) // never fails
	token = hex.EncodeToString(secret)
	if err := writeFile(stateDir, tokenFile, token); err != nil {
		return "", fmt.Errorf("control token: %w", err)
	}
	return token, nil
}

var errBadToken = errors.New("it holds no token")

func readToken(stateDir string) (string, error) {
	path := filepath.Join(stateDir, tokenFile)
	content, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("control token: %w", err)
	}
	token := strings.TrimSpace(string(content))
	if secret, err := hex.DecodeString(token); err != nil || len(secret) != tokenBytes {
		return "", fmt.Errorf("control token: %s: %w", path, errBadToken)
	}
	return token, nil
}

func closeToOthers(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("control token: %w", err)
	}
	if info.Mode().Perm() == 0o600 {
		return nil
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return fmt.Errorf("control token: others can read it: %w", err)
	}
	return nil
}

// writeFile writes a file of the state folder that only its user can read.
func writeFile(stateDir, name, content string) error {
	if err := os.MkdirAll(stateDir, 0o700); err != nil {
		return err
	}
	return atomicfile.Write(filepath.Join(stateDir, name), []byte(content+"\n"), 0o600)
}
