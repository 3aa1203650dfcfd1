package assets

import "embed"

//go:embed sounds/*.wav
var sounds embed.FS

// Sound gives the sound of the level "warning" or "critical" as a WAV file of
// less than a second, nil for every other level: those are silent.
func Sound(level string) []byte {
	data, err := sounds.ReadFile("sounds/" + level + ".wav")
	if err != nil {
		return nil
	}
	return data
}
