package pack

import (
	"bytes"
	"compress/flate"
	"io"
	"sync"
)

// dictionary is what heartbeats look like, so that what they have in common
// takes no room in a block; the likeliest stands last. Blocks cannot be read
// with another one: it never changes under the same version.
const dictionary = `"message":"","equity":"balance":"profit":"version":"1.0"},"name":,"symbol":"EURUSDXAUUSD","server":"positions":null,` +
	`"trades_today":"uptime":"host":"latency_ms":"error":false,"seq":"pnl":0.0` +
	"\x02\x02\x00\x00\x03\x00\x00" +
	"\x04\x70\x46\x01\x00\x00\x05\x00\x00" +
	`{"timestamp": "` + "\x00" + `", "status": "degraded", "unhealthy", "expired", "error", "message": "", "equity": 1000.0, "balance": ` +
	`{"timestamp":"` + "\x00" + `","event":"ROBOT_HEARTBEAT","status":"idle","account":"","message":""}` +
	"\x04\x70\x36\x01\x00\x00\x03\x00\x00" +
	`{"event":"ROBOT_HEARTBEAT","status":"healthy","active_accounts":12,"active_tasks":5,"timestamp":"` + "\x00" + `"}` +
	`{"event": "ROBOT_HEARTBEAT", "status": "healthy", "active_accounts": 12, "active_tasks": 5, "timestamp": "` + "\x00" + `"}` +
	"\x04\x00\x20\x01\x00\x00\x06\x00\x00" +
	`{"event":"ACCOUNT_HEARTBEAT","account":"ACC_003","status":"active","session_valid":true,"open_orders":2,"timestamp":"` + "\x00" + `Z"}` +
	"\x04\x70\x36\x01\x00\x00\x06\x00\x00" +
	`{"event": "ACCOUNT_HEARTBEAT", "account": "ACC_001", "status": "active", "session_valid": true, "open_orders": 0, "timestamp": "` + "\x00" + `"}`

var dictionaryBytes = []byte(dictionary)

// flushed is what every flushed stream of flate ends with: it is left out of
// blocks. ended ends the stream.
const (
	flushed = "\x00\x00\xff\xff"
	ended   = flushed + "\x01\x00\x00\xff\xff"
)

// The working memory of flate is large, and making it costs more than using it.
var (
	compressors = sync.Pool{New: func() any {
		w, err := flate.NewWriterDict(io.Discard, flate.BestCompression, dictionaryBytes)
		if err != nil {
			panic(err) // the level is a good one
		}
		return w
	}}
	decompressors = sync.Pool{New: func() any { return flate.NewReader(nil) }}
)

func compress(plain []byte) []byte {
	w := compressors.Get().(*flate.Writer)
	defer compressors.Put(w)
	var out bytes.Buffer
	w.Reset(&out)
	_, _ = w.Write(plain) // a buffer takes everything
	_ = w.Flush()
	return bytes.TrimSuffix(out.Bytes(), []byte(flushed))
}

// decompress reads what compress wrote. It fails when the bytes are none of
// its, and when they would become more than any block needs.
func decompress(packed []byte) (plain []byte, ok bool) {
	r := decompressors.Get().(io.ReadCloser)
	defer decompressors.Put(r)
	in := bytes.NewReader(append(bytes.Clone(packed), ended...)) // one reader: flate would buffer two
	if err := r.(flate.Resetter).Reset(in, dictionaryBytes); err != nil {
		return nil, false
	}
	const besides = 64 // bytes of a shape that are no text: fewer than this
	limit := int64(maxText + maxBeats*besides)
	var out bytes.Buffer
	n, err := out.ReadFrom(io.LimitReader(r, limit+1))
	return out.Bytes(), err == nil && n <= limit
}
