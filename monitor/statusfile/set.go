package statusfile

import "time"

// Set writes a status.
func Set(path string, s Status, now time.Time) error {
	content, err := s.content(now)
	if err != nil {
		return err
	}
	return replace(path, content)
}
