package decode

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// fingerprint is equal for equal values, however their JSON is written: order
// of keys and blanks do not matter.
func fingerprint(values ...any) string {
	hash := sha256.New()
	encoder := json.NewEncoder(hash)
	for _, value := range values {
		if err := encoder.Encode(canonical(value)); err != nil {
			hash.Write([]byte(err.Error()))
		}
	}
	return hex.EncodeToString(hash.Sum(nil)[:16])
}

// canonical replaces raw JSON by the values it holds, which encode with their
// keys in order.
func canonical(value any) any {
	raw, err := json.Marshal(value)
	if err != nil {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var plain any
	if err := decoder.Decode(&plain); err != nil {
		return string(raw)
	}
	return plain
}
