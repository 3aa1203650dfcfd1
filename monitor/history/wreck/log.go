package wreck

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
)

const (
	logHeader   = 32
	frameHeader = 24
	frameSize   = frameHeader + pageSize
)

// log is what a write-ahead log has for the file beside it.
type log struct {
	pages   map[uint32]int64 // where the newest content of a page stands
	spoiled map[uint32]int64 // the same of pages that stand there damaged alone
	// broken tells that a part of it is damaged behind which there is more that
	// was written for good: SQLite takes the damage for its end.
	broken bool
}

// LogBroken tells whether a log is damaged in a way that lets SQLite lose, without a
// word, what was written for good. What was being written when the machine or
// the program ended is not such a damage. No log is none.
func LogBroken(path string) (bool, error) {
	file, err := openRegular(path)
	if err != nil || file == nil {
		return false, err
	}
	defer file.Close()
	log, err := readLog(file)
	return log.broken, err
}

// frame is a page in the log.
type frame struct {
	page   uint32
	commit bool
	sum    [2]uint32 // as it stands there: of all up to this one
	at     int64     // where the content stands
	sound  bool      // its checksum is right, or that of the next one proves it
}

// readLog finds the frames of the log's latest round. Each carries a checksum of
// all before it, so that one that is damaged does not keep those behind it
// from being proved.
func readLog(file *os.File) (log, error) {
	result := log{pages: map[uint32]int64{}, spoiled: map[uint32]int64{}}
	header := make([]byte, logHeader)
	if _, err := io.ReadFull(file, header); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return result, nil
	} else if err != nil {
		return result, err
	}
	frames, err := readFrames(file, header)
	if err != nil {
		return result, err
	}
	damaged, commits, end := false, 0, 0
	for i, one := range frames {
		switch {
		case !one.sound:
			damaged = true
			if one.commit {
				commits++ // so it says itself, and is believed: what follows is another one
			}
		case one.commit:
			end = i + 1
			if damaged {
				commits++
			}
		}
	}
	result.broken = damaged && commits > 1 // the last one may not have been written to its end
	for _, one := range frames[:end] {
		if one.sound {
			result.pages[one.page] = one.at
			delete(result.spoiled, one.page)
		} else if _, better := result.pages[one.page]; !better {
			result.spoiled[one.page] = one.at
		}
	}
	return result, nil
}

func readFrames(file *os.File, header []byte) ([]frame, error) {
	order := byteOrder(header)
	salt := header[16:24]
	before := [2]uint32{binary.BigEndian.Uint32(header[24:]), binary.BigEndian.Uint32(header[28:])}
	if sum := checksum(order, [2]uint32{}, header[:24]); sum != before {
		salt = nil // the first frame has it
	}
	var frames []frame
	content := make([]byte, frameSize)
	computed := before
	for at := int64(logHeader); ; at += frameSize {
		if _, err := file.ReadAt(content, at); errors.Is(err, io.EOF) {
			return frames, nil
		} else if err != nil {
			return nil, err
		}
		if salt == nil {
			salt = bytes.Clone(content[8:16])
		}
		one := frame{
			page:   binary.BigEndian.Uint32(content),
			commit: binary.BigEndian.Uint32(content[4:]) != 0,
			sum:    [2]uint32{binary.BigEndian.Uint32(content[16:]), binary.BigEndian.Uint32(content[20:])},
			at:     at + frameHeader,
		}
		ours := bytes.Equal(content[8:16], salt)
		if !ours && !anyOurs(file, at+frameSize, salt) {
			return frames, nil
		}
		after := checksum(order, checksum(order, before, content[:8]), content[frameHeader:])
		one.sound = ours && after == one.sum
		if other := checksum(order, checksum(order, computed, content[:8]), content[frameHeader:]); ours && !one.sound && other == one.sum {
			one.sound = true
			frames[len(frames)-1].sound = true // its content is right, its own checksum is damaged
		}
		computed = after
		before = one.sum
		frames = append(frames, one)
	}
}

// anyOurs tells whether the next frame is of this round of the log: then one
// that does not seem to be is damaged, and not what an earlier round has left.
func anyOurs(file *os.File, at int64, salt []byte) bool {
	header := make([]byte, frameHeader)
	_, err := file.ReadAt(header, at)
	return err == nil && bytes.Equal(header[8:16], salt)
}

func byteOrder(header []byte) binary.ByteOrder {
	if header[3]&1 == 1 {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// checksum is SQLite's, of a whole number of eight bytes, carried on from one.
func checksum(order binary.ByteOrder, sum [2]uint32, content []byte) [2]uint32 {
	for ; len(content) >= 8; content = content[8:] {
		sum[0] += order.Uint32(content) + sum[1]
		sum[1] += order.Uint32(content[4:]) + sum[0]
	}
	return sum
}
