package paths

func find() (Folders, error) { return findXDG() }
