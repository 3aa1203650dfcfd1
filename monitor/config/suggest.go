package config

import "strings"

// suggestion returns `; did you mean "interval"?` for a word that is nearly
// one of the known ones, else "".
func suggestion(word string, known []string) string {
	best, nearest := "", 0
	for _, candidate := range known {
		d := distance(strings.ToLower(word), candidate)
		if d <= max(1, len(candidate)/3) && (best == "" || d < nearest) {
			best, nearest = candidate, d
		}
	}
	if best == "" {
		return ""
	}
	return `; did you mean "` + best + `"?`
}

// distance is the number of characters to add, drop, change or swap with their
// neighbour to make a into b. Words far longer than any key are far from all.
func distance(a, b string) int {
	if len(a) > 64 {
		return len(a)
	}
	var before, row []int
	next := make([]int, len(b)+1)
	for j := range next {
		next[j] = j
	}
	for i := range len(a) {
		before, row = row, next
		next = make([]int, len(b)+1)
		next[0] = i + 1
		for j := range len(b) {
			change := row[j]
			if a[i] != b[j] {
				change++
			}
			next[j+1] = min(change, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
	}
	return next[len(b)]
}
