package statusfile

import "time"

// Set writes a status to the file, and makes its folder when there is none.
// The file is replaced at once; it keeps its mode. To whoever watches the file
// this is a heartbeat like any other; SetTest writes one that is not.
//
// Errors about the status itself wrap ErrUsage.
func Set(path string, s Status, now time.Time) error {
	content, err := s.content(now)
	if err != nil {
		return err
	}
	if path, err = resolve(path); err != nil {
		return err
	}
	return replace(path, content, time.Time{})
}
