package history

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"
)

func init() { roles["fill"] = fillTheDisk }

// The disk is a file system in memory, in a mount namespace of the child's: it
// ends with it.
func TestFullDisk(t *testing.T) { onOwnDisk(t, "fill") }

func fillTheDisk(dir string) error {
	ctx := context.Background()
	const size = 16 << 20
	if err := mountSmall(dir, size); err != nil {
		return err
	}
	s, err := Open(ctx, dir)
	if err != nil {
		return err
	}
	ballast, err := fillDisk(dir, size)
	if err != nil {
		return err
	}
	var acknowledged int64
	for round := range 3 { // cleared by a little, and full again
		for {
			receipts := receiptsTaken(100, time.Unix(0, 0))
			err := s.Append(ctx, receipts)
			if errors.Is(err, ErrNotOnDisk) {
				break
			}
			if err != nil {
				return err
			}
			acknowledged += int64(len(receipts))
			if receipts[0].ID != acknowledged-99 {
				return fmt.Errorf("ID %d where %d were acknowledged", receipts[0].ID, acknowledged)
			}
			if acknowledged*100 > size {
				return fmt.Errorf("the disk takes more than it can hold")
			}
		}
		if last, err := s.LastBeat(ctx); err != nil || last != acknowledged {
			return fmt.Errorf("%d were acknowledged and %d are kept: %w", acknowledged, last, err)
		}
		if err := os.Truncate(ballast, size/2-int64(round)<<20); err != nil {
			return err
		}
	}
	if err := s.Append(ctx, receiptsTaken(1, time.Unix(0, 0))); err != nil {
		return fmt.Errorf("after the disk was cleared: %w", err)
	}
	if err := s.Close(); err != nil {
		return err
	}
	if s, err = Open(ctx, dir); err != nil {
		return err
	}
	if last, err := s.LastBeat(ctx); s.Replaced != "" || err != nil || last != acknowledged+1 {
		return fmt.Errorf("after a restart %d of %d are kept, replaced %q: %w", last, acknowledged+1, s.Replaced, err)
	}
	return s.Close()
}
