package notify

// Sound is what a toast may sound like. The louder one is the greater.
type Sound byte

// The sounds. Windows and macOS have one for both.
const (
	SoundNone Sound = iota
	SoundWarning
	SoundCritical
)
