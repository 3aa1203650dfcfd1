package monitor

// ExpectedChange is a placeholder until diagram.go lands.
func ExpectedChange(kind Kind, from, to string) bool { return true }
