package history

import (
	"database/sql"
	"encoding/binary"
	"fmt"
	"hash/crc32"
)

// A seal is a checksum of what a row says, in its last column. SQLite finds
// damage in how its pages are built, not a flipped byte in what stands there: a
// state, or a heartbeat, that never was would be believed. Rows that were
// written before there were seals have none.
//
// Packed beats and days carry checksums of their own.
func seal(table string, values ...any) int64 {
	var s sealer
	return s.seal(table, values...)
}

// sealer makes seals without new memory for each.
type sealer struct{ text []byte }

var sealTable = crc32.MakeTable(crc32.Castagnoli)

// seal takes the values of a row's other columns, as they are given to the
// database or come from it, but for an ID that the database gives.
func (s *sealer) seal(table string, values ...any) int64 {
	s.text = append(append(s.text[:0], table...), 0)
	for _, value := range values {
		switch v := value.(type) {
		case nil:
			s.text = append(s.text, 'n')
		case bool:
			n := int64(0)
			if v {
				n = 1
			}
			s.number(n)
		case int64:
			s.number(v)
		case string:
			s.length(len(v))
			s.text = append(s.text, v...)
		case []byte:
			s.length(len(v))
			s.text = append(s.text, v...)
		default:
			panic(fmt.Sprintf("a %T has no seal", value)) // a mistake of this package
		}
	}
	return int64(int32(crc32.Checksum(s.text, sealTable)))
}

func (s *sealer) number(n int64) {
	s.text = binary.LittleEndian.AppendUint64(append(s.text, 'i'), uint64(n))
}

func (s *sealer) length(n int) { s.text = binary.AppendUvarint(append(s.text, 't'), uint64(n)) }

// genuine tells whether a row says what was written; one without a seal is
// believed.
func genuine(found sql.NullInt64, table string, values ...any) bool {
	return !found.Valid || found.Int64 == seal(table, values...)
}

// errForged says of a row that it does not say what was written.
var errForged = fmt.Errorf("%w: a row has another checksum than when it was written", ErrDamaged)
