package api

import (
	"crypto/tls"
	"fmt"
	"os"
	"sync"
	"time"
)

// UseTLS lets a Listener that is not served yet speak TLS with a certificate
// and its key, PEM files both. A renewed certificate is taken up without a
// restart. The error says why the files cannot be used.
func (l *Listener) UseTLS(certFile, keyFile string) error {
	c := &certificate{certFile: certFile, keyFile: keyFile}
	if _, err := c.get(nil); err != nil {
		return err
	}
	l.tls = &tls.Config{
		MinVersion:     tls.VersionTLS12,
		GetCertificate: c.get,
		NextProtos:     []string{"http/1.1"},
	}
	return nil
}

// certificate is read again when its file has changed.
type certificate struct {
	certFile, keyFile string

	mu     sync.Mutex
	at     time.Time // of the file that was read
	loaded *tls.Certificate
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	info, err := os.Stat(c.certFile)
	if err == nil && c.loaded != nil && info.ModTime().Equal(c.at) {
		return c.loaded, nil
	}
	pair, loadErr := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	switch {
	case loadErr != nil && c.loaded != nil:
		return c.loaded, nil // half renewed: the other file is still to come
	case loadErr != nil:
		return nil, fmt.Errorf("certificate %s and key %s: %w", c.certFile, c.keyFile, loadErr)
	}
	c.loaded = &pair
	if err == nil {
		c.at = info.ModTime()
	}
	return c.loaded, nil
}
